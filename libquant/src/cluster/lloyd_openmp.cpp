// The engine `openmp`. It does the same work as `sequential` for every pixel, shared out to
// threads.
//
// Each thread has one contiguous chunk of the pixels, and accumulators of its own that are padded
// to cache lines. After all threads have ended, the accumulators are added up in the order of the
// threads. The loop has no locks and no atomic operations. Within a chunk, the assignment is a
// vector kernel.
#include <algorithm>
#include <exception>
#include <functional>
#include <utility>

#include "cluster/accumulators.h"
#include "cluster/lloyd.h"
#include "simd/kernels.h"
#include "simd/load_points.h"

namespace quant::core {
namespace {

// The points and labels of one block stay in the first-level cache.
inline constexpr std::size_t kCachedPoints = 2048;

// Starting a thread takes longer than a few thousand pixels.
inline constexpr std::size_t kLeastPoints = 4096;

// Calls body(thread) once for each thread = 0 .. threads-1, and returns how many threads did that.
using Run = std::function<unsigned(unsigned threads, const std::function<void(unsigned)> &body)>;

// Returns the number of threads.
using Threads = std::function<unsigned()>;

class PixelEngine : public Engine {
public:
    PixelEngine(const ImageView &image, const Threads &threads, Run run, Team &team,
                std::uint8_t *indices)
        : size_(image.pixels()),
          points_(std::make_unique_for_overwrite<Point[]>(size_)),
          threads_(threads()),  // after the points, which take memory that threads may need
          run_(std::move(run)),
          team_(team),
          labels_(indices),
          accumulators_(threads_) {
        // Each thread is the first to write the points that it will work on, so that the operating
        // system places them in memory near it.
        share_out([&](unsigned thread) {
            for_each_unit(thread, [&](Range unit) {
                load_points(image, unit.first, unit.size(), points_.get() + unit.first);
            });
        });
    }

    std::vector<Moments> assign(std::span<const Centroid> centroids) override {
        const CentroidTable table(centroids);
        const Kernels &kernel = kernels();
        share_out([&](unsigned thread) {
            Accumulators &own = accumulators_[thread];
            own.reset(centroids.size());
            for_each_unit(thread, [&](Range unit) {
                for (std::size_t first = unit.first; first < unit.last; first += kCachedPoints) {
                    const std::size_t count = std::min(kCachedPoints, unit.last - first);
                    kernel.assign(&points_[first], count, table, labels_ + first, nullptr);
                    own.add(&points_[first], labels_ + first, count);
                }
            });
            own.flush();
        });
        evaluations_ += size_ * centroids.size();
        std::vector<Moments> clusters(centroids.size());
        for (const Accumulators &own : accumulators_)
            for (std::size_t k = 0; k < clusters.size(); ++k) clusters[k] += own.clusters[k];
        return clusters;
    }

    void map(const std::array<std::uint8_t, 256> &order) override {
        share_out([&](unsigned thread) {
            for_each_unit(thread, [&](Range unit) {
                for (std::size_t i = unit.first; i < unit.last; ++i) labels_[i] = order[labels_[i]];
            });
        });
    }

    unsigned threads() const override { return used_; }

private:
    template <typename Body>
    void share_out(Body &&body) {
        used_ = std::max(used_, run_(threads_, body));
    }

    // Calls body(unit) for the units that make up the chunk of a thread. After each unit, the
    // caller of the library may cancel.
    template <typename Body>
    void for_each_unit(unsigned thread, Body &&body) {
        const Range chunk = part_of(size_, thread, threads_);
        for (Range unit{chunk.first, 0}; unit.first < chunk.last; unit.first = unit.last) {
            unit.last = std::min(unit.first + kUnitPixels, chunk.last);
            body(unit);
            if (team_.is_stopped()) return;
        }
    }

    std::size_t size_;
    std::unique_ptr<Point[]> points_;
    unsigned threads_;
    unsigned used_ = 1;
    Run run_;
    Team &team_;
    std::uint8_t *labels_;
    std::vector<Accumulators> accumulators_;
};

// The number of threads that OpenMP keeps for this thread, itself included: those of its last work.
thread_local unsigned kept_by_openmp = 1;

// Returns with how many threads OpenMP can do its work. It would end the process if it could not
// start a thread. Therefore this tries first, unless OpenMP has the threads already. Others can
// start threads too after that; therefore it asks for half of what could be had, unless the number
// must be exact.
unsigned threads_for_openmp(unsigned wanted, bool is_exact) {
    if (wanted <= kept_by_openmp) return wanted;
    const unsigned limit = openmp_limit();
    const unsigned possible = is_exact ? std::min(startable_threads(wanted), limit)
                                       : std::clamp(startable_threads(2 * wanted) / 2, 1U, limit);
    if (is_exact && possible < wanted) throw TooFewThreads{wanted, possible};
    return std::min(wanted, possible);
}

// The team only stops the threads. Returns how many threads there were: OpenMP may start fewer than
// asked for, as with OMP_DYNAMIC, or within a parallel region. Throws TooFewThreads if that is not
// allowed.
unsigned run_by_openmp(Team &team, unsigned threads, const std::function<void(unsigned)> &body) {
    const int count = static_cast<int>(threads);
    unsigned had = 1;
    // A loop over the indices runs each of them even if OpenMP starts fewer threads than asked for.
    // Since an exception must not leave the region, the first one is stored and thrown after it.
    std::exception_ptr failure;
#pragma omp parallel for num_threads(count) schedule(static, 1)
    for (int thread = 0; thread < count; ++thread) {
        try {
            if (thread == 0) had = openmp_team();
            body(static_cast<unsigned>(thread));
        } catch (...) {
#pragma omp critical(quant_failure)
            if (!failure) failure = std::current_exception();
            team.stop(true);
        }
    }
    team.stop(false);
    kept_by_openmp = had;
    if (failure) std::rethrow_exception(failure);
    if (team.is_exact() && had < threads) throw TooFewThreads{threads, had};
    return had;
}

}  // namespace

std::unique_ptr<Engine> make_openmp_engine(const ImageView &image, Team &team,
                                           std::uint8_t *indices) {
    // In the child of a fork, OpenMP would wait for ever for the threads that the parent had. A log
    // is kept by teams only.
    if (was_forked() || work_log) return make_pixel_engine(image, team, indices);
    const auto run = [&team](unsigned threads, const std::function<void(unsigned)> &body) {
        return run_by_openmp(team, threads, body);
    };
    const unsigned wanted = team.workers_for(image.pixels(), kLeastPoints);
    return std::make_unique<PixelEngine>(
        image, [wanted, &team] { return threads_for_openmp(wanted, team.is_exact()); }, run, team,
        indices);
}

std::unique_ptr<Engine> make_pixel_engine(const ImageView &image, Team &team,
                                          std::uint8_t *indices) {
    const auto run = [&team](unsigned threads, const std::function<void(unsigned)> &body) {
        team.run(threads, body);
        return team.used();
    };
    const unsigned threads = team.workers_for(image.pixels(), kLeastPoints);
    return std::make_unique<PixelEngine>(
        image, [threads] { return threads; }, run, team, indices);
}

}  // namespace quant::core

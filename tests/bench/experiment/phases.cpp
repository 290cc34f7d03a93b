// Looks at the clock after each block of pixels: twice in about 5 microseconds of work, which adds
// about one percent.
#include "phases.h"

#include <omp.h>

#include <algorithm>
#include <chrono>
#include <memory>

#include "cluster/accumulators.h"
#include "simd/load_points.h"
#include "variants.h"

namespace quant::experiment {
namespace {

using Clock = std::chrono::steady_clock;

// Returns the seconds since `last`, and sets it to now.
double lap(Clock::time_point &last) {
    const Clock::time_point now = Clock::now();
    const std::chrono::duration<double> passed = now - last;
    last = now;
    return passed.count();
}

// The times of one thread, on cache lines of their own.
struct alignas(64) PaddedTimes : ThreadTimes {};

class PhaseEngine : public core::Engine {
public:
    PhaseEngine(const Problem &problem, unsigned colors, unsigned threads, std::uint8_t *labels)
        : size_(problem.pixels()),
          threads_(static_cast<int>(threads)),
          points_(std::make_unique_for_overwrite<core::Point[]>(size_)),
          labels_(labels),
          room_(threads, colors),
          times_(threads) {
#pragma omp parallel for schedule(static) num_threads(threads_)
        for (std::size_t first = 0; first < size_; first += kBlockPixels)
            core::load_points(problem.view(), first, std::min(kBlockPixels, size_ - first),
                              points_.get() + first);
    }

    std::vector<core::Moments> assign(std::span<const core::Centroid> centroids) override {
        const core::CentroidTable table(centroids);
        const Pass pass{points_.get(), size_, table, labels_, threads_, room_};
        in_region([&](std::size_t thread) { assign_part(pass, thread); });
        std::vector<core::Moments> total(centroids.size());
        for (const core::Accumulators &own : room_.padded)
            for (std::size_t k = 0; k < total.size(); ++k) total[k] += own.clusters[k];
        return total;
    }

    void map(const std::array<std::uint8_t, 256> &order) override {
        in_region([&](std::size_t thread) {
            Clock::time_point last = Clock::now();
#pragma omp for schedule(static) nowait
            for (std::size_t i = 0; i < size_; ++i) labels_[i] = order[labels_[i]];
            times_[thread].map += lap(last);
        });
    }

    unsigned threads() const override { return static_cast<unsigned>(threads_); }
    double seconds_in_regions() const { return in_regions_; }

    // Returns the times, with the rest of the time in regions as time that the threads wait.
    std::vector<ThreadTimes> times() const {
        std::vector<ThreadTimes> all;
        for (ThreadTimes one : times_) {
            one.wait = std::max(0.0, in_regions_ - one.assign - one.update - one.map);
            all.push_back(one);
        }
        return all;
    }

private:
    template <typename Body>
    void in_region(const Body &body) {
        Clock::time_point last = Clock::now();
#pragma omp parallel num_threads(threads_)
        body(static_cast<std::size_t>(omp_get_thread_num()));
        in_regions_ += lap(last);
    }

    void assign_part(const Pass &pass, std::size_t thread) {
        Clock::time_point last = Clock::now();
        ThreadTimes &times = times_[thread];
        core::Accumulators &own = room_.padded[thread];
        own.reset(pass.colors());
        times.update += lap(last);
#pragma omp for schedule(static) nowait
        for (std::size_t block = 0; block < pass.blocks(); ++block) {
            const core::Range range = pass.block(block);
            pass.assign(range);
            times.assign += lap(last);
            own.add(pass.points + range.first, pass.labels + range.first, range.size());
            times.update += lap(last);
        }
        own.flush();
        times.update += lap(last);
    }

    std::size_t size_;
    int threads_;
    std::unique_ptr<core::Point[]> points_;
    std::uint8_t *labels_;
    Room room_;
    std::vector<PaddedTimes> times_;
    double in_regions_ = 0;
};

}  // namespace

double run_phases(const Problem &problem, unsigned colors, unsigned threads, Outcome &outcome,
                  std::vector<ThreadTimes> &times) {
    PhaseEngine engine(problem, colors, threads, outcome.labels.data());
    const double whole = run_kmeans(problem, engine, colors, outcome);
    times = engine.times();
    return std::max(0.0, whole - engine.seconds_in_regions());
}

void add_phases(const quant::cli::results::ExtraSubject &subject, unsigned run,
                const std::vector<ThreadTimes> &times, double serial,
                std::vector<quant::cli::results::PhaseTime> &lines) {
    using quant::cli::results::Phase;
    const auto threads = static_cast<unsigned>(times.size());
    for (unsigned thread = 0; thread < threads; ++thread) {
        const ThreadTimes &one = times[thread];
        const auto add = [&](Phase phase, double seconds) {
            lines.push_back({subject, threads, run, thread, phase, seconds});
        };
        add(Phase::assign, one.assign);
        add(Phase::update, one.update);
        add(Phase::map, one.map);
        add(Phase::wait, one.wait);
        if (thread == 0) add(Phase::serial, serial);
    }
}

}  // namespace quant::experiment

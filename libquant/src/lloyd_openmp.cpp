// The engine `openmp`: the same work as `sequential`, over every pixel, shared out to threads.
//
// Each thread has one contiguous chunk of the pixels and accumulators of its own, padded to cache
// lines; after the join they are added up in the order of the threads. There is no lock and no
// atomic in the loop. Within a chunk the assignment is a vector kernel.
#include <algorithm>

#include "lloyd.h"
#include "parallel.h"
#include "simd/kernels.h"

namespace quant::core {
namespace {

// Labels and sums of one block stay in the first-level cache, and its sums in 32 bits:
// kBlock * kPointMax < 2^31.
inline constexpr std::size_t kBlock = 4096;

// Starting a thread costs more than a few thousand pixels do.
inline constexpr std::size_t kLeastPixels = 4096;

struct alignas(64) Accumulators {
    // Rows of four sums that a vector unit adds at once; two tables, because neighboring pixels
    // often fall in one cluster and an addition would wait for the one before it.
    std::array<std::array<std::array<std::int32_t, 4>, 256>, 2> sums{};
    std::array<std::array<std::uint32_t, 256>, 2> counts{};
    std::vector<Moments> clusters;

    void add(const Point *points, const std::uint8_t *labels, std::size_t count) {
        std::size_t i = 0;
        for (; i + 1 < count; i += 2) {
            add_one(points[i], labels[i], 0);
            add_one(points[i + 1], labels[i + 1], 1);
        }
        if (i < count) add_one(points[i], labels[i], 0);
        flush();
    }

private:
    void add_one(const Point &p, std::size_t k, std::size_t table) {
        auto &sum = sums[table][k];
        for (std::size_t d = 0; d < kDimensions; ++d) sum[d] += p.x[d];
        ++counts[table][k];
    }
    void flush() {
        for (std::size_t k = 0; k < clusters.size(); ++k) {
            for (std::size_t table = 0; table < 2; ++table) {
                clusters[k].n += counts[table][k];
                counts[table][k] = 0;
                for (std::size_t d = 0; d < kDimensions; ++d) {
                    clusters[k].sum[d] += sums[table][k][d];
                    sums[table][k][d] = 0;
                }
            }
        }
    }
};

class OpenMPEngine : public Engine {
public:
    OpenMPEngine(const ImageView &image, unsigned threads, std::uint8_t *indices)
        : size_(image.pixels()),
          threads_(threads_for(size_, kLeastPixels, threads)),
          points_(std::make_unique_for_overwrite<Point[]>(size_)),
          labels_(indices),
          accumulators_(threads_) {
        // Each thread is the first to touch what it will work on, so that it lies near it.
        parallel(threads_, [&](unsigned thread) {
            const Range chunk = part_of(size_, thread, threads_);
            image.load_points(chunk.first, chunk.size(), points_.get() + chunk.first);
        });
    }

    std::vector<Moments> assign(std::span<const Centroid> centroids) override {
        const CentroidTable table(centroids);
        const Kernels &kernel = kernels();
        parallel(threads_, [&](unsigned thread) {
            const Range chunk = part_of(size_, thread, threads_);
            Accumulators &own = accumulators_[thread];
            own.clusters.assign(centroids.size(), {});
            for (std::size_t first = chunk.first; first < chunk.last; first += kBlock) {
                const std::size_t count = std::min(kBlock, chunk.last - first);
                kernel.assign(&points_[first], count, table, labels_ + first, nullptr);
                own.add(&points_[first], labels_ + first, count);
            }
        });
        std::vector<Moments> clusters(centroids.size());
        for (const Accumulators &own : accumulators_)
            for (std::size_t k = 0; k < clusters.size(); ++k) clusters[k] += own.clusters[k];
        return clusters;
    }

    void map(const std::array<std::uint8_t, 256> &order) override {
        parallel(threads_, [&](unsigned thread) {
            const Range chunk = part_of(size_, thread, threads_);
            for (std::size_t i = chunk.first; i < chunk.last; ++i) labels_[i] = order[labels_[i]];
        });
    }

    unsigned threads() const override { return threads_; }

private:
    std::size_t size_;
    unsigned threads_;
    std::unique_ptr<Point[]> points_;
    std::uint8_t *labels_;
    std::vector<Accumulators> accumulators_;
};

}  // namespace

std::unique_ptr<Engine> make_openmp_engine(const ImageView &image, unsigned threads,
                                           std::uint8_t *indices) {
    return std::make_unique<OpenMPEngine>(image, threads, indices);
}

}  // namespace quant::core

// The engine `sequential`: K-Means as in a textbook, in plain scalar C++ on one thread. It is the
// reference for the other engines and the baseline of every speed-up, and therefore stays simple.
#include "cluster/lloyd.h"

namespace quant::core {
namespace {

class SequentialEngine : public Engine {
public:
    SequentialEngine(const ImageView &image, Team &team, std::uint8_t *indices)
        : size_(image.pixels()),
          points_(std::make_unique_for_overwrite<Point[]>(size_)),
          labels_(indices),
          team_(team) {
        for_each_unit([&](Range range) {
            image.load_points(range.first, range.size(), &points_[range.first]);
        });
    }

    std::vector<Moments> assign(std::span<const Centroid> centroids) override {
        const std::vector<std::int32_t> norms = norms_of(centroids);
        std::vector<Moments> clusters(centroids.size());
        for_each_unit([&](Range range) {
            for (std::size_t i = range.first; i < range.last; ++i) {
                const std::size_t k = nearest(points_[i], centroids, norms);
                labels_[i] = static_cast<std::uint8_t>(k);
                clusters[k].add(points_[i]);
            }
        });
        evaluations_ += size_ * centroids.size();
        return clusters;
    }

    void map(const std::array<std::uint8_t, 256> &order) override {
        for_each_unit([&](Range range) {
            for (std::size_t i = range.first; i < range.last; ++i) labels_[i] = order[labels_[i]];
        });
    }

    unsigned threads() const override { return 1; }

private:
    // Goes through the pixels in parts, after each of which the caller may cancel.
    template <typename Body>
    void for_each_unit(Body &&body) {
        team_.share_ranges(size_, kUnitPixels, 1, [&](Range range, unsigned) { body(range); });
    }

    std::size_t size_;
    std::unique_ptr<Point[]> points_;
    std::uint8_t *labels_;
    Team &team_;
};

}  // namespace

std::unique_ptr<Engine> make_sequential_engine(const ImageView &image, Team &team,
                                               std::uint8_t *indices) {
    return std::make_unique<SequentialEngine>(image, team, indices);
}

}  // namespace quant::core

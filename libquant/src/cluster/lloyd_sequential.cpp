// The engine `sequential`: K-Means as in a textbook, in plain scalar C++ on one thread. It is the
// reference for the other engines and the baseline of every speed-up, and therefore stays simple.
#include "cluster/lloyd.h"

namespace quant::core {
namespace {

class SequentialEngine : public Engine {
public:
    SequentialEngine(const ImageView &image, std::uint8_t *indices)
        : points_(image.pixels()), labels_(indices) {
        image.load_points(0, points_.size(), points_.data());
    }

    std::vector<Moments> assign(std::span<const Centroid> centroids) override {
        const std::vector<std::int32_t> norms = norms_of(centroids);
        std::vector<Moments> clusters(centroids.size());
        for (std::size_t i = 0; i < points_.size(); ++i) {
            const std::size_t k = nearest(points_[i], centroids, norms);
            labels_[i] = static_cast<std::uint8_t>(k);
            clusters[k].add(points_[i]);
        }
        evaluations_ += points_.size() * centroids.size();
        return clusters;
    }

    void map(const std::array<std::uint8_t, 256> &order) override {
        for (std::size_t i = 0; i < points_.size(); ++i) labels_[i] = order[labels_[i]];
    }

    unsigned threads() const override { return 1; }

private:
    std::vector<Point> points_;
    std::uint8_t *labels_;
};

}  // namespace

std::unique_ptr<Engine> make_sequential_engine(const ImageView &image, std::uint8_t *indices) {
    return std::make_unique<SequentialEngine>(image, indices);
}

}  // namespace quant::core

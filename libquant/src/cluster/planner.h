// Estimates the shapes of clusters from the cells, and plans exchanges of centroids.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <utility>
#include <vector>

#include "base/parallel.h"
#include "color/point.h"
#include "histogram/histogram.h"
#include "simd/kernels.h"

namespace quant::core {

// An exchange: the centroid `from` is removed and placed in the cluster `to`, which it halves.
struct Exchange {
    std::uint8_t from, to;
    friend bool operator<(const Exchange &a, const Exchange &b) {
        return std::pair(a.from, a.to) < std::pair(b.from, b.to);
    }
};

class Planner {
public:
    // The first `fixed` centroids take no part in exchanges. The object refers to the histogram and
    // to the team.
    Planner(const Histogram &histogram, std::size_t fixed, Team &team);

    // Estimates the shapes of the clusters of some centroids.
    void look_at(std::span<const Centroid> centroids);

    // Returns up to `most` exchanges that do not disturb each other, the most promising first.
    // Leaves out those that have failed, and those whose cost is not below `hopeful` times their
    // gain.
    std::vector<Exchange> plan(std::size_t most, double hopeful,
                               const std::set<Exchange> &failed) const;

    // Moves the two centroids to either side along the axis by 0.8 standard deviations, where the
    // means of the halves are.
    void carry_out(const Exchange &exchange, std::vector<Centroid> &centroids) const;

private:
    using Vector = std::array<double, kDimensions>;

    // The figures of a cell that do not depend on the centroids.
    struct CellFigures {
        Vector mean;
        double n;
        double within;  // its variance around its mean along one dimension, times n
    };

    // The estimated figures of a cluster.
    struct Shape {
        double n = 0;
        double utility = 0;  // the inertia that its absence would add
        std::array<Vector, kDimensions> scatter{};
        double spread = 0;  // the largest variance in any direction
        Vector axis{};      // the direction of that variance
    };

    // The nearest other centroids, nearest first, which may get the pixels of a centroid that is
    // removed, and their means, coordinate by coordinate.
    static constexpr std::size_t kHeirs = 12;
    struct Heirs {
        std::size_t size = 0;
        std::array<std::uint8_t, kHeirs> id;
        std::array<std::array<double, kHeirs>, kDimensions> mean;
    };

    static void find_axis(Shape &shape);
    void sort_by_label(std::size_t labels);
    Heirs heirs_of(std::size_t k) const;
    Shape shape_of(std::size_t k) const;

    // Returns how much halving a cluster lowers the inertia: about 0.64 of the variance along the
    // axis for each pixel.
    double gain(std::size_t k) const { return 0.64 * shapes_[k].n * shapes_[k].spread; }

    // Returns the most promising exchange of clusters that are not busy.
    std::optional<Exchange> next_of(double hopeful, const std::vector<bool> &busy,
                                    const std::set<Exchange> &failed) const;

    std::size_t fixed_;
    unsigned dimensions_;
    Team &team_;

    // One element for each cell.
    std::vector<CellFigures> figures_;
    std::vector<Point> points_;
    std::vector<std::uint8_t> labels_;

    // The cells sorted by their labels; those of label k begin at first_[k].
    std::vector<std::uint32_t> sorted_;
    std::vector<std::uint32_t> first_;

    // One element for each centroid.
    CentroidTable centroids_;
    std::vector<Vector> means_;
    std::vector<Heirs> heirs_;
    std::vector<Shape> shapes_;

    // Those that may take part with their utility, and with their negative gain: best first, and in
    // their order where these are equal.
    std::vector<std::pair<double, std::uint8_t>> by_utility_, by_gain_;
};

}  // namespace quant::core

// A partition of few distinct colors that is improved by moving single colors.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "color/point.h"
#include "histogram/histogram.h"

namespace quant::core {

// Colors and their weights, an array for each coordinate.
struct ColorArrays {
    explicit ColorArrays(std::span<const WeightedColor> colors);
    std::size_t size() const { return weight.size(); }

    std::array<std::vector<double>, kDimensions> x;
    std::vector<double> weight;
    std::array<std::vector<float>, kDimensions> rough_x;
    std::vector<float> rough_weight;
    double squares = 0;  // the sum of weight * |x|^2
};

// The clusters of colors that move one by one, the change of both means included (J. A. Hartigan,
// "Clustering algorithms", 1975). Such a partition can be improved where Lloyd's algorithm cannot.
// The first `fixed` clusters keep the centers that they begin with; the others are around their
// means. The colors must outlive the object.
class ColorClusters {
public:
    // Gives each color to the nearest centroid.
    ColorClusters(const ColorArrays &colors, std::span<const Centroid> centroids,
                  std::size_t fixed);

    // Goes through all colors, and gives each to the cluster in which it adds the least inertia.
    // Returns whether one has moved.
    bool pass();

    // Gives a color to a cluster.
    void move(std::size_t color, std::size_t to);

    // Returns the difference between the sum of squares of all colors and the inertia.
    double explained() const;

    // Writes by how much the inertia would grow, for each unit of the color's weight, if a color of
    // no cluster were given to each cluster.
    void costs_of(std::size_t color, std::span<double> costs) const;
    double cost_of(std::size_t color, std::size_t cluster) const;

    // Returns the squared distance of a color to the center of a cluster.
    double squared_distance(std::size_t color, std::size_t cluster) const;

    std::size_t size() const { return weight_.size(); }
    std::size_t fixed() const { return fixed_; }
    const ColorArrays &colors() const { return *colors_; }
    std::size_t label(std::size_t color) const { return labels_[color]; }

    // Returns the number of the pass in which a color has last joined or left the cluster.
    unsigned changed_in(std::size_t cluster) const { return changed_in_[cluster]; }
    unsigned passes() const { return passes_; }

    std::array<double, kDimensions> center(std::size_t cluster) const {
        return {center_[0][cluster], center_[1][cluster], center_[2][cluster], center_[3][cluster]};
    }
    // Returns the centers. That of an empty cluster is its last one.
    std::vector<Centroid> centroids() const;

private:
    void distances_of(std::size_t color, std::span<double> distances) const;
    void add(std::size_t color, std::size_t to, double sign);
    double leaving_gain(std::size_t color) const;
    bool has_changed(std::size_t cluster) const;
    void find_restless();
    void compare_all(std::size_t cluster);
    std::size_t best_place_of(std::size_t color);

    const ColorArrays *colors_;
    std::size_t fixed_;
    std::vector<std::uint32_t> labels_;
    std::vector<double> weight_;
    std::array<std::vector<double>, kDimensions> sum_, center_;

    unsigned passes_ = 0;
    std::vector<unsigned> changed_in_;
    std::vector<double> costs_;

    // For each color, what leaving its cluster gains, and the least that joining another one of
    // those compared costs beyond that, times a weight that is positive. Both are rough; a color
    // stays where it is unless the excess is negative.
    std::vector<float> leaving_, excess_;
};

}  // namespace quant::core

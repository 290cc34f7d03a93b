// Colors that lie on one straight line of the working space: grays, shades of one color, a gradient
// between two colors. Clusters of such colors are runs of neighbors, so that the best palette can
// be computed (line_runs.h).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "color/point.h"
#include "histogram/histogram.h"

namespace quant::core {

// Points origin + t * step of a line, at whole numbers t from 0 on, which are below 2^15.
struct Line {
    Point origin{};
    std::array<std::int16_t, kDimensions> step{};  // without a common divisor
    std::vector<std::uint32_t> positions;          // t of each color, ascending
    std::vector<std::uint64_t> weights;            // of each color

    // Returns the square of the distance between the positions 0 and 1.
    std::uint64_t unit() const;
};

// Returns the colors of a histogram, without the given ones, if they lie on one line. Stops reading
// at the first color off the line, so that nearly all pictures pay for a few colors only.
std::optional<Line> line_of(const Histogram &histogram, std::span<const Point> given);

// Returns the centroids, at most `most`, that together with the fixed ones give the colors of the
// line the least inertia that any centroids give them, and then rounds them. There are fewer if
// more would not lower the inertia, or if some are equal after rounding. Lets the team, if any,
// check meanwhile.
std::vector<Centroid> best_centroids(const Line &line, std::span<const Centroid> fixed,
                                     std::size_t most, Team *team = nullptr);

}  // namespace quant::core

// How far the results of the library are from those of K-Means in doubles, over many pictures.
#pragma once

#include <cstddef>
#include <vector>

namespace quant::cli::validate {

// A trajectory is one run: a picture and a number of colors. Differences are parts of the inertia
// in doubles; a negative one means that the library's inertia is lower, and so better.
struct Trajectories {
    std::size_t count = 0;
    std::size_t apart = 0;  // those that differ by kPaperTolerance or more
    double lowest = 0, highest = 0;
    double median = 0;
    double median_size = 0;  // the median of the differences without their signs
};

Trajectories summary_of(const std::vector<double> &above_doubles);

}  // namespace quant::cli::validate

// reference.h: K-Means by the textbook, in doubles: what the library's results are held against.
// Nothing here is shared with the library but the contract in docs/determinism.md: centroids are
// stored in steps of 1/64 of an 8-bit value, and the lowest squared distance wins.
//
// The checks return what is wrong, in words, or nothing.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "validate/distinct_colors.h"
#include "validate/outcome.h"

namespace quant::cli::validate {

using Vector = std::array<double, 3>;  // in 8-bit units

// Of a sum of squared distances: a double has 15 digits, and a million terms cost some of them.
constexpr double inertia_tolerance = 1e-12;

// An outcome as the reference sees it.
struct Clustering {
    std::vector<Vector> centroids;
    std::vector<std::uint8_t> labels;  // of the distinct colors
};

// What holds for every outcome: the palette's 16-bit entries are stored centroids and its 8-bit
// ones the same, rounded; the pixels of one color have one label; the counts and the inertia are
// those of the labels. Fills `clustering`.
std::string check_outcome(const DistinctColors &picture, const Outcome &outcome,
                          Clustering &clustering);

// No pixel is nearer to any of `centroids` than to its own. Exactly so: squares of multiples of
// 1/64 are no problem for a double.
std::string check_nearest(const DistinctColors &picture, const Clustering &clustering,
                          const std::vector<Vector> &centroids);

// The seeds, an outcome of no iterations: each is the color of some pixel, and the nearest one of
// its pixels.
std::string check_seeds(const DistinctColors &picture, const Clustering &seeds);

// One iteration of Lloyd's algorithm with `clusters` centroids, of which those without pixels
// become black: the centroids of `after` are the means of the clusters of `before`, stored, and no
// pixel of `after` is nearer to another one of these means than to its own.
std::string check_step(const DistinctColors &picture, const Clustering &before,
                       const Clustering &after, std::size_t clusters);

// Lloyd's algorithm from the same seeds with the paper's rules (at most `iterations`, tolerance
// 1e-4, black for an empty cluster) and centroids that are not rounded. The final inertia.
double unrounded_lloyd(const DistinctColors &picture, const Clustering &seeds, std::size_t clusters,
                       unsigned iterations);

}  // namespace quant::cli::validate

// K-Means as in a textbook, in double, against which the results of the library are checked.
// Nothing here is shared with the library except the contract in docs/determinism.md: centroids are
// stored in steps of 1/64 of an 8-bit value, and the lowest squared distance wins.
//
// The checks return what is wrong in words, or an empty string.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "reference/lloyd.h"
#include "validate/distinct_colors.h"
#include "validate/outcome.h"

namespace quant::cli::validate {

using reference::Vector;

// The largest relative error of a sum of squared distances: a double has 15 digits, and a million
// terms cost some of them.
constexpr double kInertiaTolerance = 1e-12;

// The centroids and labels of an outcome, as the reference needs them.
struct Clustering {
    std::vector<Vector> centroids;
    std::vector<std::uint8_t> labels;  // of the distinct colors
};

// Checks what holds for every outcome: the 16-bit palette entries are stored centroids, and the
// 8-bit entries are the same, rounded; entries are opaque and sorted by their pixels; all pixels of
// one color have one label; the counts and the inertia are those of the labels. Fills `clustering`.
std::string check_outcome(const DistinctColors &picture, const Outcome &outcome,
                          Clustering &clustering);

// Checks that no pixel is nearer to any of `centroids` than to its own. The check is exact, because
// a double holds the squares of multiples of 1/64.
std::string check_nearest(const DistinctColors &picture, const Clustering &clustering,
                          const std::vector<Vector> &centroids);

// Checks the seeds, which are an outcome without iterations: each must be the color of a pixel, and
// each pixel must have the nearest seed.
std::string check_seeds(const DistinctColors &picture, const Clustering &seeds);

// Checks one iteration of Lloyd's algorithm with `clusters` centroids, of which those without
// pixels become black. The centroids of `after` must be the means of the clusters of `before`, as
// they are stored, and no pixel of `after` may be nearer to another one of these means than to its
// own.
std::string check_step(const DistinctColors &picture, const Clustering &before,
                       const Clustering &after, std::size_t clusters);

// Checks that an outcome ended as the rules say: when another iteration would move no centroid, and
// otherwise after `limit` iterations. `end` must be its clustering.
std::string check_ending(const DistinctColors &picture, const Outcome &outcome,
                         const Clustering &end, std::size_t clusters, unsigned limit);

}  // namespace quant::cli::validate

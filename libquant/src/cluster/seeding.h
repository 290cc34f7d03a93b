// How the first centroids are chosen. All of it works on the histogram, so seeds depend on which
// colors an image has and how often, not on where they stand.
#pragma once

#include <cstdint>
#include <vector>

#include "color/point.h"
#include "histogram/histogram.h"

namespace quant::core {

// The colors of `count` distinct pixels drawn at random, or of all if there are not so many.
// Pixel r is the r-th one when all are sorted by color: by cell, then by point_key().
std::vector<Centroid> seed_random(const Histogram &histogram, std::size_t count,
                                  std::uint64_t seed);

// Means of the boxes of Wu's algorithm, and colors far from those where there are too few boxes;
// fewer than `count` only if every color is a seed.
std::vector<Centroid> seed_wu(const Histogram &histogram, std::size_t count);

// Greedy k-means++ and maximin. Fewer than `count` only if every color is a seed.
std::vector<Centroid> seed_kmeans_plus_plus(const Histogram &histogram, std::size_t count,
                                            std::uint64_t seed);
std::vector<Centroid> seed_maximin(const Histogram &histogram, std::size_t count);

// For those that work on cells, where there are too few: adds colors, each the one with the largest
// weighted squared distance to its nearest seed so far. Of very many colors, runs of neighbors in
// the order of point_key() are taken as one.
void add_worst_colors(const Histogram &histogram, std::size_t count, std::vector<Centroid> &seeds);

}  // namespace quant::core

// Chooses the first centroids. All seedings work on the histogram. Therefore seeds depend on the
// colors of an image and on their counts, but not on the positions of the pixels. A team, if any,
// is not given work, but checks now and then.
#pragma once

#include <cstdint>
#include <vector>

#include "color/point.h"
#include "histogram/histogram.h"

namespace quant::core {

// Returns the colors of `count` distinct pixels, drawn at random, or of all pixels if there are
// fewer. Pixel r is the r-th of all pixels sorted by color: by cell, then by point_key().
std::vector<Centroid> seed_random(const Histogram &histogram, std::size_t count, std::uint64_t seed,
                                  Team *team = nullptr);

// Returns the means of the boxes of Wu's algorithm and, if there are too few boxes, colors far from
// these means. There are fewer than `count` only if every color is a seed.
std::vector<Centroid> seed_wu(const Histogram &histogram, std::size_t count, Team *team = nullptr);

// Return the seeds of greedy k-means++ and of maximin. There are fewer than `count` only if every
// color is a seed.
std::vector<Centroid> seed_kmeans_plus_plus(const Histogram &histogram, std::size_t count,
                                            std::uint64_t seed, Team *team = nullptr);
std::vector<Centroid> seed_maximin(const Histogram &histogram, std::size_t count,
                                   Team *team = nullptr);

// Merges colors until `count` clusters are left, or as many as there are colors: always the two
// whose merging adds the least inertia, but for rounding. Returns their means, in the order of
// their first colors. Takes time in proportion to the square of the number of colors.
std::vector<Centroid> seed_ward(const Histogram &histogram, std::size_t count,
                                Team *team = nullptr);

// Adds colors up to `count` seeds, for seedings that work on cells and found too few of them. Each
// is the color with the largest weighted squared distance to its nearest seed so far. If there are
// very many colors, runs of neighbors in the order of point_key() are treated as one color.
void add_worst_colors(const Histogram &histogram, std::size_t count, std::vector<Centroid> &seeds,
                      Team *team = nullptr);

}  // namespace quant::core

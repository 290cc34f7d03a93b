// Lets the large flat areas of maps, charts and interfaces keep their exact color.
//
// A centroid is a mean. The cluster of a flat area also has the few pixels of its soft edges, and
// these move the mean, so that the area would get a color that is off by a step or two, and two
// pictures with the same area would get two colors for it.
#pragma once

#include <cstdint>
#include <span>

#include "base/parallel.h"
#include "cluster/entries.h"
#include "cluster/straight_colors.h"
#include "color/color_space.h"
#include "histogram/histogram.h"

namespace quant::core {

// Sets the fill of each cluster whose entry must be one exact color instead of its mean. That color
// has at least two thirds of the pixels of the cluster, 1/4096 of all pixels, and 8 pixels. The
// fills are taken by their size, the largest first, as long as all of them together raise the error
// of the pixels by at most 1/150 of `inertia`, which is the sum of the squared distances to the
// centroids. A fill that another entry has already is left out.
//
// In a photograph no color has so large a part of a cluster, except where it is burnt out or black.
// In a gradient neighboring colors have about as many pixels as one another, so that none has two
// thirds.
//
// The clusters must be those of the histogram. Entries will have `bits`, 8 or 16. Where points do
// not tell colors apart, the exact one is looked up in `straight`.
void find_flat_fills(const Histogram &histogram, const ColorSpace &space, const GivenColors &given,
                     const StraightColors &straight, std::uint64_t inertia, unsigned bits,
                     Team &team, std::span<Cluster> clusters);

}  // namespace quant::core

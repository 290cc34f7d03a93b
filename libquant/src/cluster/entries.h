// Turns centroids into the colors that are delivered: rounded to the bits of the palette, each
// once, and in the order in which ties between them are decided.
#pragma once

#include <quant/quant.h>

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <vector>

#include "cluster/given_colors.h"
#include "color/color_space.h"
#include "color/point.h"
#include "histogram/exact_palette.h"

namespace quant::core {

inline constexpr std::size_t kNotGiven = std::numeric_limits<std::size_t>::max();

// The entries, and the positions by which pixels are mapped to them. They ascend by position, and
// entries of one position by color. Therefore which entry wins a tie depends on the entries alone,
// and a picture that is mapped again, onto the palette of its result, gets the same indices.
struct Entries {
    std::vector<quant_color16> colors;
    std::vector<Centroid> centroids;
    std::vector<std::size_t> given;  // the index of the given color, or kNotGiven
};

// A centroid at the end of the iterations, and its cluster.
struct Cluster {
    Centroid centroid;
    std::size_t given;                                 // the index of the given color, or kNotGiven
    Moments moments;                                   // of its pixels
    std::uint64_t opaque;                              // the number of these that are opaque
    std::optional<quant_color16> fill = std::nullopt;  // the color of the entry (flat_fills.h)
};

// Sorts centroids as entries are sorted.
void sort_by_position(std::span<Cluster> clusters);

// Returns whether the entry of a cluster must be opaque: at least a tenth of its pixels are.
bool must_be_opaque(const Cluster &cluster);

// Returns the color of the entry of a cluster, which must be given or have pixels: the given color
// as it is, or the fill, or otherwise the rounded mean, opaque if it must be. `bits` is 8 or 16.
quant_color16 entry_color(const Cluster &cluster, const GivenColors &given, const ColorSpace &space,
                          bool has_alpha, unsigned bits);

// Returns the entries of the clusters that are given or have pixels.
Entries make_entries(std::span<const Cluster> clusters, const GivenColors &given,
                     const ColorSpace &space, bool has_alpha, unsigned bits);

// Returns the entries for straight colors of 16 bits per channel, rounded to 8 bits.
Entries make_entries(std::span<const quant_color16> colors, const ColorSpace &space,
                     bool has_alpha);

// Return a color with 16 bits per channel, and its nearest one with 8 bits. If alpha rounds to 0,
// it hides the color.
quant_color16 in_16_bits(const quant_color &color);
quant_color in_8_bits(const quant_color16 &color);

// Returns a key that orders colors.
std::uint64_t color_key(const quant_color16 &color);

}  // namespace quant::core

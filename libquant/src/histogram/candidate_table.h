// A table with the candidates for the colors of each cell of a wide image, by which pixels are
// mapped. It is to wide images what LabelTable is to the others, which have a label for each color.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "base/parallel.h"
#include "color/image.h"
#include "histogram/histogram.h"
#include "simd/kernels.h"

namespace quant::core {

class CandidateTable {
public:
    CandidateTable() : places_(std::size_t{1} << 16) {}

    // Gives all colors of a cell the same label.
    void set(const Cell &cell, std::uint8_t label) { places_[cell.key] = kIsLabel | label; }

    // Gives each color of a cell the label order[k], where k is the id of the nearest centroid of
    // the list.
    void set(const Cell &cell, const CentroidTable &list,
             const std::array<std::uint8_t, 256> &order);

    // Writes the label of each pixel. All cells of the image must have been set.
    void map(const ImageView &image, Team &team, std::uint8_t *labels);

private:
    std::vector<std::uint32_t> places_;  // by key
    std::vector<std::int32_t> lists_;    // see Kernels::assign_listed
};

// Writes the label order[k] for each pixel, where k is the nearest of all centroids.
void map_to_nearest(const ImageView &image, const CentroidTable &centroids,
                    const std::array<std::uint8_t, 256> &order, Team &team, std::uint8_t *labels);

}  // namespace quant::core

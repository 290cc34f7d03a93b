// Maps an image whose colors have not been counted: labels are computed for the cells that pixels
// lie in, when the first of them comes.
//
// Each thread has a table of its own. Many cells occur in one part of an image only, and to compute
// labels again takes less time than to fetch them from the cache of another processor.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "color/point.h"
#include "histogram/label_table.h"
#include "simd/kernels.h"

namespace quant::core {

class LabelCache {
public:
    // A pixel gets the label order[k], where k is its nearest centroid. The points of the image
    // must have 256 values per coordinate.
    LabelCache(std::span<const Centroid> centroids, const std::array<std::uint8_t, 256> &order);

    // Writes the label of each pixel.
    void map(const ImageView &image, Team &team, std::uint8_t *labels) const;

private:
    static constexpr std::size_t kCubes = 512;  // cubes of 4 x 4 x 4 cells

    class Labels;

    CentroidTable all_;
    std::vector<Centroid> centroids_;
    std::array<std::uint8_t, 256> order_;
    // The centroids that can be nearest to a color in each cube: where the list begins in ids_.
    std::array<std::uint32_t, kCubes + 1> cube_lists_{};
    std::vector<std::uint8_t> ids_;
};

}  // namespace quant::core

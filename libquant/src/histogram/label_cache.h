// A label table for an image whose colors have not been counted: labels are computed for the cells
// that pixels lie in, when the first of them comes.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <span>
#include <vector>

#include "color/point.h"
#include "histogram/label_table.h"
#include "simd/kernels.h"

namespace quant::core {

class LabelCache : public LabelTable {
public:
    // A pixel gets the label order[k], where k is its nearest centroid. The points of the image
    // must have 256 values per coordinate.
    LabelCache(std::span<const Centroid> centroids, const std::array<std::uint8_t, 256> &order);

private:
    static constexpr std::size_t kCubes = 512;  // cubes of 4 x 4 x 4 cells

    // What the threads share of some cubes. A list of centroids is its size and their numbers.
    struct Cubes {
        std::mutex mutex;
        std::vector<std::uint8_t> lists{0};
    };

    void fill(std::uint32_t key) override;
    void prune_group(std::uint32_t key, Cubes &cubes);
    void fill_block(std::uint32_t key, CentroidTable &list);

    std::vector<Centroid> centroids_;
    CentroidTable all_;
    std::array<std::uint8_t, 256> order_;
    // The centroids that can be nearest to a color in each cube: where the list begins in ids_.
    std::array<std::uint32_t, kCubes + 1> cube_lists_{};
    std::vector<std::uint8_t> ids_;
    std::array<Cubes, 64> cubes_;  // several, so that threads seldom wait for each other
    // For each cell, the place of its list in the lists of its cubes, or 0 if it has none yet.
    std::vector<std::uint32_t> cell_lists_;
};

}  // namespace quant::core

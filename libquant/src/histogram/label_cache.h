// Maps the pixels of an 8-bit image without alpha to their nearest centroids without a histogram of
// its colors: labels are computed for the cells that pixels lie in, when the first of them comes.
//
// The table is that of LabelTable: a cell has one label for all its colors, or a block with a label
// for each. Of the two, LabelTable takes less time if the colors of the image are known.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include "base/parallel.h"
#include "color/image.h"
#include "simd/kernels.h"

namespace quant::core {

class LabelCache {
public:
    // A pixel gets the label order[k], where k is its nearest centroid.
    LabelCache(std::span<const Centroid> centroids, const std::array<std::uint8_t, 256> &order);

    // Writes the label of each pixel. The points of the image must have 256 values per coordinate.
    void map(const ImageView &image, Team &team, std::uint8_t *labels);

private:
    // A cube of 4 x 4 x 4 cells, with the centroids that can be nearest to a color in it.
    static constexpr std::size_t kCubes = 512;

    std::uint32_t fill(std::uint16_t key);
    std::uint32_t fill_block(std::uint16_t key, CentroidTable &list);
    void look_up(const std::uint16_t *keys, const std::uint16_t *residues, std::size_t count,
                 std::uint8_t *__restrict out);

    std::vector<Centroid> centroids_;
    CentroidTable all_;
    std::array<std::uint8_t, 256> order_;
    std::array<std::uint32_t, kCubes + 1> cube_lists_{};  // where each list begins in ids_
    std::vector<std::uint8_t> ids_;
    // One lock for some cubes, so that threads seldom wait for each other.
    std::array<std::mutex, 64> locks_;

    // places_ holds, for each cell, 0 or the place in labels_ of the one label of the cell or, with
    // kIsBlock, of the first label of its block. The elements 1 to 256 of labels_ are the labels 0
    // to 255. Other elements are written before their place is.
    static constexpr std::uint32_t kIsBlock = std::uint32_t{1} << 31;
    std::vector<std::atomic<std::uint32_t>> places_;
    std::unique_ptr<std::uint8_t[]> labels_;
    std::atomic<std::uint32_t> next_;
};

}  // namespace quant::core

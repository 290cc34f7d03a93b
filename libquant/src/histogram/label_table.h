// A label for every color of an 8-bit image without alpha, and the pixels that it gives.
//
// Two levels: a cell has one label for all its colors, or a block with a label for each of them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "color/image.h"
#include "histogram/histogram.h"

namespace quant::core {

class LabelTable {
public:
    // Room for this many cells with a block.
    explicit LabelTable(std::size_t blocks);

    void set(const Cell &cell, std::uint8_t label) { places_[cell.key] = label; }

    // The block of a cell, by residue; other colors than those that are set have any label.
    std::uint8_t *add_block(const Cell &cell);

    // Writes the label of each pixel.
    void map(const ImageView &image, unsigned threads, std::uint8_t *labels) const;

private:
    // Places in labels_: of one for all colors of the cell, or, with kIsBlock, of the first of a
    // block. The first 256 are the labels themselves.
    static constexpr std::uint32_t kIsBlock = std::uint32_t{1} << 31;

    void look_up(const std::uint16_t *keys, const std::uint16_t *residues, std::size_t count,
                 std::uint8_t *__restrict out) const;

    std::vector<std::uint32_t> places_;
    std::unique_ptr<std::uint8_t[]> labels_;
    std::uint32_t next_ = 256;
};

}  // namespace quant::core

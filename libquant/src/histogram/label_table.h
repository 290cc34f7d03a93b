// A table with a label for every color of an 8-bit image without alpha, by which pixels are mapped.
//
// It has two levels: a cell has one label for all its colors, or a block with a label for each
// color.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "base/parallel.h"
#include "color/image.h"
#include "histogram/histogram.h"

namespace quant::core {

class LabelTable {
public:
    // Makes a table with room for this many blocks.
    explicit LabelTable(std::size_t blocks);

    // Gives all colors of a cell the same label.
    void set(const Cell &cell, std::uint8_t label) { places_[cell.key] = label; }

    // Gives a cell a block, and returns it for the caller to set the labels by residue. Labels that
    // are not set are undefined.
    std::uint8_t *add_block(const Cell &cell);

    // Writes the label of each pixel.
    void map(const ImageView &image, Team &team, std::uint8_t *labels) const;

private:
    // places_ holds the place in labels_ of the one label of a cell or, with kIsBlock, of the first
    // label of its block. The first 256 elements of labels_ are the labels 0 to 255.
    static constexpr std::uint32_t kIsBlock = std::uint32_t{1} << 31;

    void look_up(const std::uint16_t *keys, const std::uint16_t *residues, std::size_t count,
                 std::uint8_t *__restrict out) const;

    std::vector<std::uint32_t> places_;
    std::unique_ptr<std::uint8_t[]> labels_;
    std::uint32_t next_ = 256;
};

}  // namespace quant::core

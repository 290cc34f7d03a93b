// The labels of the colors of an 8-bit image without alpha, found by two look-ups and no search.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "histogram.h"
#include "image.h"

namespace quant::core {

// A table of the cells of a compact histogram: an entry is the place of one label for all colors of
// the cell, or of a block with a label for each.
class LabelTable {
public:
    // order[label] is what is written; at most `blocks` cells will have more than one label.
    LabelTable(const std::array<std::uint8_t, 256> &order, std::size_t blocks);

    // The label of all colors of a cell, or those of its entries.
    void set(const Cell &cell, std::uint8_t label) { places_[cell.key] = label; }
    void set(const Cell &cell, const Histogram &compact, const std::uint8_t *labels);

    void map(const ImageView &image, unsigned most_threads, std::uint8_t *indices) const;

private:
    std::vector<std::uint32_t> places_;  // by cell
    std::unique_ptr<std::uint8_t[]> labels_;
    std::uint32_t next_ = 256;
};

}  // namespace quant::core

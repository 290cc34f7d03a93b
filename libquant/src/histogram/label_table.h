// A table with a label for every color of an 8-bit image without alpha, by which pixels are mapped.
//
// It has two levels: a cell has one label for all its colors, or a block with a label for each
// color.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "base/parallel.h"
#include "color/cell.h"
#include "color/image.h"

namespace quant::core {

// A thread takes at least this many pixels, if fewer are not worth a thread.
inline constexpr std::size_t kLeastLookUps = std::size_t{1} << 17;

class LabelTable {
public:
    // Makes a table with room for this many blocks.
    explicit LabelTable(std::size_t blocks);

    // Give the cell of a key one label for all its colors, or a block with their labels by residue.
    void set(std::uint32_t key, std::uint8_t label) { places_[key] = kLabels + label; }
    void set(std::uint32_t key, const std::uint8_t *block) {
        places_[key] = static_cast<std::uint32_t>(block - labels_.get()) | kIsBlock;
    }
    bool has(std::uint32_t key) const { return places_[key] != 0; }

    // Returns a block that no cell has, with undefined labels.
    std::uint8_t *new_block() {
        std::uint8_t *const block = &labels_[next_];
        next_ += kColorsPerCell;
        return block;
    }

    // Writes the labels of pixels, given by their cells and residues, up to the first whose cell
    // has nothing. Returns how many.
    std::size_t look_up(const std::uint16_t *keys, const std::uint16_t *residues, std::size_t count,
                        std::uint8_t *__restrict out) const;

    // Writes the label of each pixel. All cells that pixels lie in must have something.
    void map(const ImageView &image, Team &team, std::uint8_t *labels) const;

private:
    // places_ holds the place in labels_ of the one label of a cell or, with kIsBlock, of the first
    // label of its block; or 0 if the cell has nothing. From kLabels on, labels_ has the labels 0
    // to 255, and then the blocks, which begin with a cache line.
    static constexpr std::uint32_t kIsBlock = std::uint32_t{1} << 31;
    static constexpr std::uint32_t kLabels = 1, kBlocks = 320;
    std::vector<std::uint32_t> places_;
    std::unique_ptr<std::uint8_t[]> labels_;
    std::uint32_t next_ = kBlocks;
};

}  // namespace quant::core

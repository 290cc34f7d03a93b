// A table with a label for every color of an 8-bit image without alpha, by which pixels are mapped.
//
// It has two levels: a cell has one label for all its colors, or a block with a label for each
// color.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "base/parallel.h"
#include "color/cell.h"
#include "color/image.h"

namespace quant::core {

class LabelTable {
public:
    // Makes a table with room for this many blocks.
    explicit LabelTable(std::size_t blocks);
    virtual ~LabelTable() = default;
    LabelTable(const LabelTable &) = delete;
    LabelTable &operator=(const LabelTable &) = delete;

    // Give the cell of a key one label for all its colors, or a block with their labels by residue.
    // The labels of the block must be set before it is given, unless no other thread uses the cell.
    void set(std::uint32_t key, std::uint8_t label) { set_place(key, kLabels + label); }
    void set(std::uint32_t key, const std::uint8_t *block) {
        set_place(key, static_cast<std::uint32_t>(block - labels_.get()) | kIsBlock);
    }
    bool has(std::uint32_t key) const { return places_[key].load(std::memory_order_acquire) != 0; }

    // Returns a block that no cell has, with undefined labels.
    std::uint8_t *new_block() {
        return &labels_[next_.fetch_add(kColorsPerCell, std::memory_order_relaxed)];
    }

    // Writes the label of each pixel.
    void map(const ImageView &image, Team &team, std::uint8_t *labels);

private:
    // Is called on any thread for a cell that pixels lie in and that has nothing; must give it
    // something.
    virtual void fill(std::uint32_t) {}

    void set_place(std::uint32_t key, std::uint32_t place) {
        places_[key].store(place, std::memory_order_release);
    }
    void look_up(const std::uint16_t *keys, const std::uint16_t *residues, std::size_t count,
                 std::uint8_t *__restrict out);

    // places_ holds the place in labels_ of the one label of a cell or, with kIsBlock, of the first
    // label of its block; or 0 if the cell has nothing. From kLabels on, labels_ has the labels 0
    // to 255, and then the blocks, which begin with a cache line.
    static constexpr std::uint32_t kIsBlock = std::uint32_t{1} << 31;
    static constexpr std::uint32_t kLabels = 1, kBlocks = 320;
    std::vector<std::atomic<std::uint32_t>> places_;
    std::unique_ptr<std::uint8_t[]> labels_;
    std::atomic<std::uint32_t> next_ = kBlocks;
};

}  // namespace quant::core

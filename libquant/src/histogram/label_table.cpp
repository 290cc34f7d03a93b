// Looks up pixels without a branch that depends on their colors: both levels of the table are in
// one array of labels.
#include "histogram/label_table.h"

#include <numeric>

#include "simd/load_points.h"

namespace quant::core {

LabelTable::LabelTable(std::size_t blocks)
    : places_(kCompactCells),
      labels_(std::make_unique_for_overwrite<std::uint8_t[]>(kBlocks + blocks * kColorsPerCell)) {
    std::iota(&labels_[kLabels], &labels_[kLabels + 256], std::uint8_t{0});
}

// `out` is declared not to alias anything; otherwise the compiler would have to assume that each
// byte written changes the tables.
std::size_t LabelTable::look_up(const std::uint16_t *keys, const std::uint16_t *residues,
                                std::size_t count, std::uint8_t *__restrict out) const {
    const std::uint32_t *places = places_.data();
    const std::uint8_t *labels = labels_.get();
    for (std::size_t i = 0; i < count; ++i) {
        const std::uint32_t place = places[keys[i]];
        if (place == 0) [[unlikely]]
            return i;
        // The mask is all ones if the entry is a block; it takes the place of a branch, which could
        // be mispredicted.
        const std::uint32_t mask = std::uint32_t{0} - (place >> 31);
        out[i] = labels[(place & ~kIsBlock) + (residues[i] & mask)];
    }
    return count;
}

void LabelTable::map(const ImageView &image, Team &team, std::uint8_t *labels) const {
    const unsigned workers = team.workers_for(image.pixels(), kLeastLookUps);
    team.share_ranges(image.pixels(), kUnitPixels, workers, [&](Range range, unsigned) {
        for_each_block_of_keys(
            image, range,
            [&](const std::uint16_t *keys, const std::uint16_t *residues, std::size_t first,
                std::size_t count) { look_up(keys, residues, count, labels + first); });
    });
}

}  // namespace quant::core

// Counts in bytes; a counter that wraps around is carried to a second table of its cell.
#include "histogram/color_counts.h"

#include <algorithm>

namespace quant::core {

void ColorCounts::add(const std::uint16_t *keys, const std::uint16_t *residues, std::size_t count) {
    std::uint8_t *blocks = room_.data();
    const std::uint32_t *places = places_.data();
    for (std::size_t i = 0; i < count; ++i) {
        std::uint32_t place = places[keys[i]];
        if (place == 0) [[unlikely]] {
            place = begin_block(keys[i]);
            blocks = room_.data();
        }
        if (++blocks[place + residues[i]] == 0) [[unlikely]]
            carry(keys[i], residues[i]);
    }
}

std::uint32_t ColorCounts::begin_block(std::size_t key) {
    const std::uint32_t place = next_;
    if (place + kColorsPerCell > room_.size()) {
        const std::size_t most = (kCompactCells + 1) * kColorsPerCell;
        auto more = std::make_unique_for_overwrite<std::uint8_t[]>(most);
        std::copy_n(room_.data(), std::min<std::size_t>(place, room_.size()), more.get());
        more_ = std::move(more);
        room_ = {more_.get(), most};
    }
    std::fill_n(&room_[place], kColorsPerCell, std::uint8_t{0});
    next_ += kColorsPerCell;
    places_[key] = place;
    occurs_.set(key);
    return place;
}

void ColorCounts::carry(std::size_t key, std::size_t residue) {
    if (carry_of_.empty()) carry_of_.resize(kCompactCells);
    if (carry_of_[key] == 0) {
        carried_.push_back(std::make_unique<Carries>());
        carry_of_[key] = static_cast<std::uint32_t>(carried_.size());
    }
    Carries &carries = *carried_[carry_of_[key] - 1];
    ++carries.of[residue];
    ++carries.all;
}

}  // namespace quant::core

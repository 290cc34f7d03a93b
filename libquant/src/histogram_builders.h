// Turns what falls into one cell after another into entries: a builder for each form of histogram.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "histogram.h"
#include "simd/kernels.h"

namespace quant::core {

// Entries of one cell of the compact form: counts in a table of its 512 possible colors.
class CompactBuilder {
public:
    static constexpr std::uint32_t kMostWeight = 32767;
    static std::size_t most_entries(std::size_t pixels) {
        return std::min<std::size_t>(pixels, 512 + pixels / kMostWeight);
    }

    CompactBuilder(Histogram &histogram, std::size_t first_entry)
        : residues_(histogram.residues_.get()),
          weights_(histogram.compact_weights_.get()),
          entry_(first_entry) {}

    void add(const std::uint16_t *items, std::size_t count) {
        std::size_t unique = unique_;
        for (std::size_t i = 0; i < count; ++i) {
            const std::uint16_t residue = items[i];
            seen_[unique] = residue;  // kept only if it is new: no branch to mispredict
            unique += counts_[residue]++ == 0;
        }
        unique_ = unique;
    }

    void add(std::uint16_t residue, std::uint32_t weight) {
        if (counts_[residue] == 0) seen_[unique_++] = residue;
        counts_[residue] += weight;
    }

    void leave_gap() { entry_ += Histogram::kSlack; }

    std::uint64_t finish(Cell &cell) {
        cell.first = entry_;
        for (std::size_t i = 0; i < unique_; ++i) {
            const std::uint16_t residue = seen_[i];
            std::uint32_t left = counts_[residue];
            counts_[residue] = 0;
            for (; left > kMostWeight; left -= kMostWeight) put(residue, kMostWeight);
            put(residue, left);
        }
        cell.size = static_cast<std::uint32_t>(entry_ - cell.first);
        kernels().summarize_cell(residues_ + cell.first, weights_ + cell.first, cell.size, cell);
        const std::uint64_t unique = unique_;
        unique_ = 0;
        return unique;
    }

private:
    void put(std::uint16_t residue, std::uint32_t weight) {
        residues_[entry_] = residue;
        weights_[entry_] = static_cast<std::uint16_t>(weight);
        ++entry_;
    }

    std::uint16_t *residues_, *weights_;
    std::size_t entry_;
    std::size_t unique_ = 0;
    std::array<std::uint32_t, 512> counts_{};
    std::array<std::uint16_t, 513> seen_;  // one more, for the speculative store
};

// Entries of one cell of the wide form: counts in a hash table that grows with them.
class WideBuilder {
public:
    WideBuilder(Histogram &histogram, std::size_t first_entry)
        : points_(histogram.points_.get()),
          weights_(histogram.weights_.get()),
          first_(first_entry) {}

    void leave_gap() { first_ += Histogram::kSlack; }

    void add(const Point *items, std::size_t count) {
        for (std::size_t i = 0; i < count; ++i) add(items[i], 1);
    }

    void add(const Point &item, std::uint32_t weight) {
        std::uint32_t &slot = slot_of(item);
        if (slot != 0) {
            weights_[first_ + slot - 1] += weight;
            return;
        }
        points_[first_ + unique_] = item;
        weights_[first_ + unique_] = weight;
        slot = static_cast<std::uint32_t>(++unique_);
        if (unique_ * 2 > slots_.size()) grow();
    }

    std::uint64_t finish(Cell &cell) {
        cell.first = first_;
        cell.size = static_cast<std::uint32_t>(unique_);
        cell.box = {points_[first_], points_[first_]};
        for (std::size_t i = first_; i < first_ + unique_; ++i) {
            for (std::size_t d = 0; d < kDimensions; ++d) {
                cell.box.lo.x[d] = std::min(cell.box.lo.x[d], points_[i].x[d]);
                cell.box.hi.x[d] = std::max(cell.box.hi.x[d], points_[i].x[d]);
            }
            cell.moments.add(points_[i], weights_[i]);
            cell.squared += std::uint64_t{weights_[i]} * squared_length(points_[i]);
        }
        const std::uint64_t unique = unique_;
        first_ += unique_;
        unique_ = 0;
        slots_.assign(kFewSlots, 0);
        return unique;
    }

private:
    static constexpr std::size_t kFewSlots = 64;

    std::uint32_t &slot_of(const Point &p) {
        // Two rounds of multiplication: every coordinate must reach the bits that are used.
        std::uint64_t hash = point_key(p) * 0x9E3779B97F4A7C15U;
        hash = (hash ^ hash >> 32) * 0x9E3779B97F4A7C15U;
        std::size_t slot = hash >> 32 & (slots_.size() - 1);
        while (slots_[slot] != 0 && points_[first_ + slots_[slot] - 1] != p)
            slot = (slot + 1) & (slots_.size() - 1);
        return slots_[slot];
    }
    void grow() {
        slots_.assign(slots_.size() * 4, 0);
        for (std::size_t i = 0; i < unique_; ++i)
            slot_of(points_[first_ + i]) = static_cast<std::uint32_t>(i + 1);
    }

    Point *points_;
    std::uint32_t *weights_;
    std::size_t first_;
    std::size_t unique_ = 0;
    std::vector<std::uint32_t> slots_ = std::vector<std::uint32_t>(kFewSlots);
};

}  // namespace quant::core

// The blocks of pixels that a fit of a palette looks at: dithers bands of rows, and sums up over
// blocks of 4 x 4 pixels which entries were mixed, and for which colors.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "map/color_rarity.h"
#include "map/diffusion_strip.h"
#include "map/fit_palette.h"

namespace quant::core {

inline constexpr std::size_t kBlockSide = 4;
static_assert(kStripRows == kBlockSide);

// Bands of rows are dithered as if each were a picture, so that threads need not wait.
inline constexpr std::size_t kBandRows = 2 * kStripRows;

// The sums over blocks. With c the counts of the entries in a block and S the sum of its points,
// they are those of c c^T and of c S. A block has at most 16 pixels, and counts up to kMostWeight
// times as much by importance and rarity. For 2^32 pixels the sums are below 2^47 and 2^62.
inline constexpr std::uint64_t kMostWeight = 1U << 11;
struct BlockSums {
    explicit BlockSums(std::size_t size)
        : entries(size), counts(size * size), colors(size), uses(size), settled(size) {}

    std::uint64_t &count(std::size_t j, std::size_t k) { return counts[j * entries + k]; }

    void clear() {
        std::ranges::fill(counts, 0);
        std::ranges::fill(colors, std::array<std::int64_t, kDimensions>{});
        std::ranges::fill(uses, 0);
        std::ranges::fill(settled, 0);
    }

    // Adds the sums of other entries, of which entry k is ids[k] here.
    void add(const BlockSums &other, std::span<const std::uint8_t> ids) {
        for (std::size_t k = 0; k < other.entries; ++k) {
            for (std::size_t j = 0; j < other.entries; ++j)
                count(ids[k], ids[j]) += other.counts[k * other.entries + j];
            for (std::size_t d = 0; d < kDimensions; ++d) colors[ids[k]][d] += other.colors[k][d];
            uses[ids[k]] += other.uses[k];
            settled[ids[k]] += other.settled[k];
        }
    }

    std::size_t entries;
    std::vector<std::uint64_t> counts;
    std::vector<std::array<std::int64_t, kDimensions>> colors;
    std::vector<std::uint64_t> uses;     // pixels that have the entry
    std::vector<std::uint64_t> settled;  // those of flat areas that have exactly its color
};

// Dithers bands and adds up their blocks. Each worker has one.
class BandWorker {
public:
    BandWorker(const ImageView &image, const DitherPalette &palette, int strength,
               const FitPixels &pixels, std::uint8_t *indices)
        : image_(image),
          palette_(palette),
          pixels_(pixels),
          indices_(indices),
          dither_(palette, image.width(), strength),
          rows_(image, palette, pixels.drawn),
          errors_(kBandRows, image.width()),
          sums(palette.points.size()) {}

    void add(std::size_t y, Team &team) {
        errors_.clear();
        std::uint8_t *const indices = indices_ + y * image_.width();
        for (std::size_t row = 0; row < std::min(kBandRows, image_.height() - y);
             row += kStripRows) {
            const std::size_t rows = std::min(kStripRows, image_.height() - y - row);
            rows_.load(y + row, rows, team);
            if (!dither(row, rows, indices, team)) return;
            Pace pace(&team);
            for (std::size_t x = 0; x < image_.width(); x += kBlockSide) {
                add_block(x, y + row, rows);
                if (pace.is_stopped(kBlockSide * kBlockSide)) return;
            }
        }
    }

private:
    using Dither = StripDither<FloydSteinberg>;

    // Dithers rows of the band. The first of fewer rows than a strip has must be enough. Returns
    // whether the work goes on.
    bool dither(std::size_t row, std::size_t rows, std::uint8_t *indices, Team &team) {
        const bool is_strip = rows == kStripRows;
        const std::size_t end = image_.width() + (is_strip ? Dither::kLag * (kStripRows - 1) : 0);
        for (std::size_t first = 0; first < end; first += kUnitPixels) {
            const std::size_t last = std::min(first + kUnitPixels, end);
            if (is_strip)
                dither_.run<kStripRows>(rows_, row, first, last, errors_, indices);
            else
                dither_.run<1>(rows_, row, first, last, errors_, indices);
            if (team.is_stopped()) return false;
        }
        return true;
    }

    void add_block(std::size_t x, std::size_t y, std::size_t rows) {
        const std::size_t height = rows == kStripRows ? kStripRows : 1;
        const std::size_t width = std::min(kBlockSide, image_.width() - x);
        std::size_t distinct = 0;
        std::array<std::uint8_t, kBlockSide * kBlockSide> entry;
        std::array<std::int64_t, kDimensions> sum{};
        std::uint64_t importance = 0, rarity = 0;
        for (std::size_t row = 0; row < height; ++row) {
            const Point *const points = rows_.points(row) + x;
            const std::int16_t *const settled = rows_.settled(row) + x;
            const std::uint8_t *const index = indices_ + (y + row) * image_.width() + x;
            for (std::size_t i = 0; i < width; ++i) {
                for (std::size_t d = 0; d < kDimensions; ++d) sum[d] += points[i].x[d];
                if (uses_in_block_[index[i]]++ == 0) entry[distinct++] = index[i];
                if (settled[i] != StripRows::kFree) note_settled(points[i], index[i]);
                if (pixels_.rarity) rarity += pixels_.rarity->weight_of(points[i]);
            }
            if (pixels_.importance) importance += importance_of(x, y + row, width);
        }
        const auto mean = [&](std::uint64_t sum_of_pixels) {
            return (sum_of_pixels + width * height / 2) / (width * height);
        };
        const std::uint64_t weight = weight_of(mean(importance), mean(rarity));
        add_sums({entry.data(), distinct}, sum, weight);
    }

    // Returns the weight of a pixel. If all have the same importance, it does not matter.
    std::uint64_t weight_of(std::uint64_t importance, std::uint64_t rarity) const {
        if (!pixels_.importance) return pixels_.rarity ? rarity : 1;
        if (!pixels_.rarity || importance == 0) return importance;
        constexpr std::uint64_t scale = kMostWeight / (ColorRarity::kMost + 1);
        const std::uint64_t most = pixels_.most_important;
        return std::max<std::uint64_t>(1, (importance * rarity * scale + most / 2) / most);
    }

    void note_settled(const Point &point, std::uint8_t entry) {
        if (core::point_of(centroid_of(point)) == palette_.points[entry]) ++sums.settled[entry];
    }

    std::uint64_t importance_of(std::size_t x, std::size_t y, std::size_t width) const {
        const std::uint8_t *const row =
            pixels_.importance + static_cast<std::ptrdiff_t>(y) * pixels_.importance_stride;
        std::uint64_t sum = 0;
        for (std::size_t i = 0; i < width; ++i) sum += row[x + i];
        return sum;
    }

    // Adds the sums of a block, and sets the uses of its entries back to 0.
    void add_sums(std::span<const std::uint8_t> entries,
                  const std::array<std::int64_t, kDimensions> &sum, std::uint64_t weight) {
        for (const std::uint8_t entry : entries) {
            std::uint64_t *const counts = &sums.count(entry, 0);
            const std::uint64_t weighted = weight * uses_in_block_[entry];
            for (const std::uint8_t other : entries)
                counts[other] += weighted * uses_in_block_[other];
            auto &colors = sums.colors[entry];
            for (std::size_t d = 0; d < kDimensions; ++d)
                colors[d] += static_cast<std::int64_t>(weighted) * sum[d];
        }
        for (const std::uint8_t entry : entries)
            sums.uses[entry] += std::exchange(uses_in_block_[entry], 0);
    }

    const ImageView &image_;
    const DitherPalette &palette_;
    const FitPixels &pixels_;
    std::uint8_t *indices_;
    Dither dither_;
    StripRows rows_;
    ErrorRows errors_;
    std::array<std::uint8_t, 256>
        uses_in_block_{};  // of each entry in a block; all 0 between blocks

public:
    BlockSums sums;
};

}  // namespace quant::core

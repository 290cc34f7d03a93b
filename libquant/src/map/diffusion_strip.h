// Error diffusion over a strip of rows. The rows of a strip are dithered side by side, each some
// pixels behind the row above it, because a pixel must wait for the one before it: while one row
// waits, the processor works on the others. The result is that of one row after another.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/parallel.h"
#include "color/image.h"
#include "map/diffusion_kernels.h"
#include "map/dither.h"
#include "map/drawn_tiles.h"
#include "simd/diffusion.h"
#include "simd/kernels.h"

namespace quant::core {

// Errors of the pixels of some rows that follow each other. In front of each row and after it there
// are pixels without errors.
class ErrorRows {
public:
    static constexpr std::size_t kMargin = 2;

    // Keeps the last `rows` rows. Rows above the first one have no errors.
    ErrorRows(std::size_t rows, std::size_t width)
        : rows_(rows + kMargin), width_(width + 2 * kMargin), errors_(rows_ * width_) {}

    // Returns the first pixel of row y, or of a row above it: also of those above row 0.
    PixelError *row(std::size_t y, std::size_t above = 0) {
        return &errors_[(y + kMargin - above) % rows_ * width_ + kMargin];
    }

    // Takes all errors away.
    void clear() { std::ranges::fill(errors_, PixelError{}); }

private:
    std::size_t rows_, width_;
    std::vector<PixelError> errors_;
};

// The rows that one thread works on: their points, and the pixels that are settled.
class StripRows {
public:
    // `drawn` has the tiles that are not dithered, or is null.
    StripRows(const ImageView &image, const DitherPalette &palette, const DrawnTiles *drawn);

    // Loads rows y .. y+rows-1 of the image, and lets the team check meanwhile.
    void load(std::size_t y, std::size_t rows, Team &team);

    const Point *points(std::size_t row) const { return &points_[row * width_]; }

    // Returns, for each pixel of a row, its entry if the pixel neither takes nor gives errors;
    // otherwise kFree. Such pixels are fully transparent, or drawn, or in a run of at least kRun
    // equal pixels whose color is in the palette to within one 8-bit step a channel. (The colors of
    // a palette are rounded, and dots of another color would be more visible than this difference.)
    const std::int16_t *settled(std::size_t row) const { return &settled_[row * width_]; }
    static constexpr std::int16_t kFree = DiffusedRow::kFree;

private:
    // So many pixels of a row are settled at a time.
    static constexpr std::size_t kSettled = 64;
    static_assert(DrawnTiles::kSide % kSettled == 0);
    void settle(std::size_t y, std::size_t row, std::size_t first, std::size_t last);
    void settle_runs(std::size_t y, std::size_t row, std::size_t first, std::size_t last);
    bool is_near(std::size_t pixel, std::uint8_t entry) const;

    static constexpr std::size_t kRun = 8;

    const ImageView &image_;
    const DitherPalette &palette_;
    const DrawnTiles *drawn_;
    std::size_t width_;
    std::vector<Point> points_;
    std::vector<std::int16_t> settled_;
};

// Dithers rows by one kernel.
template <typename Kernel>
class StripDither {
public:
    // How many pixels a row must be behind the row above it.
    static constexpr std::size_t kLag = reach_beside<Kernel>() + 1;

    // In serpentine order, which must be said, every other row runs to the left.
    StripDither(const DitherPalette &palette, std::size_t width, int strength,
                bool serpentine = false)
        : width_(width) {
        diffusion_.grid = palette.nearest.grid();
        diffusion_.opaque = palette.opaque();
        std::ranges::copy(palette.points, diffusion_.entries.begin());
        for (std::size_t d = 0; d < kDimensions; ++d)
            diffusion_.most[d] = static_cast<std::uint16_t>(palette.space.most()[d]);
        // strength / kFullStrength * kPassed / 64 / kWhole, in units of 2^-kErrorBits, rounded.
        constexpr int kDivisor = 64 * kFullStrength * Kernel::kWhole >> kErrorBits;
        const int factor = (2 * strength * Kernel::kPassed + kDivisor) / (2 * kDivisor);
        static_assert(Kernel::kShares[0].dx == 1 && Kernel::kShares[0].dy == 0);
        for (const KernelShare &share : Kernel::kShares) {
            // The row above runs the other way then.
            const int dx = serpentine && share.dy % 2 != 0 ? -share.dx : share.dx;
            diffusion_.shares[diffusion_.size++] = {
                dx, share.dy, static_cast<std::int16_t>(share.weight * factor)};
        }
        if (diffusion_.size % 2 != 0) diffusion_.shares[diffusion_.size++] = {1, 1, 0};
    }

    // Dithers the columns first .. last-1 of the uppermost of `Rows` rows from row y on; of each
    // row below it, kLag columns less.
    template <std::size_t Rows>
    void run(const StripRows &rows, std::size_t y, std::size_t first, std::size_t last,
             ErrorRows &errors, std::uint8_t *indices) const {
        constexpr std::size_t kBehind = kLag * (Rows - 1);
        const std::size_t inside = std::clamp(kBehind, first, last);
        const std::size_t outside = std::clamp(width_, inside, last);
        // Where some rows have no columns, one row after another does its part.
        const auto one_by_one = [&](std::size_t from, std::size_t to) {
            for (std::size_t r = 0; r < Rows && from < to; ++r) {
                const std::size_t begin = std::max(from, kLag * r) - kLag * r;
                const std::size_t end = std::min(std::max(to, kLag * r) - kLag * r, width_);
                if (begin >= end) continue;
                const DiffusedRow row = row_of(rows, y, r, begin, errors, indices);
                kernels().diffuse(diffusion_, &row, 1, end - begin, 1);
            }
        };
        one_by_one(first, inside);
        if (inside < outside) {
            std::array<DiffusedRow, Rows> side_by_side;
            for (std::size_t r = 0; r < Rows; ++r)
                side_by_side[r] = row_of(rows, y, r, inside - kLag * r, errors, indices);
            kernels().diffuse(diffusion_, side_by_side.data(), Rows, outside - inside, 1);
        }
        one_by_one(outside, last);
    }

    // Dithers the columns first .. last-1 of one row, from the right to the left.
    void run_leftward(const StripRows &rows, std::size_t y, std::size_t first, std::size_t last,
                      ErrorRows &errors, std::uint8_t *indices) const {
        const DiffusedRow row = row_of(rows, y, 0, last - 1, errors, indices);
        kernels().diffuse(diffusion_, &row, 1, last - first, -1);
    }

private:
    DiffusedRow row_of(const StripRows &rows, std::size_t y, std::size_t r, std::size_t x,
                       ErrorRows &errors, std::uint8_t *indices) const {
        return {rows.points(r) + x,
                rows.settled(r) + x,
                {errors.row(y + r) + x, errors.row(y + r, 1) + x, errors.row(y + r, 2) + x},
                indices + (y + r) * width_ + x};
    }

    std::size_t width_;
    DiffusionRules diffusion_;
};

}  // namespace quant::core

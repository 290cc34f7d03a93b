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

namespace quant::core {

inline constexpr std::size_t kStripRows = 4;

// Errors of pixels, of some rows that follow each other. An error is in units of the sum that a
// pixel gets: 2^-kErrorBits. In front of each row and after it there are pixels without errors.
template <std::size_t Dims>
class ErrorRows {
public:
    using Error = std::array<std::int32_t, Dims>;
    static constexpr std::size_t kMargin = 2;

    // Keeps the last `rows` rows. Rows above the first one have no errors.
    ErrorRows(std::size_t rows, std::size_t width)
        : rows_(rows + kMargin), width_(width + 2 * kMargin), errors_(rows_ * width_) {}

    // Returns the first pixel of row y. Row y - 1 and y - 2 exist even for y = 0.
    Error *row(std::size_t y) { return &errors_[(y + kMargin) % rows_ * width_ + kMargin]; }
    Error *row_above(std::size_t y, std::size_t rows) {
        return &errors_[(y + kMargin - rows) % rows_ * width_ + kMargin];
    }

    // Takes all errors away.
    void clear() { std::ranges::fill(errors_, Error{}); }

private:
    std::size_t rows_, width_;
    std::vector<Error> errors_;
};

inline constexpr unsigned kErrorBits = 14;

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
    static constexpr std::int16_t kFree = -1;

private:
    void settle(std::size_t y, std::size_t row);
    static std::size_t run_from(const Point *points, std::size_t most);
    bool is_near(std::size_t pixel, std::uint8_t entry) const;

    static constexpr std::size_t kRun = 8;

    const ImageView &image_;
    const DitherPalette &palette_;
    const DrawnTiles *drawn_;
    std::size_t width_;
    std::vector<Point> points_;
    std::vector<std::int16_t> settled_;
};

// Dithers rows by one kernel, in a number of dimensions: 3, or 4 with alpha.
template <typename Kernel, std::size_t Dims>
class StripDither {
public:
    // How many pixels a row must be behind the row above it.
    static constexpr std::size_t kLag = reach_beside<Kernel>() + 1;

    StripDither(const DitherPalette &palette, std::size_t width, int strength)
        : nearest_(palette.nearest), width_(width) {
        for (std::size_t k = 0; k < palette.points.size(); ++k)
            for (std::size_t d = 0; d < Dims; ++d) entries_[k][d] = palette.points[k].x[d];
        for (std::size_t d = 0; d < Dims; ++d) most_[d] = palette.space.most()[d];
        // strength / kFullStrength * kPassed / 64 / kWhole, in units of 2^-kErrorBits, rounded.
        constexpr int kDivisor = 64 * kFullStrength * Kernel::kWhole >> kErrorBits;
        factor_ = (2 * strength * Kernel::kPassed + kDivisor) / (2 * kDivisor);
    }

    // Dithers the columns first .. last-1 of the uppermost of `Rows` rows from row y on; of each
    // row below it, kLag columns less.
    template <std::size_t Rows>
    void run(const StripRows &rows, std::size_t y, std::size_t first, std::size_t last,
             ErrorRows<Dims> &errors, std::uint8_t *indices) const {
        std::array<Row, Rows> row;
        for (std::size_t r = 0; r < Rows; ++r) row[r] = row_of(rows, y, r, errors, indices);
        constexpr std::size_t kBehind = kLag * (Rows - 1);
        const std::size_t inside = std::clamp(kBehind, first, last);
        const std::size_t outside = std::clamp(width_, inside, last);
        const auto guarded = [&](std::size_t from, std::size_t to) {
            for (std::size_t at = from; at < to; ++at)
                for (std::size_t r = 0; r < Rows; ++r)
                    if (at - kLag * r < width_) do_pixel(row[r], at - kLag * r, 1);
        };
        guarded(first, inside);
        for (std::size_t at = inside; at < outside; ++at)
            for (std::size_t r = 0; r < Rows; ++r) do_pixel(row[r], at - kLag * r, 1);
        guarded(outside, last);
    }

    // Dithers one row from the right to the left.
    void run_leftward(const StripRows &rows, std::size_t y, ErrorRows<Dims> &errors,
                      std::uint8_t *indices) const {
        const Row row = row_of(rows, y, 0, errors, indices);
        for (std::size_t x = width_; x-- > 0;) do_pixel(row, x, -1);
    }

private:
    using Error = typename ErrorRows<Dims>::Error;

    struct Row {
        const Point *points;
        const std::int16_t *settled;
        std::array<Error *, 3> errors;  // of this row, and of the two above it
        std::uint8_t *indices;
    };

    Row row_of(const StripRows &rows, std::size_t y, std::size_t r, ErrorRows<Dims> &errors,
               std::uint8_t *indices) const {
        return {rows.points(r),
                rows.settled(r),
                {errors.row(y + r), errors.row_above(y + r, 1), errors.row_above(y + r, 2)},
                indices + (y + r) * width_};
    }

    void do_pixel(const Row &row, std::size_t x, int direction) const {
        Error &own = row.errors[0][x];
        if (row.settled[x] != StripRows::kFree) {
            row.indices[x] = static_cast<std::uint8_t>(row.settled[x]);
            own = {};
            return;
        }
        Error sum;
        sum.fill(1 << (kErrorBits - 1));
        for (const ErrorShare &share : Kernel::kShares) {
            const Error &from = row.errors[static_cast<std::size_t>(share.dy)]
                                          [static_cast<std::ptrdiff_t>(x) - direction * share.dx];
            for (std::size_t d = 0; d < Dims; ++d) sum[d] += share.weight * from[d];
        }
        const Point &p = row.points[x];
        Error color;
        for (std::size_t d = 0; d < Dims; ++d)
            color[d] = std::clamp(p.x[d] + (sum[d] >> kErrorBits), 0, most_[d]);
        const std::uint8_t index = nearest_.template find<Dims>(color);
        row.indices[x] = index;
        for (std::size_t d = 0; d < Dims; ++d) own[d] = (color[d] - entries_[index][d]) * factor_;
        if constexpr (Dims == 4)
            if (p.x[3] == most_[3]) own[3] = 0;
    }

    const NearestColor &nearest_;
    std::size_t width_;
    std::int32_t factor_;
    std::array<std::int32_t, Dims> most_;
    std::array<std::array<std::int32_t, Dims>, 256> entries_{};
};

}  // namespace quant::core

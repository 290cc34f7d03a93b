// What the kernels of error diffusion read and write. map/diffusion_strip.h calls them.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "color/point.h"
#include "simd/color_grid.h"

namespace quant::core {

// The difference of the color that a pixel should have had and the one of its entry: at most
// INT16_MAX on either side.
struct alignas(8) PixelError {
    std::array<std::int16_t, kDimensions> x;
};

// A pixel gets shares of the errors of pixels that come before it. Weights are in units of
// 2^-kErrorBits; the sum of all of them is at most 1.
inline constexpr unsigned kErrorBits = 14;
struct ErrorShare {
    int dx, dy;  // from the pixel that made the error, in the direction of the row that gets it
    std::int16_t weight;
};

// The opaque entries of a palette that has translucent ones too.
struct OpaqueEntries {
    ColorGrid grid;
    std::array<std::uint8_t, 256> ids{};  // the entries, by their places in the grid

    std::uint8_t nearest(const std::array<std::int32_t, kDimensions> &color) const {
        return ids[grid.nearest(color)];
    }
};

// The rules of one dithering. The first share must be the one of the next pixel: dx = 1, dy = 0.
struct DiffusionRules {
    static constexpr std::size_t kMostShares = 12;
    std::array<ErrorShare, kMostShares> shares;
    std::size_t size = 0;  // even

    ColorGrid grid;
    std::array<Point, 256> entries{};

    // Null if there are no opaque entries, or no others.
    const OpaqueEntries *opaque = nullptr;

    // The largest value of each coordinate. A pixel whose fourth coordinate has this value is
    // opaque: it takes and makes no error in it, and gets an opaque entry.
    alignas(8) std::array<std::uint16_t, kDimensions> most{};
};

// Pixels of a row: pointers to the first one. Its neighbors have errors too.
struct DiffusedRow {
    const Point *points;
    const std::int16_t *settled;         // the entry of a pixel that is settled, or kFree
    std::array<PixelError *, 3> errors;  // of this row, and of the two above it
    std::uint8_t *indices;
    static constexpr std::int16_t kFree = -1;
};
inline constexpr std::size_t kStripRows = 4;

}  // namespace quant::core

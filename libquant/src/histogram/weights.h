// How much each color counts while a palette is chosen, where that is not the number of its pixels:
// damped, so that small areas are not forgotten for large ones, or by a map of what is important.
// Nothing else knows of weights: they are the counts of another histogram.
#pragma once

#include <quant/quant.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "color/image.h"
#include "histogram/histogram.h"

namespace quant::core {

// options.protect in steps of 1 / kFullProtection, as it is used.
inline constexpr unsigned kProtectionBits = 10;
inline constexpr unsigned kFullProtection = 1U << kProtectionBits;
unsigned protection_of(const quant_options &options);

// Whether a palette is chosen by something else than the numbers of pixels.
bool is_weighted(const quant_options &options);

// One value for each pixel of an image.
struct ImportanceMap {
    const std::uint8_t *values;
    std::ptrdiff_t stride;
    std::size_t width, height;

    const std::uint8_t *row(std::size_t y) const {
        return values + static_cast<std::ptrdiff_t>(y) * stride;
    }
    // The greatest common divisor of all values, 0 if all are 0.
    unsigned divisor() const;
};

// The sums of the map over the pixels of each color, divided by divisor(), which is not 0: a map
// that is the same everywhere gives the counts. `colors` are all that the image has.
std::vector<std::uint64_t> importance_of(std::span<const WeightedColor> colors,
                                         const ImageView &image, const ImportanceMap &map,
                                         unsigned threads);

// n^(1 - protection / kFullProtection) in fixed point, with kDampedBits after the point; there is
// some protection.
inline constexpr unsigned kDampedBits = 12;
std::uint64_t damped(std::uint64_t n, unsigned protection);

// A histogram with weights for counts. Colors that are of no importance at all are not in it. The
// image is that of the histogram, in its space; it may be null where there is no map.
Histogram weighted(const Histogram &histogram, const ImageView *image, const quant_options &options,
                   unsigned threads);

}  // namespace quant::core

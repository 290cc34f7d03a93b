// Weights, by which colors count when a palette is chosen, instead of by the number of their
// pixels. The number can be damped, so that small areas count more, and pixels can count by a map
// of importance. The other stages need not know of weights, which are the counts of a second
// histogram.
#pragma once

#include <quant/quant.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/parallel.h"
#include "color/image.h"
#include "histogram/histogram.h"

namespace quant::core {

// protection_of() returns options.protect, rounded to steps of 1 / kFullProtection.
inline constexpr unsigned kProtectionBits = 10;
inline constexpr unsigned kFullProtection = 1U << kProtectionBits;
unsigned protection_of(const quant_options &options);

// Returns whether a palette is chosen by weights instead of the numbers of pixels.
bool is_weighted(const quant_options &options);

// A map with one value for each pixel of an image.
struct ImportanceMap {
    const std::uint8_t *values;
    std::ptrdiff_t stride;
    std::size_t width, height;

    const std::uint8_t *row(std::size_t y) const {
        return values + static_cast<std::ptrdiff_t>(y) * stride;
    }
    // Returns the greatest common divisor of all values, or 0 if all are 0. Lets the
    // team, if any, check meanwhile.
    unsigned divisor(Team *team = nullptr) const;
    // Returns the largest value.
    std::uint8_t most(Team *team = nullptr) const;
};

// Returns, for each color, the sum of the map over its pixels, divided by map.divisor(), which must
// not be 0. Therefore a map that is the same everywhere gives the counts. `colors` must be all
// colors of the image.
std::vector<std::uint64_t> importance_of(std::span<const WeightedColor> colors,
                                         const ImageView &image, const ImportanceMap &map,
                                         Team &team);

// damped() returns n^(1 - protection / kFullProtection) in fixed point, with kDampedBits after the
// point. The protection must be above 0.
inline constexpr unsigned kDampedBits = 12;
std::uint64_t damped(std::uint64_t n, unsigned protection);

// Returns a histogram whose counts are the weights. It does not contain colors whose importance is
// 0. The image must be that of the histogram, in its space; it may be null if there is no map.
Histogram weighted(const Histogram &histogram, const ImageView *image, const quant_options &options,
                   Team &team);

}  // namespace quant::core

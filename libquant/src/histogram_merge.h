// Histograms of several images, on one machine or many: they add up, and travel as bytes. All are
// of points in sRGB.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "histogram.h"

namespace quant::core {

// The histogram of both images together. Where one of them has alpha, the other's colors are taken
// as opaque. Throws std::length_error if both together have more than Histogram::kMostPixels.
Histogram merged(const Histogram &a, const Histogram &b);

// Equal histograms have equal bytes, on every machine. histogram_merge.cpp describes them.
std::vector<std::uint8_t> serialized(const Histogram &histogram);

// The bytes are not trusted: nothing if they are not what serialized() writes, to the last one.
std::optional<Histogram> parse_histogram(std::span<const std::uint8_t> bytes);

}  // namespace quant::core

// Compares two results of the library.
#pragma once

#include <algorithm>

#include <quant/quant.hpp>

namespace quant::test {

// Returns whether indices, palettes, counts and errors are the same to the bit. Seconds and the
// number of threads may differ.
inline bool same(const Quantized &a, const Quantized &b) {
    const auto equal = [](const auto &x, const auto &y) {
        return x.r == y.r && x.g == y.g && x.b == y.b && x.a == y.a;
    };
    return std::ranges::equal(a.indices(), b.indices()) &&
           std::ranges::equal(a.palette(), b.palette(), equal) &&
           std::ranges::equal(a.palette16(), b.palette16(), equal) &&
           std::ranges::equal(a.counts(), b.counts()) && a.stats().inertia == b.stats().inertia &&
           a.stats().palette_mse == b.stats().palette_mse &&
           a.stats().unique_colors == b.stats().unique_colors && a.stats().exact == b.stats().exact;
}

}  // namespace quant::test

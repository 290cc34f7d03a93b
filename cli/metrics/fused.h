// The multiply-add of processors that have one, on all processors.
#pragma once

namespace quant::cli::metrics {

// Returns a b + c with one rounding. The product is exact in double. The sum is rounded first to
// double and then to float, which differs from one rounding in about one of 2^29 cases.
inline float fused(float a, float b, float c) {
    return static_cast<float>(static_cast<double>(a) * static_cast<double>(b) +
                              static_cast<double>(c));
}

}  // namespace quant::cli::metrics

// Converts sRGB to CIE L*a*b* with the white of sRGB itself, D65 (IEC 61966-2-1), so that grays
// have a = b = 0.
#pragma once

namespace quant::cli::metrics {

struct Lab {
    double l, a, b;
};

// Takes sRGB values in 8-bit units.
Lab lab_of_srgb(double r, double g, double b);

}  // namespace quant::cli::metrics

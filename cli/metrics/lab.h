// lab.h: sRGB to CIE L*a*b* with the white of sRGB itself, D65 (IEC 61966-2-1): grays have
// a = b = 0.
#pragma once

namespace quant::cli::metrics {

struct Lab {
    double l, a, b;
};

// sRGB values in 8-bit units.
Lab lab_of_srgb(double r, double g, double b);

}  // namespace quant::cli::metrics

// Converts the color models of swatch files to opaque sRGB.
#pragma once

#include <quant/quant.hpp>

namespace quant::cli {

// Parameters are from 0 to 1 unless a comment says otherwise; values outside are clamped.
Color from_rgb(double r, double g, double b);
Color from_gray(double gray);

// Takes the hue in turns: 1 is the same as 0.
Color from_hsb(double hue, double saturation, double brightness);

// Takes amounts of ink and uses no profile: each channel is (1 - ink) (1 - black).
Color from_cmyk(double c, double m, double y, double k);

// Takes CIE L*a*b* under D50 with L from 0 to 100, adapts it to the white of sRGB, and clamps it to
// the gamut of sRGB.
Color from_lab(double lightness, double a, double b);

}  // namespace quant::cli

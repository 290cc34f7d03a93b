// color_models.h: opaque sRGB from the other models in which swatches are stored.
#pragma once

#include <quant/quant.hpp>

namespace quant::cli {

// All from 0 to 1 unless said otherwise; values outside are clamped.
Color from_rgb(double r, double g, double b);
Color from_gray(double gray);

// Hue in turns.
Color from_hsb(double hue, double saturation, double brightness);

// Amounts of ink, without a profile: each channel is (1 - ink) (1 - black).
Color from_cmyk(double c, double m, double y, double k);

// CIE L*a*b* under D50, L from 0 to 100; adapted to the white of sRGB, clamped to its gamut.
Color from_lab(double lightness, double a, double b);

}  // namespace quant::cli

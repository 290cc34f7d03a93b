// Colors as points in sRGB, premultiplied where there is alpha: the coordinates in which dithering
// works and in which the error of a written picture is told, whatever space was clustered in.
#pragma once

#include <quant/quant.h>

#include <cstddef>

#include "color/image.h"
#include "color/point.h"

namespace quant::core {

// Points of the pixels first .. first+count-1 of an image.
void load_srgb_points(const ImageView &image, std::size_t first, std::size_t count, Point *points);

// The point of a palette entry for an image with or without alpha.
Point srgb_point(const quant_color &color, bool has_alpha);
Point srgb_point(const quant_color16 &color, bool has_alpha);

}  // namespace quant::core

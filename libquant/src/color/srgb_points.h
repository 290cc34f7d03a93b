// Converts colors to points in sRGB, premultiplied if there is alpha. Dithering works in these
// coordinates, whatever the space of the clustering is.
#pragma once

#include <quant/quant.h>

#include <cstddef>

#include "color/image.h"
#include "color/point.h"

namespace quant::core {

// Writes the points of the pixels first .. first+count-1 of an image.
void load_srgb_points(const ImageView &image, std::size_t first, std::size_t count, Point *points);

// Return the point of a palette entry for an image with or without alpha.
Point srgb_point(const quant_color &color, bool has_alpha);
Point srgb_point(const quant_color16 &color, bool has_alpha);

}  // namespace quant::core

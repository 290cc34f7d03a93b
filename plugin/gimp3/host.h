// GIMP 3, where it differs from GIMP 2.10 in what plugin/gimp asks of it.
#ifndef QUANT_PLUGIN_GIMP3_HOST_H
#define QUANT_PLUGIN_GIMP3_HOST_H

#include <libgimp/gimp.h>

#include <span>
#include <string>
#include <vector>

#include <quant/quant.hpp>

namespace quant::plugin {

using ImageRef = GimpImage *;
using DrawableRef = GimpDrawable *;
using ItemRef = GimpItem *;

inline ItemRef item_of(DrawableRef drawable) { return GIMP_ITEM(drawable); }
inline bool is_indexed(ImageRef image) { return gimp_image_get_base_type(image) == GIMP_INDEXED; }
inline constexpr GimpPrecision kEightBits = GIMP_PRECISION_U8_NON_LINEAR;

// From the top, groups as one.
std::vector<DrawableRef> layers_of(ImageRef image);
// Filters that GIMP applies whenever it shows the drawable.
bool has_filters(DrawableRef drawable);
void get_offsets(DrawableRef drawable, int &x, int &y);
GeglBuffer *selection_buffer(ImageRef image);
std::string name_of(ImageRef image);

// Colors come and go in this format, "R'G'B' u8" in the color space of the image.

// Makes an image that is RGB or gray, in 8 bits, indexed with exactly these colors, three bytes
// each, in this order. Throws Failure with GIMP's reason.
void make_indexed(ImageRef image, std::span<const std::uint8_t> rgb, const Babl *format);

std::vector<Color> palette_colors(GimpPalette *palette, const Babl *format);
// The name that it got: GIMP changes one that is in use.
std::string add_palette(const std::string &name, std::span<const std::uint8_t> rgb,
                        const Babl *format);

Color foreground(const Babl *format);
Color background(const Babl *format);

}  // namespace quant::plugin
#endif

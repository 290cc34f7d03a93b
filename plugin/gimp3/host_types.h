// The types and basic functions that plugin/gimp/host.h needs, for GIMP 3.
#pragma once

#include <libgimp/gimp.h>

namespace quant::plugin {

using ImageRef = GimpImage *;
using DrawableRef = GimpDrawable *;
using ItemRef = GimpItem *;
using PaletteRef = GimpPalette *;

inline ItemRef item_of(DrawableRef drawable) { return GIMP_ITEM(drawable); }
inline bool is_indexed(ImageRef image) { return gimp_image_get_base_type(image) == GIMP_INDEXED; }
inline constexpr GimpPrecision kEightBits = GIMP_PRECISION_U8_NON_LINEAR;

}  // namespace quant::plugin

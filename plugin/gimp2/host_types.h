// The types and basic functions that plugin/gimp/host.h needs, for GIMP 2.10.
#pragma once

#include <libgimp/gimp.h>

#include <string>

namespace quant::plugin {

using ImageRef = gint32;
using DrawableRef = gint32;
using ItemRef = gint32;
using PaletteRef = std::string;  // its name

inline ItemRef item_of(DrawableRef drawable) { return drawable; }
inline bool is_indexed(ImageRef image) { return gimp_image_base_type(image) == GIMP_INDEXED; }
inline constexpr GimpPrecision kEightBits = GIMP_PRECISION_U8_GAMMA;

}  // namespace quant::plugin

// What is done in another way in GIMP 2.10 than in GIMP 3; each has its own host.cpp.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include <quant/quant.hpp>

#include "host_types.h"

namespace quant::plugin {

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

// Throws Failure if there is no such palette.
std::vector<Color> palette_colors(const PaletteRef &palette, const Babl *format);
// The name that it got: GIMP changes one that is in use.
std::string add_palette(const std::string &name, std::span<const std::uint8_t> rgb,
                        const Babl *format);

Color foreground(const Babl *format);
Color background(const Babl *format);

// What GIMP leaves to its caller to free.
struct Free {
    void operator()(void *memory) const { g_free(memory); }
};
template <typename T>
using Owned = std::unique_ptr<T, Free>;

inline std::string text_of(char *text) {
    const Owned<char> owner(text);
    return text ? text : "";
}

}  // namespace quant::plugin

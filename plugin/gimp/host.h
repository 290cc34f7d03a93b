// The functions that GIMP 2.10 and GIMP 3 implement differently; each has its own host.cpp.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include <quant/quant.hpp>

#include "host_types.h"

namespace quant::plugin {

using Drawables = std::vector<DrawableRef>;

// Return the layers of an image or of a layer group, from the top down. A group in it counts as one
// layer.
Drawables layers_of(ImageRef image);
Drawables layers_in(DrawableRef group);
// Returns the channels that a user has made, from the top down, without the selection.
Drawables channels_of(ImageRef image);
// Returns the items whose locks hold for the pixels of a drawable: itself, the layer of a mask, and
// the groups around them.
std::vector<ItemRef> holders_of(DrawableRef drawable);
bool is_alpha_locked(DrawableRef layer);
// Returns whether the drawable has filters, which GIMP applies whenever it shows the drawable.
bool has_filters(DrawableRef drawable);
void get_offsets(DrawableRef drawable, int &x, int &y);
// Returns the mask of the selection; the caller must unref it.
GeglBuffer *selection_buffer(ImageRef image);
std::string name_of(ImageRef image);

// Returns the format of a color of three bytes that has the numbers of the drawable's pixels as
// read_pixels() reads them. It tells which color of the profile they are.
const Babl *color_format(DrawableRef drawable);

// The functions below take and return colors in `format`, that of color_format().

// Converts an RGB or gray image with 8 bits a channel to an indexed image with exactly these
// colors, three bytes each, in this order. Throws Failure with GIMP's reason.
void make_indexed(ImageRef image, std::span<const std::uint8_t> rgb, const Babl *format);

// Returns the colormap of an indexed image.
std::vector<Color> colormap_of(ImageRef image, const Babl *format);

// Convert between a palette and its name. If GIMP 3 has no palette of this name, it is null.
std::string name_of_palette(const PaletteRef &palette);
PaletteRef palette_of_name(const std::string &name);

// Returns GIMP's palettes: the one that is chosen in GIMP, "Default", and then all.
std::vector<PaletteRef> palettes();
// Returns 0 if there is no such palette.
int size_of(const PaletteRef &palette);

// Returns the colors of a palette. Throws Failure if there is no such palette.
std::vector<Color> palette_colors(const PaletteRef &palette, const Babl *format);
// Adds a palette to GIMP and returns its name, which differs from `name` if that is in use.
std::string add_palette(const std::string &name, std::span<const std::uint8_t> rgb,
                        const Babl *format);

Color foreground(const Babl *format);
Color background(const Babl *format);

// Frees memory that GIMP has allocated for the caller.
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

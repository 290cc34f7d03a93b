// The functions of gimp/host.h for GIMP 3, which converts colors to and from the given format.
#include "gimp/host.h"

#include "common/parameters.h"
#include "common/pixels.h"
#include "common/text.h"

namespace quant::plugin {
namespace {

// Copies the colors because GIMP takes them by a pointer to writable memory.
bool set_colors(GimpPalette *palette, std::span<const std::uint8_t> rgb, const Babl *format) {
    std::vector<std::uint8_t> copy(rgb.begin(), rgb.end());
    return gimp_palette_set_colormap(palette, format, copy.data(), copy.size()) != FALSE;
}

Color color_of(GeglColor *color, const Babl *format) {
    Color result{0, 0, 0, 255};
    gegl_color_get_pixel(color, format, &result.r);
    g_object_unref(color);
    return result;
}

// Takes an array that ends with a null pointer, and frees it.
template <typename T>
Drawables drawables_in(T **items) {
    const Owned<T *> owner(items);
    Drawables drawables;
    for (; items && *items; ++items) drawables.push_back(GIMP_DRAWABLE(*items));
    return drawables;
}

}  // namespace

Drawables layers_of(ImageRef image) { return drawables_in(gimp_image_get_layers(image)); }

Drawables layers_in(DrawableRef group) {
    return drawables_in(gimp_item_get_children(GIMP_ITEM(group)));
}

Drawables channels_of(ImageRef image) { return drawables_in(gimp_image_get_channels(image)); }

std::vector<ItemRef> holders_of(DrawableRef drawable) {
    std::vector<ItemRef> items{GIMP_ITEM(drawable)};
    ItemRef around = GIMP_IS_LAYER_MASK(drawable)
                         ? GIMP_ITEM(gimp_layer_from_mask(GIMP_LAYER_MASK(drawable)))
                         : gimp_item_get_parent(GIMP_ITEM(drawable));
    for (; around; around = gimp_item_get_parent(around)) items.push_back(around);
    return items;
}

bool is_alpha_locked(DrawableRef layer) {
    return gimp_layer_get_lock_alpha(GIMP_LAYER(layer)) != FALSE;
}

bool has_filters(DrawableRef drawable) {
    const Owned<GimpDrawableFilter *> filters(gimp_drawable_get_filters(drawable));
    return filters && *filters;
}

void get_offsets(DrawableRef drawable, int &x, int &y) {
    gimp_drawable_get_offsets(drawable, &x, &y);
}

GeglBuffer *selection_buffer(ImageRef image) {
    return gimp_drawable_get_buffer(GIMP_DRAWABLE(gimp_image_get_selection(image)));
}

std::string name_of(ImageRef image) { return text_of(gimp_image_get_name(image)); }

const Babl *color_format(DrawableRef drawable) {
    return palette_format(gimp_drawable_get_format(drawable));
}

void make_indexed(ImageRef image, std::span<const std::uint8_t> rgb, const Babl *format) {
    const std::string name = add_palette("quant (temporary)", rgb, format);
    const bool converted =
        gimp_image_convert_indexed(image, GIMP_CONVERT_DITHER_NONE, GIMP_CONVERT_PALETTE_CUSTOM, 0,
                                   FALSE, FALSE, name.c_str()) != FALSE;
    const std::string reason = converted ? "" : gimp_pdb_get_last_error(gimp_get_pdb());
    gimp_resource_delete(GIMP_RESOURCE(gimp_palette_get_by_name(name.c_str())));
    if (!converted || !set_colors(gimp_image_get_palette(image), rgb, format))
        throw Failure(format_text(_("GIMP did not convert the image to indexed: %1"), {reason}));
}

std::vector<Color> colormap_of(ImageRef image, const Babl *format) {
    return palette_colors(gimp_image_get_palette(image), format);
}

std::string name_of_palette(const PaletteRef &palette) {
    return palette ? text_of(gimp_resource_get_name(GIMP_RESOURCE(palette))) : "";
}

PaletteRef palette_of_name(const std::string &name) {
    return name.empty() ? nullptr : gimp_palette_get_by_name(name.c_str());
}

std::vector<PaletteRef> palettes() {
    const Owned<GimpPalette *> list(gimp_palettes_get_list(""));
    std::vector<PaletteRef> all{gimp_context_get_palette(), gimp_palette_get_by_name("Default")};
    for (GimpPalette **palette = list.get(); palette && *palette; ++palette)
        all.push_back(*palette);
    return all;
}

int size_of(const PaletteRef &palette) {
    return palette ? gimp_palette_get_color_count(palette) : 0;
}

std::vector<Color> palette_colors(const PaletteRef &palette, const Babl *format) {
    if (!palette) throw Failure(_("Choose a palette"));
    int count = 0;
    const Owned<guint8> rgb(gimp_palette_get_colormap(palette, format, &count, nullptr));
    return colors_of(rgb.get(), count);
}

std::string add_palette(const std::string &name, std::span<const std::uint8_t> rgb,
                        const Babl *format) {
    GimpPalette *palette = gimp_palette_new(name.c_str());
    set_colors(palette, rgb, format);
    gimp_palette_set_columns(palette, 16);
    return text_of(gimp_resource_get_name(GIMP_RESOURCE(palette)));
}

Color foreground(const Babl *format) { return color_of(gimp_context_get_foreground(), format); }
Color background(const Babl *format) { return color_of(gimp_context_get_background(), format); }

}  // namespace quant::plugin

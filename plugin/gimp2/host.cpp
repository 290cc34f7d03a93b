// The functions of gimp/host.h for GIMP 2.10, whose palettes and context have no color space of
// their own: the formats of colors have no effect here.
#include "gimp/host.h"

#include <algorithm>

#include "common/parameters.h"
#include "common/pixels.h"
#include "common/text.h"

namespace quant::plugin {
namespace {

Color color_of(const GimpRGB &rgb) {
    Color color{0, 0, 0, 255};
    gimp_rgb_get_uchar(&rgb, &color.r, &color.g, &color.b);
    return color;
}

}  // namespace

std::vector<DrawableRef> layers_of(ImageRef image) {
    int count = 0;
    const Owned<gint> layers(gimp_image_get_layers(image, &count));
    return {layers.get(), layers.get() + count};
}

std::vector<ItemRef> holders_of(DrawableRef drawable) {
    std::vector<ItemRef> items{drawable};
    ItemRef around = gimp_item_is_layer_mask(drawable) ? gimp_layer_from_mask(drawable)
                                                       : gimp_item_get_parent(drawable);
    for (; around > 0; around = gimp_item_get_parent(around)) items.push_back(around);
    return items;
}

bool is_alpha_locked(DrawableRef layer) { return gimp_layer_get_lock_alpha(layer) != FALSE; }

bool has_filters(DrawableRef) { return false; }  // GIMP 2.10 has no such filters

void get_offsets(DrawableRef drawable, int &x, int &y) { gimp_drawable_offsets(drawable, &x, &y); }

GeglBuffer *selection_buffer(ImageRef image) {
    return gimp_drawable_get_buffer(gimp_image_get_selection(image));
}

std::string name_of(ImageRef image) { return text_of(gimp_image_get_name(image)); }

void make_indexed(ImageRef image, std::span<const std::uint8_t> rgb, const Babl *format) {
    const std::string name = add_palette("quant (temporary)", rgb, format);
    const bool converted =
        gimp_image_convert_indexed(image, GIMP_CONVERT_DITHER_NONE, GIMP_CONVERT_PALETTE_CUSTOM, 0,
                                   FALSE, FALSE, name.c_str()) != FALSE;
    const std::string reason = converted ? "" : gimp_get_pdb_error();
    gimp_palette_delete(name.c_str());
    if (!converted || !gimp_image_set_colormap(image, rgb.data(), static_cast<int>(rgb.size() / 3)))
        throw Failure(format_text(_("GIMP did not convert the image to indexed: %1"), {reason}));
}

std::vector<Color> colormap_of(ImageRef image, const Babl *) {
    int count = 0;
    const Owned<guint8> rgb(gimp_image_get_colormap(image, &count));
    return colors_of(rgb.get(), count);
}

std::vector<Color> palette_colors(const PaletteRef &palette, const Babl *) {
    int count = 0;
    if (!gimp_palette_get_info(palette.c_str(), &count))
        throw Failure(format_text(_("There is no palette '%1'"), {palette}));
    const Owned<GimpRGB> entries(gimp_palette_get_colors(palette.c_str(), &count));
    std::vector<Color> colors(static_cast<std::size_t>(count));
    std::transform(entries.get(), entries.get() + count, colors.begin(), color_of);
    return colors;
}

std::string add_palette(const std::string &name, std::span<const std::uint8_t> rgb, const Babl *) {
    std::string given = text_of(gimp_palette_new(name.c_str()));
    for (std::size_t i = 0; i < rgb.size(); i += 3) {
        GimpRGB color;
        gimp_rgb_set_uchar(&color, rgb[i], rgb[i + 1], rgb[i + 2]);
        int position = 0;
        gimp_palette_add_entry(given.c_str(), "", &color, &position);
    }
    gimp_palette_set_columns(given.c_str(), 16);
    return given;
}

Color foreground(const Babl *) {
    GimpRGB rgb;
    gimp_context_get_foreground(&rgb);
    return color_of(rgb);
}

Color background(const Babl *) {
    GimpRGB rgb;
    gimp_context_get_background(&rgb);
    return color_of(rgb);
}

}  // namespace quant::plugin

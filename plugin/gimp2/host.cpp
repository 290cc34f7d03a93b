// The functions of gimp/host.h for GIMP 2.10, whose palettes and context have colors of sRGB. Only
// the colormap of an image has its own numbers.
#include "gimp/host.h"

#include <array>

#include "common/parameters.h"
#include "common/pixels.h"
#include "common/text.h"

namespace quant::plugin {
namespace {

Color color_of(const GimpRGB &rgb, const Babl *format) {
    const std::array<double, 3> srgb{rgb.r, rgb.g, rgb.b};
    Color color{0, 0, 0, 255};
    babl_process(babl_fish(babl_format("R'G'B' double"), format), srgb.data(), &color.r, 1);
    return color;
}

GimpRGB rgb_of(const std::uint8_t *color, const Babl *format) {
    std::array<double, 3> srgb{};
    babl_process(babl_fish(format, babl_format("R'G'B' double")), color, srgb.data(), 1);
    return {srgb[0], srgb[1], srgb[2], 1};
}

}  // namespace

Drawables layers_of(ImageRef image) {
    int count = 0;
    const Owned<gint> layers(gimp_image_get_layers(image, &count));
    return {layers.get(), layers.get() + count};
}

Drawables layers_in(DrawableRef group) {
    int count = 0;
    const Owned<gint> layers(gimp_item_get_children(group, &count));
    return {layers.get(), layers.get() + count};
}

Drawables channels_of(ImageRef image) {
    int count = 0;
    const Owned<gint> channels(gimp_image_get_channels(image, &count));
    return {channels.get(), channels.get() + count};
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

// The formats of GIMP 2.10's drawables lack the space of the profile. A layer of linear precision
// is read with the curve of sRGB, whatever the curve of the profile is.
const Babl *color_format(DrawableRef drawable) {
    const Babl *format = gimp_drawable_get_format(drawable);
    GimpColorProfile *profile = gimp_item_is_layer(drawable)
                                    ? gimp_image_get_color_profile(gimp_item_get_image(drawable))
                                    : nullptr;
    if (!profile) return palette_format(format);
    const Babl *space = gimp_color_profile_get_space(
        profile, GIMP_COLOR_RENDERING_INTENT_RELATIVE_COLORIMETRIC, nullptr);
    g_object_unref(profile);
    return babl_format_with_space(is_linear(format) ? "R~G~B~ u8" : "R'G'B' u8", space);
}

void make_indexed(ImageRef image, std::span<const std::uint8_t> rgb, const Babl *) {
    // GIMP takes the numbers of a palette for those of the image.
    const std::string name = add_palette("quant (temporary)", rgb, babl_format("R'G'B' u8"));
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

std::string name_of_palette(const PaletteRef &palette) { return palette; }
PaletteRef palette_of_name(const std::string &name) { return name; }

std::vector<PaletteRef> palettes() {
    int count = 0;
    char **names = gimp_palettes_get_list("", &count);
    std::vector<PaletteRef> all{text_of(gimp_context_get_palette()), "Default"};
    all.insert(all.end(), names, names + count);
    g_strfreev(names);
    return all;
}

int size_of(const PaletteRef &palette) {
    int count = 0;
    return !palette.empty() && gimp_palette_get_info(palette.c_str(), &count) ? count : 0;
}

std::vector<Color> palette_colors(const PaletteRef &palette, const Babl *format) {
    int count = 0;
    if (!gimp_palette_get_info(palette.c_str(), &count))
        throw Failure(format_text(_("There is no palette '%1'"), {palette}));
    const Owned<GimpRGB> entries(gimp_palette_get_colors(palette.c_str(), &count));
    std::vector<Color> colors;
    colors.reserve(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i) colors.push_back(color_of(entries.get()[i], format));
    return colors;
}

std::string add_palette(const std::string &name, std::span<const std::uint8_t> rgb,
                        const Babl *format) {
    std::string given = text_of(gimp_palette_new(name.c_str()));
    for (std::size_t i = 0; i < rgb.size(); i += 3) {
        const GimpRGB color = rgb_of(&rgb[i], format);
        int position = 0;
        gimp_palette_add_entry(given.c_str(), "", &color, &position);
    }
    gimp_palette_set_columns(given.c_str(), 16);
    return given;
}

Color foreground(const Babl *format) {
    GimpRGB rgb;
    gimp_context_get_foreground(&rgb);
    return color_of(rgb, format);
}

Color background(const Babl *format) {
    GimpRGB rgb;
    gimp_context_get_background(&rgb);
    return color_of(rgb, format);
}

}  // namespace quant::plugin

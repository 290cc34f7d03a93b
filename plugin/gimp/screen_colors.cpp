// GEGL converts from the space of the image to sRGB without limits, and GIMP from there to the
// monitor. A profile that GEGL has no space for, because it is a table, is left to GIMP as a whole.
#include "gimp/screen_colors.h"

#include <libgimpwidgets/gimpwidgets.h>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace quant::plugin {
namespace {

GimpColorTransform *transform_to_screen(GtkWidget *widget, GimpColorConfig *config,
                                        GimpColorProfile *profile, const Babl *from,
                                        const Babl *to) {
#if GTK_CHECK_VERSION(3, 0, 0)
    return gimp_widget_get_color_transform(widget, config, profile, from, to, nullptr,
                                           GIMP_COLOR_RENDERING_INTENT_RELATIVE_COLORIMETRIC, TRUE);
#else
    return gimp_widget_get_color_transform(widget, config, profile, from, to);
#endif
}

Color converted(const Color &color, const Babl *from, const Babl *to) {
    Color result{0, 0, 0, 255};
    babl_process(babl_fish(from, to), &color.r, &result.r, 1);
    return result;
}

// gimp_color_config_get_mode() cannot be called from C++: its declaration is not extern "C".
bool is_management_off(GimpColorConfig *config) {
    GimpColorManagementMode mode{};
    g_object_get(config, "mode", &mode, nullptr);
    return mode == GIMP_COLOR_MANAGEMENT_OFF;
}

}  // namespace

ScreenColors::ScreenColors(DrawableRef drawable)
    : format_(color_format(drawable)),
      config_(gimp_get_color_configuration()),
      profile_(gimp_color_profile_new_rgb_srgb()) {
    const ItemRef item = item_of(drawable);
    if (!gimp_item_is_layer(item)) return;  // masks and channels have no colors
    Object<GimpColorProfile> own(gimp_image_get_color_profile(gimp_item_get_image(item)));
    if (!own || gimp_color_profile_is_equal(own.get(), profile_.get())) return;
    profile_name_ = gimp_color_profile_get_label(own.get());
    if (!gimp_color_profile_get_space(own.get(), GIMP_COLOR_RENDERING_INTENT_RELATIVE_COLORIMETRIC,
                                      nullptr))
        profile_ = std::move(own);
}

Color ScreenColors::to_srgb(const Color &color) const {
    return converted(color, format_, babl_format("R'G'B' u8"));
}

Color ScreenColors::from_srgb(const Color &color) const {
    return converted(color, babl_format("R'G'B' u8"), format_);
}

void ScreenColors::convert(GtkWidget *widget, std::span<Color> colors) const {
    if (is_management_off(config_.get())) return;
    const Babl *from = babl_format("R'G'B' float");
    const Babl *to = babl_format("R'G'B' u8");
    const auto count = static_cast<glong>(colors.size());
    std::vector<std::uint8_t> bytes;
    for (const Color &color : colors) bytes.insert(bytes.end(), {color.r, color.g, color.b});
    std::vector<float> wide(bytes.size());
    babl_process(babl_fish(format_, from), bytes.data(), wide.data(), count);
    const Object<GimpColorTransform> transform(
        transform_to_screen(widget, config_.get(), profile_.get(), from, to));
    if (transform)
        gimp_color_transform_process_pixels(transform.get(), from, wide.data(), to, bytes.data(),
                                            colors.size());
    else
        babl_process(babl_fish(from, to), wide.data(), bytes.data(), count);
    const std::uint8_t *byte = bytes.data();
    for (Color &color : colors) {
        color = {byte[0], byte[1], byte[2], color.a};
        byte += 3;
    }
}

}  // namespace quant::plugin

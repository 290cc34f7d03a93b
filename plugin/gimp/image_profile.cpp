// Does not go by the spaces of GEGL, which have none for profiles of tables, and one for profiles
// that differ by little.
#include "gimp/image_profile.h"

#include <memory>
#include <utility>

namespace quant::plugin {
namespace {

struct UnrefProfile {
    void operator()(GimpColorProfile *profile) const { g_object_unref(profile); }
};

}  // namespace

IccProfile icc_profile_of_drawable(DrawableRef drawable) {
    const ItemRef item = item_of(drawable);
    if (!gimp_item_is_layer(item)) return {};  // masks and channels have no colors
    const std::unique_ptr<GimpColorProfile, UnrefProfile> own(
        gimp_image_get_color_profile(gimp_item_get_image(item)));
    if (!own) return {};
    gsize size = 0;
    const auto *bytes =
        reinterpret_cast<const std::byte *>(gimp_color_profile_get_icc_profile(own.get(), &size));
    IccProfile profile(bytes, bytes + size);
    return has_srgb_curve(color_format(drawable)) ? with_srgb_curve(std::move(profile)) : profile;
}

}  // namespace quant::plugin

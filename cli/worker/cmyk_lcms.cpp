// Converts CMYK colors with Little CMS.
#include <lcms2.h>

#include <new>

#include "worker/cmyk.h"

namespace quant::cli {
namespace {

using Profile = std::unique_ptr<void, decltype(&cmsCloseProfile)>;

class LcmsConverter : public CmykConverter {
public:
    explicit LcmsConverter(cmsHTRANSFORM transform) : transform_(transform, &cmsDeleteTransform) {}

    void convert(const std::uint16_t *inks, std::size_t count, std::uint16_t *rgb) override {
        cmsDoTransform(transform_.get(), inks, rgb, static_cast<cmsUInt32Number>(count));
    }

private:
    std::unique_ptr<void, decltype(&cmsDeleteTransform)> transform_;
};

}  // namespace

std::unique_ptr<CmykConverter> make_cmyk_converter(std::span<const std::byte> profile) {
    const Profile source(
        cmsOpenProfileFromMem(profile.data(), static_cast<cmsUInt32Number>(profile.size())),
        &cmsCloseProfile);
    if (!source || cmsGetColorSpace(source.get()) != cmsSigCmykData) return nullptr;
    const Profile srgb(cmsCreate_sRGBProfile(), &cmsCloseProfile);
    if (!srgb) throw std::bad_alloc();
    cmsHTRANSFORM transform = cmsCreateTransform(
        source.get(), TYPE_CMYK_16, srgb.get(), TYPE_RGB_16, INTENT_RELATIVE_COLORIMETRIC,
        cmsFLAGS_BLACKPOINTCOMPENSATION | cmsFLAGS_NOCACHE);
    if (!transform) return nullptr;
    return std::make_unique<LcmsConverter>(transform);
}

}  // namespace quant::cli

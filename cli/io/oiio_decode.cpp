// Reads the first picture of a file as gray or RGB, with alpha if the file has it. The result has 8
// or 16 bits, is sRGB-encoded, not premultiplied, and upright.
#include "io/oiio_decode.h"

#include <algorithm>
#include <cstring>
#include <memory>
#include <string>

#include <OpenImageIO/filesystem.h>
#include <OpenImageIO/imageio.h>

#include "base/failure.h"
#include "io/channel_values.h"
#include "io/orientation.h"

namespace quant::cli {
namespace {

struct Plan {
    Layout layout;
    int alpha = -1;           // index of the alpha channel in the file; -1 if there is none
    bool is_float = false;    // the channel values are read as float first
    bool linear = false;      // needs the sRGB curve
    bool associated = false;  // premultiplied
};

// Throws Failure with the first line of OpenImageIO's message, without the name "image", which is
// not the user's but the one that decode_oiio() gives to every picture.
[[noreturn]] void fail(const char *what, std::string error) {
    error.resize(std::min(error.size(), error.find('\n')));
    for (const char *name : {" (\"image\")", " \"image\"", " of \"image\""})
        if (const auto at = error.find(name); at != std::string::npos)
            error.erase(at, std::strlen(name));
    while (!error.empty() && (error.back() == ' ' || error.back() == '.')) error.pop_back();
    throw Failure(error.empty() ? what : what + (": " + error));
}

// OpenImageIO's GIF reader says that alpha is channel 4, but the channels are 0 to 3.
int alpha_channel(const OIIO::ImageSpec &spec) {
    if (spec.alpha_channel >= spec.nchannels) return spec.nchannels == 4 ? 3 : -1;
    return spec.alpha_channel;
}

bool is_associated(const OIIO::ImageSpec &spec, Format format) {
    if (spec.get_int_attribute("oiio:UnassociatedAlpha") != 0) return false;
    switch (format) {
        // The BMP reader never premultiplies, and the alpha of GIF is 0 or 1.
        case Format::bmp:
        case Format::gif: return false;
        // Type 4 is premultiplied. The reader sets oiio:UnassociatedAlpha only for type 3, the
        // usual one.
        case Format::targa: return spec.get_int_attribute("targa:alpha_type") == 4;
        default: return true;
    }
}

bool is_linear(const OIIO::ImageSpec &spec, Format format) {
    const std::string space(spec.get_string_attribute("oiio:ColorSpace"));
    if (space.empty()) return format == Format::openexr || format == Format::hdr;
    return OIIO::Strutil::iequals(space, "linear") ||
           OIIO::Strutil::iequals(space, "scene_linear") ||
           OIIO::Strutil::istarts_with(space, "lin_");
}

Plan make_plan(const OIIO::ImageSpec &spec, const Request &request) {
    if (spec.deep || spec.depth > 1) throw Failure("volumes and deep images are not supported");
    if (spec.nchannels < 1 || spec.width < 1 || spec.height < 1)
        throw Failure("the image has no pixels");
    Plan plan;
    plan.alpha = alpha_channel(spec);
    const int colors = spec.nchannels - (plan.alpha >= 0 ? 1 : 0);
    if (colors < 1) plan.alpha = -1;  // alpha alone is read as gray
    plan.layout.width = static_cast<std::uint64_t>(spec.width);
    plan.layout.height = static_cast<std::uint64_t>(spec.height);
    plan.layout.channels = (colors >= 3 ? 3U : 1U) + (plan.alpha >= 0 ? 1U : 0U);
    plan.is_float = spec.format.is_floating_point();
    plan.layout.bits = plan.is_float || spec.format.basesize() > 1 ? 16 : 8;
    plan.linear = plan.is_float && is_linear(spec, request.format);
    plan.associated = plan.alpha >= 0 && is_associated(spec, request.format);
    check_layout(plan.layout, request.max_pixels);
    // A file may have any number of channels, and OpenImageIO's readers decode them all.
    if (plan.layout.width * plan.layout.height >
        request.max_pixels * 16 / static_cast<std::uint64_t>(spec.nchannels))
        throw Failure("the image has too many channels for its size");
    return plan;
}

// Checks has_error() too, because read_image() returns true for a truncated JPEG file.
void read_channels(OIIO::ImageInput &input, int begin, int end, const OIIO::TypeDesc &type,
                   std::byte *target, std::size_t pixel_bytes) {
    const bool ok =
        input.read_image(0, 0, begin, end, type, target, static_cast<OIIO::stride_t>(pixel_bytes));
    if (!ok || input.has_error()) fail("the file is damaged", input.geterror());
}

void read_pixels(OIIO::ImageInput &input, const Plan &plan, const OIIO::TypeDesc &type,
                 std::byte *target) {
    const int channels = static_cast<int>(plan.layout.channels);
    const int colors = channels >= 3 ? 3 : 1;
    const std::size_t pixel_bytes = plan.layout.channels * type.size();
    if (plan.alpha < 0 || plan.alpha == colors) {
        read_channels(input, 0, channels, type, target, pixel_bytes);
        return;
    }
    const int first = plan.alpha == 0 ? 1 : 0;
    read_channels(input, first, first + colors, type, target, pixel_bytes);
    read_channels(input, plan.alpha, plan.alpha + 1, type,
                  target + static_cast<std::size_t>(colors) * type.size(), pixel_bytes);
}

std::span<const std::byte> icc_profile(const OIIO::ImageSpec &spec, bool gray) {
    const OIIO::ParamValue *attribute = spec.find_attribute("ICCProfile");
    if (!attribute) return {};
    const std::span<const std::byte> profile(static_cast<const std::byte *>(attribute->data()),
                                             static_cast<std::size_t>(attribute->datasize()));
    if (profile.size() > kMaxProfileBytes || !profile_fits(profile, gray)) return {};
    return profile;
}

// Converts what was read to integers that are sRGB-encoded and not premultiplied.
void convert_samples(std::byte *pixels, const Plan &plan, Format format) {
    const Layout &layout = plan.layout;
    if (plan.is_float)
        floats_to_uint16(pixels, layout, plan.linear, plan.associated);
    else if (plan.associated)
        unassociate(pixels, layout);
    // Many programs that write BMP or Targa leave the fourth byte of a pixel unused, with the value
    // 0.
    if (plan.alpha >= 0 && (format == Format::bmp || format == Format::targa))
        fill_unused_alpha(pixels, layout);
}

}  // namespace

void prepare_oiio() {
    OIIO::attribute("threads", 1);
    OIIO::attribute("exr_threads", 1);
}

Layout decode_oiio(std::span<const std::byte> file, const Request &request, SharedBuffer &out) {
    const std::string name = info_of(request.format).name;
    auto input = OIIO::ImageInput::create(name);
    if (!input) throw Failure("OpenImageIO cannot read " + name + " here");
    OIIO::Filesystem::IOMemReader memory(file.data(), file.size());
    OIIO::ImageSpec config;
    config.attribute("oiio:UnassociatedAlpha", 1);
    OIIO::Filesystem::IOProxy *proxy = &memory;
    config.attribute("oiio:ioproxy", OIIO::TypeDesc::PTR, &proxy);
    OIIO::ImageSpec spec;
    if (!input->open("image", spec, config))
        fail(("the file is damaged or of an unsupported kind of " + name).c_str(),
             input->geterror());

    Plan plan = make_plan(spec, request);
    const auto profile = icc_profile(spec, plan.layout.channels < 3);
    plan.layout.profile_bytes = profile.size();
    const std::uint64_t total = plan.layout.pixel_bytes() + profile.size();
    const OIIO::TypeDesc type = plan.is_float           ? OIIO::TypeDesc::FLOAT
                                : plan.layout.bits == 8 ? OIIO::TypeDesc::UINT8
                                                        : OIIO::TypeDesc::UINT16;
    // Floats are converted in place later, which halves their size.
    std::byte *pixels =
        out.resize(std::max(total, plan.layout.pixel_bytes() * (plan.is_float ? 2 : 1)));
    read_pixels(*input, plan, type, pixels);
    convert_samples(pixels, plan, request.format);
    if (!profile.empty())
        std::memcpy(pixels + plan.layout.pixel_bytes(), profile.data(), profile.size());
    out.resize(total);
    apply_orientation(pixels, plan.layout, spec.get_int_attribute("Orientation", 1));
    return plan.layout;
}

}  // namespace quant::cli

// Encodes into memory, and the program writes the file, because OpenImageIO's writers report
// success on a full disk.
#include "worker/oiio.h"

#include <cstring>
#include <string>
#include <vector>

#include <OpenImageIO/filesystem.h>
#include <OpenImageIO/imageio.h>

#include "base/failure.h"

namespace quant::cli {
namespace {

// The writers change the vertical resolution unless it fits the aspect ratio, which each of them
// defines in its own way. JPEG has whole numbers, and resolutions are usually whole in inches.
void set_resolution(OIIO::ImageSpec &spec, const Resolution &resolution, Format format) {
    const double x = resolution.x * kMetersPerInch, y = resolution.y * kMetersPerInch;
    const double aspect = format == Format::jpeg ? x / y : y / x;
    spec.attribute("XResolution", static_cast<float>(x));
    spec.attribute("YResolution", static_cast<float>(y));
    spec.attribute("ResolutionUnit", "in");
    spec.attribute("PixelAspectRatio", static_cast<float>(aspect));
}

OIIO::ImageSpec make_spec(const Layout &layout, Format format) {
    const OIIO::TypeDesc type = layout.bits == 8 ? OIIO::TypeDesc::UINT8 : OIIO::TypeDesc::UINT16;
    OIIO::ImageSpec spec(static_cast<int>(layout.width), static_cast<int>(layout.height),
                         static_cast<int>(layout.channels), type);
    if (layout.channels % 2 == 0) spec.alpha_channel = static_cast<int>(layout.channels) - 1;
    spec.attribute("oiio:UnassociatedAlpha", 1);
    spec.attribute("Orientation", 1);
    if (layout.resolution.x != 0) set_resolution(spec, layout.resolution, format);
    // oiio:ColorSpace is not set, because the TIFF writer would add EXIF data and, when it writes
    // into memory, lose the picture.
    switch (format) {
        case Format::jpeg:
            spec.attribute("Compression", "jpeg:95");
            spec.attribute("jpeg:subsampling", "4:4:4");
            break;
        case Format::tiff:
            spec.attribute("compression", "zip");
            // Otherwise the writer adds the time, and the same picture would give other bytes.
            spec.attribute("DateTime", "");
            break;
        case Format::targa: spec.attribute("compression", "rle"); break;
        default: break;
    }
    return spec;
}

}  // namespace

void encode_oiio(std::span<const std::byte> pixels, const Request &request, SharedBuffer &out) {
    const std::string name = info_of(request.format).name;
    const Layout &layout = request.layout;
    auto output = OIIO::ImageOutput::create(name);
    if (!output || !output->supports("ioproxy"))
        throw Failure("OpenImageIO cannot write " + name + " here");
    OIIO::ImageSpec spec = make_spec(layout, request.format);
    const auto profile = pixels.subspan(layout.pixel_bytes());
    if (!profile.empty())
        spec.attribute("ICCProfile",
                       OIIO::TypeDesc(OIIO::TypeDesc::UINT8, static_cast<int>(profile.size())),
                       profile.data());
    std::vector<unsigned char> encoded;
    OIIO::Filesystem::IOVecOutput memory(encoded);
    if (!output->set_ioproxy(&memory) || !output->open(std::string("image.") + name, spec) ||
        !output->write_image(spec.format, pixels.data()) || !output->close())
        throw Failure("cannot encode as " + name + ": " + output->geterror());
    std::memcpy(out.resize(encoded.size()), encoded.data(), encoded.size());
}

}  // namespace quant::cli

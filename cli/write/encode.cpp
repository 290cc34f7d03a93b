// Sends each picture to the writer of its format.
#include "write/encode.h"

#include <algorithm>
#include <array>
#include <span>

#include "base/failure.h"
#include "write/writers.h"

namespace quant::cli {
namespace {

using Bytes = std::vector<std::uint8_t>;

Bytes encode_png(const OutputPicture &picture, const EncodeOptions &options) {
    if (!picture.palette)
        return encode_png_truecolor(picture.layout, picture.pixels, picture.color, options);
    return encode_png_indexed(picture.width(), picture.height(), picture.indices(),
                              *picture.palette, picture.color, options);
}

// libtiff loads the libraries of a dozen compressions.
Bytes encode_tiff(const OutputPicture &picture, const EncodeOptions &options, Decoder &workers) {
    Request request;
    request.format = Format::tiff;
    request.layout = picture.layout;
    request.layout.resolution = picture.color.resolution;
    request.deflate_level = static_cast<std::uint32_t>(deflate_level(options.compression));
    Bytes values;
    std::span<const std::byte> pixels = picture.pixels, palette;
    if (picture.palette) {
        request.layout.channels = 1;
        request.layout.bits = 8;
        request.palette_colors = static_cast<std::uint32_t>(picture.palette->colors.size());
        values.resize(pixels.size());
        store_row(picture.indices(), picture.palette->index, 8, values.data());
        pixels = std::as_bytes(std::span(values));
        palette = std::as_bytes(std::span(picture.palette->colors));
    }
    request.layout.profile_bytes = picture.color.profile.size();
    const Mapping bytes =
        workers.encode(request, std::array{pixels, palette, picture.color.profile});
    const auto *first = reinterpret_cast<const std::uint8_t *>(bytes.data());
    return {first, first + bytes.size()};
}

}  // namespace

Bytes encode_picture(const OutputPicture &picture, Format format, const EncodeOptions &options,
                     Decoder &workers) {
    const FormatInfo &info = info_of(format);
    OutputPicture fitting = picture;
    const bool is_gray = !picture.palette && picture.layout.channels < 3;
    if (!info.has(writes_labels) || !profile_fits(picture.color.profile, is_gray))
        fitting.color.profile = {};
    if (picture.palette && !info.has(writes_palette_alpha) &&
        !std::ranges::all_of(picture.palette->colors, [](const Color &c) { return c.a == 255; }))
        throw Failure(
            std::string("a palette of ") + info.name +
            " has no transparency, which the image has (use .png or .tga, or --truecolor)");
    switch (format) {
        case Format::png: return encode_png(fitting, options);
        case Format::jpeg: return encode_jpeg(fitting);
        case Format::tiff: return encode_tiff(fitting, options, workers);
        case Format::bmp: return encode_bmp(fitting);
        case Format::targa: return encode_targa(fitting);
        case Format::pnm: return encode_pnm(fitting);
        default: break;
    }
    throw Failure(std::string("quant does not write ") + info.name);
}

}  // namespace quant::cli

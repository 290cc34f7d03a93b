// Writes BMP files: indices of 1, 4 or 8 bits, 24 bits, and 32 bits with alpha, all without
// compression. The header is that of Windows 3 (BITMAPINFOHEADER), or with alpha that of Windows 95
// (BITMAPV4HEADER), the first that has masks for it.
#include "base/failure.h"
#include "base/signals.h"
#include "write/little_endian.h"
#include "write/writers.h"

namespace quant::cli {
namespace {

using Bytes = std::vector<std::uint8_t>;

constexpr std::uint64_t kFileHeader = 14, kInfoHeader = 40, kV4Header = 108;

struct Bitmap {
    std::uint64_t width, height;
    unsigned bits;
    std::uint64_t colors;

    std::uint64_t info() const { return bits == 32 ? kV4Header : kInfoHeader; }
    std::uint64_t row_bytes() const { return (width * bits + 31) / 32 * 4; }
    std::uint64_t pixels_at() const { return kFileHeader + info() + 4 * colors; }
    std::uint64_t size() const { return pixels_at() + row_bytes() * height; }
};

void append_headers(const Bitmap &bitmap, Bytes &bytes) {
    constexpr std::uint64_t kWithMasks = 3, kSrgb = 0x73524742;
    append_little(bytes, 0x4d42, 2);  // "BM"
    append_little(bytes, bitmap.size(), 4);
    append_little(bytes, 0, 4);
    append_little(bytes, bitmap.pixels_at(), 4);
    append_little(bytes, bitmap.info(), 4);
    append_little(bytes, bitmap.width, 4);
    append_little(bytes, bitmap.height, 4);
    append_little(bytes, 1, 2);  // planes
    append_little(bytes, bitmap.bits, 2);
    append_little(bytes, bitmap.bits == 32 ? kWithMasks : 0, 4);
    append_little(bytes, bitmap.row_bytes() * bitmap.height, 4);
    append_little(bytes, 0, 8);  // resolution
    append_little(bytes, bitmap.colors, 4);
    append_little(bytes, 0, 4);  // all of them matter
    if (bitmap.bits != 32) return;
    for (const std::uint64_t mask : {0x00ff0000U, 0x0000ff00U, 0x000000ffU, 0xff000000U})
        append_little(bytes, mask, 4);
    append_little(bytes, kSrgb, 4);
    bytes.resize(kFileHeader + kV4Header);  // end points and gamma do not count for sRGB
}

void append_indices(const OutputPicture &picture, const Bitmap &bitmap, std::size_t y,
                    Bytes &bytes) {
    const std::size_t first = bytes.size();
    bytes.resize(first + bitmap.row_bytes());
    store_row(picture.row_of_indices(y), picture.palette->index, bitmap.bits, bytes.data() + first);
}

void append_colors(const OutputPicture &picture, const Bitmap &bitmap, std::size_t y,
                   Bytes &bytes) {
    const std::size_t channels = picture.layout.channels, first = bytes.size();
    bytes.resize(first + bitmap.row_bytes());
    std::uint8_t *target = bytes.data() + first;
    for (std::size_t x = 0; x < bitmap.width; ++x) {
        const std::byte *pixel = &picture.pixels[(y * bitmap.width + x) * channels];
        for (const std::size_t channel : {2U, 1U, 0U})
            *target++ = std::to_integer<std::uint8_t>(pixel[channel]);
        if (channels == 4) *target++ = std::to_integer<std::uint8_t>(pixel[3]);
    }
}

}  // namespace

Bytes encode_bmp(const OutputPicture &picture) {
    const std::size_t colors = picture.palette ? picture.palette->colors.size() : 0;
    const unsigned bits = !picture.palette ? 8 * picture.layout.channels
                          : colors <= 2    ? 1
                          : colors <= 16   ? 4
                                           : 8;
    const Bitmap bitmap{picture.width(), picture.height(), bits, colors};
    if (bitmap.size() > 0xffffffff) throw Failure("the image is too large for bmp");
    Bytes bytes;
    bytes.reserve(bitmap.size());
    append_headers(bitmap, bytes);
    for (std::size_t i = 0; i < colors; ++i) {
        const Color &color = picture.palette->colors[i];
        bytes.insert(bytes.end(), {color.b, color.g, color.r, 0});
    }
    for (std::size_t y = bitmap.height; y-- > 0;) {
        signals::check();
        picture.palette ? append_indices(picture, bitmap, y, bytes)
                        : append_colors(picture, bitmap, y, bytes);
    }
    return bytes;
}

}  // namespace quant::cli

// Encodes pictures, in true color or with a palette, in all formats that quant writes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "io/decoder.h"
#include "io/format.h"
#include "png/encode.h"

namespace quant::cli {

// A picture to encode.
struct OutputPicture {
    Layout layout;                         // with a palette, only the width and the height count
    std::span<const std::byte> pixels;     // as the layout says; or an index each
    const FilePalette *palette = nullptr;  // what the indices mean; null in true color
    ColorInfo color;                       // is kept as far as the format can

    std::size_t width() const { return layout.width; }
    std::size_t height() const { return layout.height; }
    std::span<const std::uint8_t> indices() const {
        return {reinterpret_cast<const std::uint8_t *>(pixels.data()), pixels.size()};
    }
    std::span<const std::uint8_t> row_of_indices(std::size_t y) const {
        return indices().subspan(y * width(), width());
    }
};

// Returns the bytes of a file. The format must have what the picture needs (FormatInfo): palettes,
// alpha, gray, 16 bits. Throws Failure if the picture is too large for the format, or if the format
// has palettes but none with alpha and this one has; and Interrupted.
std::vector<std::uint8_t> encode_picture(const OutputPicture &picture, Format format,
                                         const EncodeOptions &options, Decoder &workers);

}  // namespace quant::cli

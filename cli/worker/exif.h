// Finds in EXIF data what a picture needs to be shown as it is meant.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace quant::cli {

struct Exif {
    int orientation = 1;     // 1 to 8
    double x_per_meter = 0;  // pixels; 0 if unknown
    double y_per_meter = 0;
};

// Reads EXIF data that does not include the leading "Exif\0\0". What is absent or damaged has its
// default.
Exif read_exif(std::span<const std::byte> data);

// The same for a text of ImageMagick, which writes EXIF data, with the leading "Exif\0\0", as lines
// of hexadecimal digits after the name and the length of the data.
Exif read_hex_exif(std::string_view text);

}  // namespace quant::cli

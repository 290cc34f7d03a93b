// Finds the resolution in EXIF data.
#pragma once

#include <cstddef>
#include <span>

namespace quant::cli {

// Pixels per meter; 0 if unknown.
struct ExifResolution {
    double x = 0;
    double y = 0;
};

// Returns the resolution in EXIF data that does not include the leading "Exif\0\0".
ExifResolution exif_resolution(std::span<const std::byte> exif);

}  // namespace quant::cli

// Converts the colors of TIFF files to gray or RGB.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "worker/cmyk.h"
#include "worker/tiff_picture.h"

namespace quant::cli {

// Converts pixels of integer samples.
class TiffColorConverter {
public:
    // `cmyk` converts CMYK, by formula if it is null. Throws Failure if a palette is missing.
    TiffColorConverter(const TiffFile &file, const TiffPicture &picture, CmykConverter *cmyk);

    // Returns whether convert() needs color samples as they are in the file instead of scaled ones.
    bool needs_raw_samples() const;

    // Converts pixels, whose samples are those of TiffPicture::used_samples().
    void convert(const std::uint16_t *samples, std::size_t count, std::uint16_t *pixels) const;

private:
    using Rgb = std::array<std::uint16_t, 3>;
    Rgb convert_color(const std::uint16_t *samples) const;
    void convert_cmyk(const std::uint16_t *samples, std::size_t count, std::uint16_t *pixels) const;

    TiffPicture picture_;
    CmykConverter *cmyk_;
    std::vector<Rgb> palette_;
};

// Converts pixels of float samples in the same way. LogLuv becomes linear light.
void convert_float_colors(const TiffPicture &picture, const float *samples, std::size_t count,
                          float *pixels);

}  // namespace quant::cli

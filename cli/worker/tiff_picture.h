// What kind of picture a page of a TIFF file is, as its fields say.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "worker/tiff_file.h"

namespace quant::cli {

enum class TiffColors {
    gray,
    inverted_gray,  // 0 is white
    rgb,
    palette,
    cmyk,
    cie_lab,
    icc_lab,   // as cie_lab, with other numbers for a and b
    log_gray,  // libtiff returns luminance, as float
    log_luv,   // libtiff returns CIE XYZ, as float
    ycbcr      // left to libtiff's own conversion
};

struct TiffPicture {
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    TiffColors colors = TiffColors::gray;
    unsigned bits = 1;     // of a sample
    unsigned samples = 1;  // of a pixel
    bool is_signed = false;
    bool is_float = false;
    bool separate = false;    // each sample of the pixels is stored in strips or tiles of its own
    unsigned alpha = 0;       // index of this sample; 0 if there is none
    bool associated = false;  // the colors are multiplied by alpha

    unsigned color_samples() const;
    bool is_gray() const;
    unsigned channels() const { return (is_gray() ? 1U : 3U) + (alpha > 0 ? 1U : 0U); }
    // The bits of the decoded channels.
    unsigned target_bits() const { return bits <= 8 || colors == TiffColors::palette ? 8 : 16; }
    // Returns the indices of the samples that make a pixel: colors, then alpha.
    std::vector<std::size_t> used_samples() const;
};

// Reads the fields of the current page, and makes libtiff convert what it can convert well. Throws
// Failure if the page is of a kind that cannot be read right.
TiffPicture describe_tiff(const TiffFile &file);

}  // namespace quant::cli

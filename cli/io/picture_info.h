// What is known about a picture besides its pixels.
#pragma once

#include <array>
#include <cstdint>

namespace quant::cli {

// Color information that is kept unchanged. 0 means that a value is absent, which is why the intent
// is stored plus 1.
struct ColorTags {
    std::uint32_t gamma = 0;                       // gAMA of PNG
    std::uint32_t srgb_intent_plus_1 = 0;          // sRGB
    std::array<std::int32_t, 8> chromaticities{};  // cHRM: white, red, green, blue, each x and y
    std::uint32_t has_code_points = 0;             // cICP: 1 if there are code points
    std::array<std::uint8_t, 4> code_points{};     // primaries, transfer, matrix, full range

    bool operator==(const ColorTags &) const = default;
};

// Returns whether the colors are those of sRGB, which a picture without tags is taken to have.
bool is_srgb(const ColorTags &tags);

bool describe_same_colors(const ColorTags &a, const ColorTags &b);

constexpr double kMetersPerInch = 0.0254;

// Pixels per meter; 0 if unknown.
struct Resolution {
    std::uint32_t x = 0;
    std::uint32_t y = 0;
};

// Describes a picture in a memory file: rows without padding, native byte order, straight alpha.
// The ICC profile follows the pixels.
struct Layout {
    std::uint64_t width = 0;
    std::uint64_t height = 0;
    std::uint32_t channels = 0;  // 1 to 4, as in quant_image
    std::uint32_t bits = 0;      // 8 or 16
    std::uint64_t profile_bytes = 0;
    ColorTags tags;
    Resolution resolution;

    std::uint64_t row_bytes() const { return width * channels * (bits / 8); }
    std::uint64_t pixel_bytes() const { return row_bytes() * height; }
};

// What becomes of channel values above 1, which only formats with floating-point values have.
enum class ToneMapping : std::uint32_t {
    clip,      // they become 1
    reinhard,  // all values are compressed, so that the brightest pixel becomes 1
    refuse     // the picture is refused
};

// Metadata that a file has and that is not kept. The values are bits.
enum Metadata : std::uint32_t { metadata_exif = 1, metadata_xmp = 2, metadata_text = 4 };

// What a decoder tells about a file and about the frame that it has read.
struct PictureInfo {
    std::uint32_t frames = 1;
    std::uint32_t frame = 1;         // from 1
    std::uint32_t damaged = 0;       // 1: pixels are missing or may be wrong
    std::uint32_t metadata = 0;      // bits of Metadata
    std::uint64_t above_1 = 0;       // pixels with a channel value above 1 that is cut off
    std::uint64_t not_a_number = 0;  // pixels with a NaN
};

}  // namespace quant::cli

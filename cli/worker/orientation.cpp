// Reads the orientation from raw EXIF data, and moves the pixels from a copy of the picture.
#include "worker/orientation.h"

#include <charconv>
#include <cstring>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

namespace quant::cli {
namespace {

unsigned read_number(std::span<const std::byte> bytes, std::size_t at, std::size_t count,
                     bool big_endian) {
    unsigned value = 0;
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t shift = 8 * (big_endian ? count - 1 - i : i);
        value |= std::to_integer<unsigned>(bytes[at + i]) << shift;
    }
    return value;
}

}  // namespace

int exif_orientation(std::span<const std::byte> exif) {
    constexpr std::size_t entry_bytes = 12;
    constexpr unsigned orientation_tag = 0x0112;
    if (exif.size() < 8) return 1;
    const bool big = exif[0] == std::byte{'M'};
    const std::size_t directory = read_number(exif, 4, 4, big);
    if (directory > exif.size() - 2) return 1;
    const std::size_t entries = read_number(exif, directory, 2, big);
    for (std::size_t i = 0; i < entries; ++i) {
        const std::size_t entry = directory + 2 + i * entry_bytes;
        if (entry + entry_bytes > exif.size()) return 1;
        if (read_number(exif, entry, 2, big) != orientation_tag) continue;
        const unsigned value = read_number(exif, entry + 8, 2, big);
        return value >= 1 && value <= 8 ? static_cast<int>(value) : 1;
    }
    return 1;
}

int hex_exif_orientation(std::string_view text) {
    std::istringstream lines{std::string(text)};
    std::string name;
    std::size_t size = 0;
    if (!(lines >> name >> size) || size > text.size() / 2) return 1;
    std::vector<std::byte> exif;
    for (std::string digits; lines >> digits;)
        for (std::size_t i = 0; i + 1 < digits.size(); i += 2) {
            unsigned value = 0;
            const char *pair = digits.data() + i;
            if (std::from_chars(pair, pair + 2, value, 16).ptr != pair + 2) return 1;
            exif.push_back(static_cast<std::byte>(value));
        }
    constexpr std::size_t marker = 6;  // "Exif", 0, 0
    return exif.size() < marker ? 1 : exif_orientation(std::span(exif).subspan(marker));
}

void apply_orientation(std::byte *pixels, Layout &layout, int orientation) {
    if (orientation < 2 || orientation > 8) return;
    const std::size_t width = layout.width;
    const std::size_t height = layout.height;
    const std::size_t pixel = layout.channels * (layout.bits / 8);
    const std::vector<std::byte> source(pixels, pixels + layout.pixel_bytes());
    // EXIF orientations 5 to 8 exchange rows and columns. Then 2, 3, 7 and 8 read the source from
    // right to left, and 3, 4, 6 and 7 from bottom to top.
    const bool transposed = orientation >= 5;
    const bool right_to_left =
        orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
    const bool bottom_to_top =
        orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
    if (transposed) {
        std::swap(layout.width, layout.height);
        std::swap(layout.resolution.x, layout.resolution.y);
    }
    std::byte *target = pixels;
    for (std::size_t y = 0; y < layout.height; ++y) {
        for (std::size_t x = 0; x < layout.width; ++x, target += pixel) {
            const std::size_t column = transposed ? y : x;
            const std::size_t row = transposed ? x : y;
            const std::size_t from = (bottom_to_top ? height - 1 - row : row) * width +
                                     (right_to_left ? width - 1 - column : column);
            std::memcpy(target, source.data() + from * pixel, pixel);
        }
    }
}

}  // namespace quant::cli

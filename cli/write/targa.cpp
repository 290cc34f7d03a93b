// Writes Targa files with run lengths: indices of 8 bits, 24 bits, and 32 bits with alpha
// (Truevision TGA File Format Specification, version 2.0, 1991).
#include <algorithm>
#include <cstring>
#include <string_view>

#include "base/failure.h"
#include "base/signals.h"
#include "write/little_endian.h"
#include "write/writers.h"

namespace quant::cli {
namespace {

using Bytes = std::vector<std::uint8_t>;

constexpr std::size_t kMostSide = 65535;

void append_color(Bytes &bytes, const std::uint8_t *rgba, std::size_t channels) {
    for (const std::size_t channel : {2U, 1U, 0U}) bytes.push_back(rgba[channel]);
    if (channels == 4) bytes.push_back(rgba[3]);
}

// Appends a row of elements in packets of at most 128, which either repeat one or list all.
void append_runs(Bytes &bytes, const Bytes &row, std::size_t element) {
    constexpr std::size_t kMost = 128;
    const std::size_t count = row.size() / element;
    const auto equal = [&](std::size_t a, std::size_t b) {
        return std::memcmp(&row[a * element], &row[b * element], element) == 0;
    };
    for (std::size_t first = 0; first < count;) {
        std::size_t end = first + 1;
        const std::size_t most = std::min(first + kMost, count);
        while (end < most && equal(first, end)) ++end;
        const bool repeats = end - first > 1;
        // A list ends before two equal elements, or at the end of the row.
        if (!repeats)
            while (end < most && (end + 1 == count || !equal(end, end + 1))) ++end;
        bytes.push_back(static_cast<std::uint8_t>((repeats ? 0x80 : 0) | (end - first - 1)));
        const auto at = [&](std::size_t i) {
            return row.begin() + static_cast<std::ptrdiff_t>(i * element);
        };
        bytes.insert(bytes.end(), at(first), at(repeats ? first + 1 : end));
        first = end;
    }
}

// The alpha bits of a pixel, and the bit that says that the first row is the top one.
std::uint8_t descriptor(bool has_alpha) { return has_alpha ? 0x28 : 0x20; }

void append_header(const OutputPicture &picture, std::size_t channels, Bytes &bytes) {
    constexpr std::uint8_t kMapped = 9, kColors = 10;
    const bool mapped = picture.palette != nullptr;
    bytes.insert(bytes.end(), {0, mapped, mapped ? kMapped : kColors});
    append_little(bytes, 0, 2);  // the first color
    append_little(bytes, mapped ? picture.palette->colors.size() : 0, 2);
    bytes.push_back(static_cast<std::uint8_t>(mapped ? 8 * channels : 0));
    append_little(bytes, 0, 4);  // origin
    append_little(bytes, picture.width(), 2);
    append_little(bytes, picture.height(), 2);
    bytes.push_back(static_cast<std::uint8_t>(mapped ? 8 : 8 * channels));
    bytes.push_back(descriptor(!mapped && channels == 4));
}

// Returns the elements of a row: indices, or colors in the order of the file.
Bytes row_of(const OutputPicture &picture, std::size_t y) {
    Bytes row;
    if (picture.palette) {
        row.resize(picture.width());
        store_row(picture.row_of_indices(y), picture.palette->index, 8, row.data());
        return row;
    }
    const std::size_t channels = picture.layout.channels;
    const auto *pixel = reinterpret_cast<const std::uint8_t *>(picture.pixels.data()) +
                        y * picture.width() * channels;
    row.reserve(picture.width() * channels);
    for (std::size_t x = 0; x < picture.width(); ++x, pixel += channels)
        append_color(row, pixel, channels);
    return row;
}

}  // namespace

Bytes encode_targa(const OutputPicture &picture) {
    if (picture.width() > kMostSide || picture.height() > kMostSide)
        throw Failure("the image is too large for targa");
    std::size_t channels = picture.layout.channels;
    Bytes bytes;
    if (picture.palette) {
        const auto &colors = picture.palette->colors;
        channels = std::ranges::all_of(colors, [](const Color &c) { return c.a == 255; }) ? 3 : 4;
        append_header(picture, channels, bytes);
        for (const Color &color : colors) append_color(bytes, &color.r, channels);
    } else {
        append_header(picture, channels, bytes);
    }
    for (std::size_t y = 0; y < picture.height(); ++y) {
        signals::check();
        append_runs(bytes, row_of(picture, y), picture.palette ? 1 : channels);
    }
    append_little(bytes, 0, 8);  // no further areas
    constexpr std::string_view kSignature("TRUEVISION-XFILE.\0", 18);
    bytes.insert(bytes.end(), kSignature.begin(), kSignature.end());
    return bytes;
}

}  // namespace quant::cli

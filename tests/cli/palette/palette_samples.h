// Helpers for the tests of palette files: bytes written as hexadecimal digits, and files of every
// format.
#pragma once

#include <boost/test/unit_test.hpp>

#include <ostream>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/failure.h"
#include "palette/palette_file.h"

inline bool operator==(const quant_color &a, const quant_color &b) {
    return a.r == b.r && a.g == b.g && a.b == b.b && a.a == b.a;
}
inline std::ostream &operator<<(std::ostream &out, const quant_color &color) {
    return out << '(' << +color.r << ' ' << +color.g << ' ' << +color.b << ' ' << +color.a << ')';
}

namespace palette_samples {

using Bytes = std::vector<std::uint8_t>;

// Returns the bytes that the hexadecimal digits give: "0001 ff" gives {0, 1, 255}. Ignores blanks.
Bytes unhex(std::string_view digits);

// Returns the bytes of a text.
Bytes text(std::string_view text);

// Returns the bytes of `a` followed by those of `b`.
Bytes operator+(Bytes a, const Bytes &b);

// Returns a view of `bytes`, which must outlive it.
std::span<const std::byte> view(const Bytes &bytes);

// Parses the bytes as a palette file of this format. Throws Failure if they are none.
quant::cli::NamedPalette parse(const Bytes &bytes, quant::cli::PaletteFormat format);

// Returns the message of the Failure that parsing throws.
std::string failure_of(const Bytes &bytes, quant::cli::PaletteFormat format);

// Returns this many opaque colors that differ in every channel.
quant::cli::NamedPalette opaque(std::size_t colors);

// Returns a chunk of a PNG file with its checksum, which zlib computes.
Bytes chunk(std::string_view kind, const Bytes &content);

// Returns the part of an indexed PNG file before its pixels; `chunks` follow the header.
Bytes indexed_png(unsigned bits, const Bytes &chunks);

// A palette file in memory.
struct File {
    quant::cli::PaletteFormat format;
    Bytes bytes;
};
// Returns valid files of all readable formats, versions and color models.
std::vector<File> valid_files();

}  // namespace palette_samples

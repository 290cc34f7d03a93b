// palette_samples.h: what the tests of palette files share: bytes written as hexadecimal digits,
// and files of every kind.
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

// "0001 ff" -> {0, 1, 255}; blanks between the digits do not matter.
Bytes unhex(std::string_view digits);

Bytes text(std::string_view text);

Bytes operator+(Bytes a, const Bytes &b);

std::span<const std::byte> view(const Bytes &bytes);

quant::cli::NamedPalette parse(const Bytes &bytes, quant::cli::PaletteFormat format);

// The message of the Failure that parsing ends with.
std::string failure_of(const Bytes &bytes, quant::cli::PaletteFormat format);

// Opaque colors that differ in every channel.
quant::cli::NamedPalette opaque(std::size_t colors);

// A chunk of a PNG file with its checksum, from zlib.
Bytes chunk(std::string_view kind, const Bytes &content);

// An indexed PNG file up to its pixels; `chunks` follow the header.
Bytes indexed_png(unsigned bits, const Bytes &chunks);

struct File {
    quant::cli::PaletteFormat format;
    Bytes bytes;
};
// Valid files of all readable formats, versions and color models.
std::vector<File> valid_files();

}  // namespace palette_samples

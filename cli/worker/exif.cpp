// Walks through the first directory, whose offsets and counts cannot be trusted.
#include "worker/exif.h"

#include <charconv>
#include <cstdint>
#include <sstream>
#include <string>
#include <vector>

#include "io/picture_info.h"

namespace quant::cli {
namespace {

// The bytes beyond the end are 0.
struct ExifBytes {
    std::span<const std::byte> bytes;
    bool big_endian = false;

    std::uint32_t number(std::size_t at, std::size_t count) const {
        std::uint32_t value = 0;
        if (count > bytes.size() || at > bytes.size() - count) return value;
        for (std::size_t i = 0; i < count; ++i) {
            const std::size_t shift = 8 * (big_endian ? count - 1 - i : i);
            value |= std::to_integer<std::uint32_t>(bytes[at + i]) << shift;
        }
        return value;
    }

    // Returns the fraction that an entry of a directory points to; 0 if it has another type.
    double fraction(std::size_t entry) const {
        constexpr std::uint32_t fraction_type = 5;
        const std::size_t at = number(entry + 8, 4);
        const double divisor = number(at + 4, 4);
        return number(entry + 2, 2) == fraction_type && divisor > 0 ? number(at, 4) / divisor : 0;
    }
};

}  // namespace

Exif read_exif(std::span<const std::byte> data) {
    constexpr std::size_t entry_bytes = 12;
    enum : std::uint32_t { orientation = 0x0112, x = 0x011a, y = 0x011b, unit = 0x0128 };
    if (data.size() < 8) return {};
    const ExifBytes exif{data, data[0] == std::byte{'M'}};
    const std::size_t directory = exif.number(4, 4);
    const std::size_t entries = exif.number(directory, 2);
    Exif found;
    double units_per_meter = 1 / kMetersPerInch;
    for (std::size_t i = 0; i < entries; ++i) {
        const std::size_t entry = directory + 2 + i * entry_bytes;
        const std::uint32_t value = exif.number(entry + 8, 2);
        switch (exif.number(entry, 2)) {
            case orientation:
                if (value >= 1 && value <= 8) found.orientation = static_cast<int>(value);
                break;
            case x: found.x_per_meter = exif.fraction(entry); break;
            case y: found.y_per_meter = exif.fraction(entry); break;
            case unit:
                units_per_meter = value == 2 ? 1 / kMetersPerInch : value == 3 ? 100 : 0;
                break;
            default: break;
        }
    }
    found.x_per_meter *= units_per_meter;
    found.y_per_meter *= units_per_meter;
    return found;
}

Exif read_hex_exif(std::string_view text) {
    std::istringstream lines{std::string(text)};
    std::string name;
    std::size_t size = 0;
    if (!(lines >> name >> size) || size > text.size() / 2) return {};
    std::vector<std::byte> exif;
    for (std::string digits; lines >> digits;)
        for (std::size_t i = 0; i + 1 < digits.size(); i += 2) {
            unsigned value = 0;
            const char *pair = digits.data() + i;
            if (std::from_chars(pair, pair + 2, value, 16).ptr != pair + 2) return {};
            exif.push_back(static_cast<std::byte>(value));
        }
    constexpr std::size_t marker = 6;  // "Exif", 0, 0
    return exif.size() < marker ? Exif{} : read_exif(std::span(exif).subspan(marker));
}

}  // namespace quant::cli

// Reads the three tags of the first directory that tell the resolution.
#include "worker/exif_resolution.h"

#include <cstdint>

namespace quant::cli {
namespace {

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

ExifResolution exif_resolution(std::span<const std::byte> exif) {
    constexpr std::size_t entry_bytes = 12;
    constexpr std::uint32_t x_tag = 0x011a;
    constexpr std::uint32_t y_tag = 0x011b;
    constexpr std::uint32_t unit_tag = 0x0128;
    constexpr double inches_per_meter = 1 / 0.0254;
    if (exif.size() < 8) return {};
    const ExifBytes data{exif, exif[0] == std::byte{'M'}};
    const std::size_t directory = data.number(4, 4);
    const std::size_t entries = data.number(directory, 2);
    ExifResolution found;
    double units_per_meter = inches_per_meter;
    for (std::size_t i = 0; i < entries; ++i) {
        const std::size_t entry = directory + 2 + i * entry_bytes;
        const std::uint32_t tag = data.number(entry, 2);
        if (tag == x_tag) found.x = data.fraction(entry);
        if (tag == y_tag) found.y = data.fraction(entry);
        if (tag == unit_tag) {
            const std::uint32_t unit = data.number(entry + 8, 2);
            units_per_meter = unit == 2 ? inches_per_meter : unit == 3 ? 100 : 0;
        }
    }
    return {found.x * units_per_meter, found.y * units_per_meter};
}

}  // namespace quant::cli

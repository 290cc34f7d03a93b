// Photoshop swatches: version, number of colors, and for each color its color space and four
// numbers, all 16 bits, big-endian. In version 2 a name follows each color: its length with the
// final NUL in 32 bits, then UTF-16. Photoshop writes version 1 followed by the same colors as
// version 2; files with only version 2 exist.
#include <array>

#include "base/failure.h"
#include "base/text.h"
#include "palette/big_endian.h"
#include "palette/codecs.h"
#include "palette/color_models.h"
#include "palette/color_text.h"

namespace quant::cli {
namespace {

constexpr unsigned kRgbSpace = 0;
constexpr std::size_t kColorBytes = 10;

// Returns the color book of a color space whose numbers mean nothing outside of Photoshop; nullptr
// for other color spaces.
const char *color_book(unsigned space) {
    switch (space) {
        case 3: return "Pantone";
        case 4: return "Focoltone";
        case 5: return "Trumatch";
        case 6: return "Toyo";
        case 10: return "HKS";
        default: return nullptr;
    }
}

[[noreturn]] void fail_space(unsigned space, std::size_t number) {
    const std::string color = "color " + std::to_string(number) + " is ";
    if (const char *book = color_book(space))
        throw Failure(color + "of the color book " + book + ", whose RGB values are not public");
    throw Failure(color + "in an unknown color space (" + std::to_string(space) + ")");
}

Color read_aco_color(ByteReader &reader, std::size_t number) {
    const unsigned space = reader.u16();
    const std::array v{reader.u16(), reader.u16(), reader.u16(), reader.u16()};
    const auto high_byte = [&v](std::size_t i) { return static_cast<std::uint8_t>(v[i] >> 8); };
    const auto unit = [&v](std::size_t i) { return v[i] / 65535.0; };
    const auto signed_hundredth = [&v](std::size_t i) {
        return static_cast<std::int16_t>(v[i]) / 100.0;
    };
    switch (space) {
        // Photoshop stores an 8-bit value v as v * 257, other programs store it as v * 256.
        case kRgbSpace: return {high_byte(0), high_byte(1), high_byte(2), 255};
        case 1: return from_hsb(unit(0), unit(1), unit(2));
        // 0 means the full amount of an ink.
        case 2: return from_cmyk(1 - unit(0), 1 - unit(1), 1 - unit(2), 1 - unit(3));
        case 7: return from_lab(v[0] / 100.0, signed_hundredth(1), signed_hundredth(2));
        // The value is the amount of black ink: Photoshop's "White" is 0 and its "Black" 10000.
        case 8: return from_gray(1 - v[0] / 10000.0);
        default: fail_space(space, number);
    }
}

// Reads the number of colors and the colors, which follow the version.
std::vector<Color> read_section(ByteReader &reader, unsigned version) {
    std::vector<Color> colors;
    const unsigned count = reader.u16();
    for (unsigned i = 1; i <= count; ++i) {
        colors.push_back(read_aco_color(reader, i));
        if (version == 2) reader.take(std::size_t{2} * reader.u32());
    }
    return colors;
}

void write_section(ByteWriter &writer, const std::vector<Color> &colors, unsigned version) {
    writer.u16(version);
    writer.u16(static_cast<unsigned>(colors.size()));
    for (const Color &color : colors) {
        writer.u16(kRgbSpace);
        for (const unsigned value : {color.r, color.g, color.b}) writer.u16(value * 257);
        writer.u16(0);
        if (version == 1) continue;
        const std::string name = web_color(color);
        writer.u32(static_cast<std::uint32_t>(name.size() + 1));
        for (const char16_t unit : utf16_of(name)) writer.u16(unit);
        writer.u16(0);
    }
}

}  // namespace

bool looks_like_aco(std::span<const std::byte> file) {
    if (file.size() < 4 + kColorBytes) return false;
    ByteReader reader(file);
    const unsigned version = reader.u16();
    const std::size_t colors_end = kColorBytes * reader.u16();
    if (version == 2) return reader.left() > colors_end;
    if (version != 1 || reader.left() < colors_end) return false;
    reader.take(colors_end);
    return reader.left() == 0 || (reader.left() > 2 && reader.u16() == 2);
}

NamedPalette read_aco(std::span<const std::byte> file) {
    ByteReader reader(file);
    const unsigned version = reader.u16();
    if (version != 1 && version != 2)
        throw Failure("is not a file of Photoshop swatches (its version is " +
                      std::to_string(version) + ", not 1 or 2)");
    NamedPalette palette{read_section(reader, version), ""};
    // As in Photoshop, the colors of the second section are used if there is one.
    if (version == 1 && reader.left() >= 2 && reader.u16() == 2)
        palette.colors = read_section(reader, 2);
    return palette;
}

FileBytes write_aco(const NamedPalette &palette) {
    ByteWriter writer;
    write_section(writer, palette.colors, 1);
    write_section(writer, palette.colors, 2);
    return writer.take();
}

}  // namespace quant::cli

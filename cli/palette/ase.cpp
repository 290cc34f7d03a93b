// Adobe Swatch Exchange: "ASEF", version 1.0 and the number of blocks. Each block has a kind, a
// length and its content. The kinds are the beginning of a group (its name), a color (its name,
// model, values as floats, and how it is printed), and the end of a group. All is big-endian; names
// are UTF-16 with a NUL, after their length. The palette has the name of the first group.
#include <array>
#include <cmath>

#include "base/failure.h"
#include "base/text.h"
#include "palette/big_endian.h"
#include "palette/codecs.h"
#include "palette/color_models.h"
#include "palette/color_text.h"

namespace quant::cli {
namespace {

constexpr std::string_view kAseSignature = "ASEF";
constexpr unsigned kGroupBegin = 0xc001;
constexpr unsigned kGroupEnd = 0xc002;
constexpr unsigned kColorEntry = 0x0001;
constexpr unsigned kProcessColor = 2;

std::string read_name(ByteReader &block) {
    return name_from_utf16(block.take(std::size_t{2} * block.u16()));
}

Color read_ase_color(ByteReader block, std::size_t number) {
    read_name(block);
    const std::string_view model = chars_of(block.take(4));
    const auto value = [&block, number] {
        const double component = block.f32();
        if (std::isfinite(component)) return component;
        throw Failure("color " + std::to_string(number) + " is not made of numbers");
    };
    if (model == "RGB ") {
        const std::array v{value(), value(), value()};
        return from_rgb(v[0], v[1], v[2]);
    }
    if (model == "CMYK") {
        const std::array v{value(), value(), value(), value()};
        return from_cmyk(v[0], v[1], v[2], v[3]);
    }
    if (model == "LAB ") {
        const std::array v{value(), value(), value()};
        return from_lab(v[0] * 100, v[1], v[2]);
    }
    if (model == "Gray" || model == "GRAY") return from_gray(value());
    throw Failure("color " + std::to_string(number) + " has an unknown color model " +
                  quoted(model));
}

ByteWriter name_block(std::string_view name) {
    ByteWriter block;
    const std::u16string units = utf16_of(name);
    block.u16(static_cast<unsigned>(units.size() + 1));
    for (const char16_t unit : units) block.u16(unit);
    block.u16(0);
    return block;
}

void append_block(ByteWriter &file, unsigned kind, const ByteWriter &content) {
    file.u16(kind);
    file.u32(static_cast<std::uint32_t>(content.size()));
    file.append(content);
}

}  // namespace

bool is_ase(std::span<const std::byte> file) {
    return chars_of(file).substr(0, kAseSignature.size()) == kAseSignature;
}

NamedPalette read_ase(std::span<const std::byte> file) {
    if (!is_ase(file))
        throw Failure("is not an Adobe Swatch Exchange file (nor are the pictures of Aseprite)");
    ByteReader reader(file);
    reader.take(kAseSignature.size());
    if (const unsigned version = reader.u16(); version != 1)
        throw Failure("is Adobe Swatch Exchange in the unknown version " + std::to_string(version));
    reader.u16();
    NamedPalette palette;
    for (std::uint32_t blocks = reader.u32(); blocks > 0; --blocks) {
        const unsigned kind = reader.u16();
        ByteReader block(reader.take(reader.u32()));
        if (kind == kColorEntry)
            palette.colors.push_back(read_ase_color(block, palette.colors.size() + 1));
        else if (kind == kGroupBegin && palette.name.empty())
            palette.name = read_name(block);
    }
    return palette;
}

FileBytes write_ase(const NamedPalette &palette) {
    ByteWriter file;
    file.text(kAseSignature);
    file.u16(1);
    file.u16(0);
    file.u32(static_cast<std::uint32_t>(palette.colors.size() + 2));
    append_block(file, kGroupBegin, name_block(name_or_untitled(palette)));
    for (const Color &color : palette.colors) {
        ByteWriter block = name_block(web_color(color));
        block.text("RGB ");
        for (const std::uint8_t value : {color.r, color.g, color.b})
            block.f32(static_cast<float>(value) / 255);
        block.u16(kProcessColor);
        append_block(file, kColorEntry, block);
    }
    append_block(file, kGroupEnd, {});
    return file.take();
}

}  // namespace quant::cli

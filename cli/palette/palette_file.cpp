// Recognizes formats, calls their readers and writers, and makes the checks that all formats share.
#include "palette/palette_file.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <filesystem>

#include "base/failure.h"
#include "base/open_file.h"
#include "base/text.h"
#include "io/decoder.h"
#include "io/input_file.h"
#include "palette/codecs.h"

namespace quant::cli {
namespace {

constexpr std::array<PaletteFormatInfo, 8> kTable{{
    {PaletteFormat::gpl, "gpl", true, PaletteAlpha::none},
    {PaletteFormat::act, "act", true, PaletteAlpha::one_color},
    {PaletteFormat::aco, "aco", true, PaletteAlpha::none},
    {PaletteFormat::ase, "ase", true, PaletteAlpha::none},
    {PaletteFormat::hex, "hex", true, PaletteAlpha::full},
    {PaletteFormat::json, "json", true, PaletteAlpha::full},
    {PaletteFormat::css, "css", false, PaletteAlpha::full},
    {PaletteFormat::png, "png", true, PaletteAlpha::full},
}};

constexpr std::size_t kMostBytes = std::size_t{1} << 20;
// A color profile may come before the palette of a PNG file.
constexpr std::size_t kMostPngBytes = kMaxProfileBytes + kMostBytes;

template <typename Wanted>
std::string join_names(Wanted wanted) {
    std::string list;
    for (const PaletteFormatInfo &info : kTable) {
        if (!wanted(info)) continue;
        if (!list.empty()) list += ", ";
        list += info.name;
    }
    return list;
}

// Returns the format of the picture that the bytes begin, or nothing if they are not a picture.
std::optional<Format> picture_format(std::span<const std::byte> file) {
    try {
        return recognize(file.first(std::min(file.size(), kRecognizeBytes)));
    } catch (const Failure &) {
        return {};
    }
}

NamedPalette parse(std::span<const std::byte> file, PaletteFormat format) {
    switch (format) {
        case PaletteFormat::gpl: return read_gpl(text_of(file));
        case PaletteFormat::act: return read_act(file);
        case PaletteFormat::aco: return read_aco(file);
        case PaletteFormat::ase: return read_ase(file);
        case PaletteFormat::hex: return read_hex(text_of(file));
        case PaletteFormat::json: return read_json(text_of(file));
        case PaletteFormat::png:
            if (auto palette = read_png_palette(file)) return *palette;
            throw Failure("is not an indexed PNG file");
        case PaletteFormat::css: break;
    }
    throw Failure("palettes are written as css, not read");
}

FileBytes write(const NamedPalette &palette, PaletteFormat format) {
    switch (format) {
        case PaletteFormat::gpl: return write_gpl(palette);
        case PaletteFormat::act: return write_act(palette);
        case PaletteFormat::aco: return write_aco(palette);
        case PaletteFormat::ase: return write_ase(palette);
        case PaletteFormat::hex: return write_hex(palette);
        case PaletteFormat::json: return write_json(palette);
        case PaletteFormat::css: return write_css(palette);
        case PaletteFormat::png: return write_png_swatches(palette);
    }
    throw Failure("unknown palette format");
}

void check_count(const NamedPalette &palette) {
    const std::size_t count = palette.colors.size();
    if (count == 0) throw Failure("holds no colors");
    if (count > QUANT_MAX_COLORS)
        throw Failure("holds " + std::to_string(count) + " colors; a palette has at most 256");
}

void check_alpha(const NamedPalette &palette, const PaletteFormatInfo &info) {
    std::size_t not_opaque = 0;
    std::size_t transparent = 0;
    for (const Color &color : palette.colors) {
        not_opaque += color.a != 255;
        transparent += color.a == 0;
    }
    if (info.alpha == PaletteAlpha::full || not_opaque == 0) return;
    if (info.alpha == PaletteAlpha::one_color && not_opaque == 1 && transparent == 1) return;
    const bool keeps_one = info.alpha == PaletteAlpha::one_color;
    throw Failure(
        std::string("the palette has transparency that ") + info.name + " does not keep" +
        (keeps_one ? ", but for one fully transparent color" : "") + " (use " +
        join_names([](const PaletteFormatInfo &i) { return i.alpha == PaletteAlpha::full; }) + ")");
}

// Returns the first `size` bytes of the file, or all of a shorter one.
std::vector<std::byte> read_head(int fd, std::size_t size) {
    std::vector<std::byte> bytes(size);
    std::size_t done = 0;
    while (done < size) {
        const ssize_t count =
            ::pread(fd, bytes.data() + done, size - done, static_cast<off_t>(done));
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) throw Failure("cannot read: " + errno_text());
        if (count == 0) break;
        done += static_cast<std::size_t>(count);
    }
    bytes.resize(done);
    return bytes;
}

}  // namespace

std::span<const PaletteFormatInfo> palette_formats() { return kTable; }

const PaletteFormatInfo &info_of(PaletteFormat format) {
    return kTable.at(static_cast<std::size_t>(format));
}

const PaletteFormatInfo *palette_format_of_extension(std::string_view extension) {
    const auto same = [](char a, char b) {
        return std::tolower(static_cast<unsigned char>(a)) == b;
    };
    for (const PaletteFormatInfo &info : kTable) {
        const std::string own = std::string(".") + info.name;
        if (std::equal(extension.begin(), extension.end(), own.begin(), own.end(), same))
            return &info;
    }
    return nullptr;
}

std::string palette_format_list(bool readable_only) {
    return join_names(
        [readable_only](const PaletteFormatInfo &info) { return info.readable || !readable_only; });
}

PaletteFormat recognize_palette(std::span<const std::byte> file, std::string_view extension) {
    if (file.empty()) throw Failure("the file is empty");
    const std::string_view text = text_of(file);
    if (is_png(file)) return PaletteFormat::png;
    if (is_ase(file)) return PaletteFormat::ase;
    if (is_gpl(text)) return PaletteFormat::gpl;
    const PaletteFormatInfo *info = palette_format_of_extension(extension);
    if (info && info->format != PaletteFormat::png) return info->format;
    if (looks_like_json(text)) return PaletteFormat::json;
    if (looks_like_hex(text)) return PaletteFormat::hex;
    if (looks_like_aco(file)) return PaletteFormat::aco;
    if (has_act_size(file.size())) return PaletteFormat::act;
    if (const auto picture = picture_format(file))
        throw Failure(std::string("is a ") + info_of(*picture).name +
                      " picture; palettes are read from png only");
    throw Failure("is not a palette in a known format (" + palette_format_list(true) + ")");
}

NamedPalette parse_palette(std::span<const std::byte> file, PaletteFormat format) {
    NamedPalette palette = parse(file, format);
    check_count(palette);
    return palette;
}

NamedPalette read_palette(const std::string &name, Decoder &decoder) {
    const std::string extension = std::filesystem::path(name).extension().string();
    InputFile input;
    input.fd = open_file(name, [](std::span<const std::byte> head) {
        return is_png(head) ? kMaxStreamBytes : std::uint64_t{kMostBytes};
    });
    input.size = file_size(input.fd.get());
    const auto head = [&input](std::size_t most) {
        return read_head(input.fd.get(), std::min<std::uint64_t>(input.size, most));
    };
    const auto file = head(kMostBytes);
    const PaletteFormat format = recognize_palette(file, extension);
    if (format != PaletteFormat::png) {
        if (input.size > kMostBytes) throw Failure("has more than 1 MiB, too much for a palette");
        return parse_palette(file, format);
    }
    if (auto palette = read_png_palette(head(kMostPngBytes))) return *palette;
    input.format = Format::png;
    const Picture picture = decoder.decode(input);
    return {colors_of_picture(picture.layout, picture.pixels()), ""};
}

std::vector<std::uint8_t> format_palette(const NamedPalette &palette, PaletteFormat format) {
    check_count(palette);
    check_alpha(palette, info_of(format));
    return write({palette.colors, clean_name(palette.name)}, format);
}

}  // namespace quant::cli

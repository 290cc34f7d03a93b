// Reads Targa files: gray, true color or with a color map, plain or run-length encoded, from any of
// the four corners.
#include <array>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "base/failure.h"
#include "worker/decoders.h"
#include "worker/float_pixels.h"
#include "worker/little_endian.h"

namespace quant::cli {
namespace {

constexpr std::uint32_t kTargaHeader = 18;

using TargaColor = std::array<std::uint8_t, 4>;  // as many channels as the picture has

struct TargaHeader {
    unsigned kind = 0;  // 1: with a color map, 2: true color, 3: gray
    bool run_lengths = false;
    std::uint32_t map_first = 0;   // the index of the first color that the map has
    std::uint32_t map_length = 0;  // colors
    unsigned map_bits = 0;         // per color; 0 if there is no map
    std::uint32_t width = 0, height = 0;
    unsigned bits = 0;       // per pixel
    unsigned attribute = 0;  // bits per pixel that are not color
    bool from_right = false, from_top = false;
    std::uint64_t map_begin = 0, pixels_begin = 0;

    unsigned color_bits() const { return kind == 1 ? map_bits : bits; }
};

// What the alpha of the picture is.
enum class TargaAlpha { none, straight, premultiplied };

[[noreturn]] void refuse_targa(const std::string &kind) {
    throw Failure("an unsupported kind of Targa: " + kind);
}

TargaHeader read_targa_header(const LittleEndianBytes &file) {
    if (file.size() < kTargaHeader) throw Failure("the file is damaged: it ends in its header");
    TargaHeader header;
    header.kind = file.u8(2) & 7;
    header.run_lengths = (file.u8(2) & 8) != 0;
    header.map_first = file.u16(3);
    header.map_length = file.u16(5);
    header.map_bits = file.u8(1) == 1 ? file.u8(7) : 0;
    header.width = file.u16(12);
    header.height = file.u16(14);
    header.bits = file.u8(16);
    const std::uint32_t descriptor = file.u8(17);
    header.attribute = descriptor & 15;
    header.from_right = (descriptor & 16) != 0;
    header.from_top = (descriptor & 32) != 0;
    if ((descriptor & 0xc0) != 0) refuse_targa("interleaved rows");
    header.map_begin = kTargaHeader + std::uint64_t{file.u8(0)};
    header.pixels_begin =
        header.map_begin + std::uint64_t{header.map_length} * ((header.map_bits + 7) / 8);
    return header;
}

void check_targa_kind(const TargaHeader &header) {
    const unsigned bits = header.bits;
    const std::string pixels = std::to_string(bits) + " bits per pixel";
    const auto is_color = [](unsigned n) { return n == 15 || n == 16 || n == 24 || n == 32; };
    switch (header.kind) {
        case 1:
            if (bits != 8 && bits != 15 && bits != 16) refuse_targa("a color map and " + pixels);
            if (!is_color(header.map_bits))
                refuse_targa("a color map of " + std::to_string(header.map_bits) +
                             " bits per color");
            return;
        case 2:
            if (!is_color(bits)) refuse_targa("true color with " + pixels);
            return;
        default:
            if (bits != 8 && bits != 16) refuse_targa("gray with " + pixels);
    }
}

// Returns the attributes type, which tells what the alpha is, from the extension area at the end of
// the file: 3, straight alpha, if there is no such area.
unsigned attributes_type(const LittleEndianBytes &file, Decoding &decoding) {
    constexpr std::uint32_t footer = 26, area = 495;
    constexpr std::string_view signature = "TRUEVISION-XFILE.";
    if (file.size() < kTargaHeader + footer) return 3;
    const auto end = file.part(file.size() - 18, signature.size());
    if (std::memcmp(end.data(), signature.data(), signature.size()) != 0) return 3;
    const std::uint64_t begin = file.u32(file.size() - footer);
    if (begin < kTargaHeader || file.u16(begin) < area || begin + area > file.size()) return 3;
    if (file.u8(begin + 2) != 0 || file.u8(begin + 43) != 0)  // the author, a comment
        decoding.has_metadata(metadata_text);
    return file.u8(begin + 494);
}

// Many programs that write 32 bits per pixel, or gray with 16, forget to say that 8 of them are
// alpha, or even say that there is none. The top bit of 16 bits of color is alpha only if the file
// says so.
TargaAlpha alpha_of(const TargaHeader &header, unsigned attributes) {
    constexpr unsigned undefined = 1, premultiplied = 4;
    const unsigned bits = header.color_bits();
    const bool can_have =
        header.kind == 3 ? bits == 16 : bits == 32 || (bits == 16 && header.attribute == 1);
    if (!can_have || attributes == undefined) return TargaAlpha::none;
    return attributes == premultiplied ? TargaAlpha::premultiplied : TargaAlpha::straight;
}

// Returns the color at a position, from 8 bits of gray, or from 15 to 32 of color.
TargaColor targa_color(const LittleEndianBytes &bytes, std::uint64_t at, bool gray, unsigned bits) {
    const auto byte = [](std::uint32_t value) { return static_cast<std::uint8_t>(value); };
    if (gray) return {byte(bytes.u8(at)), byte(bytes.u8(at + 1)), 0, 0};
    if (bits > 16)
        return {byte(bytes.u8(at + 2)), byte(bytes.u8(at + 1)), byte(bytes.u8(at)),
                byte(bits == 32 ? bytes.u8(at + 3) : 255)};
    const std::uint32_t color = bytes.u16(at);
    return {byte(rescaled(color >> 10 & 31, 31, 255)), byte(rescaled(color >> 5 & 31, 31, 255)),
            byte(rescaled(color & 31, 31, 255)), byte(color >> 15 != 0 ? 255 : 0)};
}

std::vector<TargaColor> read_color_map(const LittleEndianBytes &file, const TargaHeader &header) {
    std::vector<TargaColor> map(header.map_length);
    for (std::uint32_t i = 0; i < header.map_length; ++i)
        map[i] = targa_color(file, header.map_begin + i * std::uint64_t{(header.map_bits + 7) / 8},
                             false, header.map_bits);
    return map;
}

// Decodes pixels in the order in which they are stored.
class TargaPixels {
public:
    TargaPixels(const LittleEndianBytes &file, const TargaHeader &header, std::byte *target,
                unsigned channels)
        : bytes_(file.from(header.pixels_begin)),
          header_(header),
          target_(target),
          channels_(channels),
          pixel_bytes_((header.bits + 7) / 8) {
        if (header.kind == 1) map_ = read_color_map(file, header);
    }

    // Returns whether the picture is complete. A packet may go on in the next row.
    bool decode() {
        const std::uint64_t count = std::uint64_t{header_.width} * header_.height;
        if (!header_.run_lengths) return read_pixels(count);
        while (row_ < header_.height) {
            if (at_ >= bytes_.size()) return false;
            const std::uint32_t packet = bytes_.u8(at_++);
            const std::uint32_t length = (packet & 127) + 1;
            if (!(packet < 128 ? read_pixels(length) : repeat_pixel(length))) return false;
        }
        return true;
    }

    bool beyond_map() const { return beyond_map_; }

private:
    bool read_pixels(std::uint64_t count) {
        for (std::uint64_t i = 0; i < count && row_ < header_.height; ++i)
            if (!repeat_pixel(1)) return false;
        return true;
    }

    bool repeat_pixel(std::uint32_t count) {
        if (bytes_.size() - at_ < pixel_bytes_) return false;
        const TargaColor color = next_color();
        at_ += pixel_bytes_;
        for (std::uint32_t i = 0; i < count && row_ < header_.height; ++i) put(color);
        return true;
    }

    TargaColor next_color() {
        if (header_.kind != 1) return targa_color(bytes_, at_, header_.kind == 3, header_.bits);
        const std::uint32_t index = pixel_bytes_ == 1 ? bytes_.u8(at_) : bytes_.u16(at_);
        if (index >= header_.map_first && index - header_.map_first < map_.size())
            return map_[index - header_.map_first];
        beyond_map_ = true;
        return {0, 0, 0, 255};
    }

    void put(const TargaColor &color) {
        const std::uint64_t y = header_.from_top ? row_ : header_.height - 1 - row_;
        const std::uint64_t x = header_.from_right ? header_.width - 1 - column_ : column_;
        std::memcpy(target_ + (y * header_.width + x) * channels_, color.data(), channels_);
        if (++column_ < header_.width) return;
        column_ = 0;
        ++row_;
    }

    LittleEndianBytes bytes_;
    const TargaHeader &header_;
    std::byte *target_;
    unsigned channels_;
    unsigned pixel_bytes_;
    std::vector<TargaColor> map_;
    std::uint64_t at_ = 0;
    std::uint32_t row_ = 0, column_ = 0;  // of the next pixel, as stored
    bool beyond_map_ = false;
};

}  // namespace

void decode_targa(Decoding &decoding) {
    const LittleEndianBytes file(decoding.file());
    const TargaHeader header = read_targa_header(file);
    check_targa_kind(header);
    const TargaAlpha alpha = alpha_of(header, attributes_type(file, decoding));
    const unsigned channels = (header.kind == 3 ? 1U : 3U) + (alpha == TargaAlpha::none ? 0U : 1U);
    std::byte *target = decoding.allocate(header.width, header.height, channels, 8);
    TargaPixels pixels(file, header, target, channels);
    if (!pixels.decode()) decoding.damage("it ends before its last pixel");
    if (pixels.beyond_map()) decoding.damage("it has pixels with colors beyond its color map");
    if (alpha == TargaAlpha::premultiplied) unassociate(target, decoding.layout());
    if (alpha != TargaAlpha::none) fill_unused_alpha(target, decoding.layout());
}

}  // namespace quant::cli

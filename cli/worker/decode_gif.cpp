// Reads a chosen frame of a GIF, as the frames before it and the frame itself make it on the
// canvas. A first pass over the file finds the frames without decoding their pixels.
#include <algorithm>
#include <array>
#include <span>
#include <string_view>
#include <vector>

#include "base/failure.h"
#include "worker/decoders.h"
#include "worker/gif_lzw.h"
#include "worker/little_endian.h"

namespace quant::cli {
namespace {

// What becomes of a frame when its time is over.
enum class GifDisposal { stays, is_cleared, is_undone };

struct GifFrame {
    std::size_t x = 0;
    std::size_t y = 0;
    std::size_t width = 0;
    std::size_t height = 0;
    bool interlaced = false;
    int transparent = -1;  // the index of this color; -1 if there is none
    GifDisposal disposal = GifDisposal::stays;
    std::span<const std::byte> colors{};  // RGB
    unsigned code_bits = 0;
    GifBytes pixels{};  // compressed

    bool covers(std::size_t canvas_width, std::size_t canvas_height) const {
        return x == 0 && y == 0 && width >= canvas_width && height >= canvas_height;
    }
};

struct GifReader {
    Decoding &decoding;
    GifBytes bytes;
    std::span<const std::byte> colors{};  // for frames that have none
    std::size_t frame_count = 0;
    std::vector<GifFrame> frames{};  // up to the chosen one
    std::vector<std::byte> profile{};
    std::size_t width = 0;  // of the canvas
    std::size_t height = 0;
};

// Takes the colors if the flags say that there are some.
std::span<const std::byte> take_gif_colors(GifBytes &bytes, std::byte flags) {
    if ((flags & std::byte{0x80}) == std::byte{0}) return {};
    return bytes.take(std::size_t{6} << std::to_integer<unsigned>(flags & std::byte{7}));
}

void read_gif_header(GifReader &reader) {
    const auto header = reader.bytes.take(13);
    if (header.size() == 13) {
        reader.width = LittleEndianBytes(header).u16(6);
        reader.height = LittleEndianBytes(header).u16(8);
        reader.colors = take_gif_colors(reader.bytes, header[10]);
    }
    if (reader.bytes.ended_early) throw Failure("the file is damaged: it ends too early");
}

void read_gif_control(std::span<const std::byte> block, GifFrame &frame) {
    if (block.size() < 4) return;
    const auto flags = std::to_integer<unsigned>(block[0]);
    frame.transparent = flags & 1U ? std::to_integer<int>(block[3]) : -1;
    switch (flags >> 2 & 7U) {
        case 2: frame.disposal = GifDisposal::is_cleared; return;
        case 3:
        case 4:  // is not in the specification, but means the same to browsers
            frame.disposal = GifDisposal::is_undone;
            return;
        default: frame.disposal = GifDisposal::stays;
    }
}

// `frame` is the one that follows the extension.
void read_gif_extension(GifReader &reader, GifFrame &frame) {
    const auto label = reader.bytes.take(1);
    auto block = reader.bytes.take_block();
    if (label.empty() || block.empty()) return;
    bool is_profile = false;
    if (label[0] == std::byte{0xf9}) read_gif_control(block, frame);
    if (label[0] == std::byte{0xfe}) reader.decoding.has_metadata(metadata_text);
    if (label[0] == std::byte{0xff}) {
        const std::string_view name(reinterpret_cast<const char *>(block.data()), block.size());
        if (name == "XMP DataXMP") reader.decoding.has_metadata(metadata_xmp);
        is_profile = name == "ICCRGBG1012" && reader.profile.empty();
    }
    while (!(block = reader.bytes.take_block()).empty())
        if (is_profile && reader.profile.size() <= kMaxProfileBytes)
            reader.profile.insert(reader.profile.end(), block.begin(), block.end());
}

// Reads the description of a frame, and skips its pixels.
void read_gif_frame(GifReader &reader, GifFrame &frame) {
    const auto header = reader.bytes.take(9);
    if (header.size() < 9) return;
    frame.x = LittleEndianBytes(header).u16(0);
    frame.y = LittleEndianBytes(header).u16(2);
    frame.width = LittleEndianBytes(header).u16(4);
    frame.height = LittleEndianBytes(header).u16(6);
    frame.interlaced = (header[8] & std::byte{0x40}) != std::byte{0};
    frame.colors = take_gif_colors(reader.bytes, header[8]);
    if (frame.colors.empty()) frame.colors = reader.colors;
    const auto code_bits = reader.bytes.take(1);
    if (code_bits.empty()) return;
    frame.code_bits = std::to_integer<unsigned>(code_bits[0]);
    frame.pixels = reader.bytes;
    const std::uint32_t wanted = std::max(reader.decoding.request().frame, 1U);
    if (reader.frame_count++ < wanted) reader.frames.push_back(frame);
    while (!reader.bytes.take_block().empty()) {
    }
}

// Returns whether the file has its proper end.
bool find_gif_frames(GifReader &reader) {
    GifFrame frame;
    while (!reader.bytes.ended_early) {
        const auto kind = reader.bytes.take(1);
        if (kind.empty()) return false;
        switch (std::to_integer<char>(kind[0])) {
            case ';': return true;
            case '!': read_gif_extension(reader, frame); break;
            case ',':
                read_gif_frame(reader, frame);
                frame = {};
                break;
            default: return false;
        }
    }
    return false;
}

// How to compose the chosen frame.
struct GifPlan {
    std::size_t start = 0;  // the frame on which none before it has an influence
    bool opaque = false;
};

GifPlan plan_gif(const GifReader &reader, std::size_t chosen) {
    GifPlan plan;
    for (std::size_t i = 0; i <= chosen; ++i) {
        const GifFrame &frame = reader.frames[i];
        if (i == chosen || frame.disposal == GifDisposal::stays) {
            if (frame.covers(reader.width, reader.height) && frame.transparent < 0)
                plan = {i, true};
        } else if (frame.disposal == GifDisposal::is_cleared) {
            plan.opaque = false;
        }
    }
    return plan;
}

// Draws the pixels of a row that are on the canvas. Returns false if a color is not known.
bool draw_gif_row(const GifReader &reader, const GifFrame &frame, std::span<const std::uint8_t> row,
                  std::size_t y, std::byte *pixels) {
    if (frame.x >= reader.width || frame.y + y >= reader.height) return true;
    const std::size_t channels = reader.decoding.layout().channels;
    std::byte *target = pixels + ((frame.y + y) * reader.width + frame.x) * channels;
    bool known = true;
    for (const std::uint8_t index : row.first(std::min(row.size(), reader.width - frame.x))) {
        if (index != frame.transparent) {
            if (index < frame.colors.size() / 3)
                std::copy_n(&frame.colors[index * std::size_t{3}], 3, target);
            else
                known = false;
            if (channels == 4) target[3] = std::byte{255};
        }
        target += channels;
    }
    return known;
}

// Draws the rows of a frame as far as they can be decoded.
void draw_gif_frame(GifReader &reader, const GifFrame &frame, std::byte *pixels) {
    constexpr std::array<std::size_t, 4> first{0, 4, 2, 1};
    constexpr std::array<std::size_t, 4> step{8, 8, 4, 2};
    if (frame.width == 0 || frame.height == 0)
        return reader.decoding.damage("a frame has no pixels");
    if (frame.code_bits > 8) return reader.decoding.damage("some of its pixels cannot be decoded");
    GifLzw decoder(frame.pixels, frame.code_bits);
    std::vector<std::uint8_t> row(frame.width);
    bool known = true;
    bool complete = true;
    for (std::size_t pass = 0; pass < (frame.interlaced ? first.size() : 1); ++pass) {
        const std::size_t rows_on = frame.interlaced ? step[pass] : 1;
        for (std::size_t y = first[pass]; y < frame.height && complete; y += rows_on) {
            const std::size_t count = decoder.read(row);
            complete = count == row.size();
            known &= draw_gif_row(reader, frame, std::span(row).first(count), y, pixels);
        }
    }
    if (!complete)
        reader.decoding.damage(decoder.ended_early() ? "it ends too early"
                                                     : "some of its pixels cannot be decoded");
    if (!known) reader.decoding.damage("it lacks the colors of some of its pixels");
}

void clear_gif_frame(const GifReader &reader, const GifFrame &frame, std::byte *pixels) {
    const std::size_t channels = reader.decoding.layout().channels;
    const std::size_t begin = std::min(frame.x, reader.width);
    const std::size_t end = std::min(frame.x + frame.width, reader.width);
    for (std::size_t y = frame.y; y < std::min(frame.y + frame.height, reader.height); ++y)
        std::fill_n(pixels + (y * reader.width + begin) * channels, (end - begin) * channels,
                    std::byte{0});
}

}  // namespace

void decode_gif(Decoding &decoding) {
    GifReader reader{decoding, {decoding.file()}};
    read_gif_header(reader);
    if (!find_gif_frames(reader)) {
        if (reader.frame_count == 0)
            throw Failure(reader.bytes.ended_early
                              ? "the file is damaged: it ends too early"
                              : "the file is damaged: what follows its header has no meaning");
        decoding.note("its end is missing or damaged, where more frames may be");
    }
    const std::size_t chosen = decoding.choose_frame(reader.frame_count);
    // As in browsers, the canvas is large enough for the first frame, whatever the header says.
    const GifFrame &first = reader.frames.front();
    reader.width = std::max(reader.width, first.x + first.width);
    reader.height = std::max(reader.height, first.y + first.height);
    const GifPlan plan = plan_gif(reader, chosen);
    decoding.set_profile(reader.profile);
    std::byte *pixels = decoding.allocate(reader.width, reader.height, plan.opaque ? 3 : 4, 8);
    for (std::size_t i = plan.start; i <= chosen; ++i) {
        const GifFrame &frame = reader.frames[i];
        if (i == chosen || frame.disposal == GifDisposal::stays)
            draw_gif_frame(reader, frame, pixels);
        else if (frame.disposal == GifDisposal::is_cleared)
            clear_gif_frame(reader, frame, pixels);
    }
}

}  // namespace quant::cli

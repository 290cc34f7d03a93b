// Makes a PNG file in memory of each frame, lets libpng decode it, and places it on the canvas.
#include "worker/apng.h"

#include <algorithm>
#include <cstring>
#include <optional>
#include <string_view>

#include "base/failure.h"
#include "worker/blend.h"
#include "worker/png_chunk.h"
#include "worker/png_reader.h"

namespace quant::cli {
namespace {

using Bytes = std::span<const std::byte>;

}  // namespace

// The picture that the frames are drawn on.
class Apng::Canvas {
public:
    Canvas(std::byte *pixels, const Layout &layout)
        : pixels_(pixels),
          row_bytes_(layout.row_bytes()),
          pixel_bytes_(4 * layout.bits / 8),
          deep_(layout.bits == 16) {}

    void draw(const Frame &frame, const std::vector<std::byte> &pixels) {
        const std::size_t bytes = frame.width * pixel_bytes_;
        for (std::size_t y = 0; y < frame.height; ++y) {
            std::byte *row = row_of(frame, y);
            const std::byte *from = pixels.data() + y * bytes;
            if (!frame.blend)
                std::memcpy(row, from, bytes);
            else if (deep_)
                blend_row<std::uint16_t>(row, from, frame.width);
            else
                blend_row<std::uint8_t>(row, from, frame.width);
        }
    }

    std::vector<std::byte> save(const Frame &frame) {
        const std::size_t bytes = frame.width * pixel_bytes_;
        std::vector<std::byte> saved;
        saved.reserve(bytes * frame.height);
        for (std::size_t y = 0; y < frame.height; ++y)
            saved.insert(saved.end(), row_of(frame, y), row_of(frame, y) + bytes);
        return saved;
    }

    // Puts pixels back that save() has returned; makes the area transparent if there are none.
    void restore(const Frame &frame, const std::vector<std::byte> &saved) {
        const std::size_t bytes = frame.width * pixel_bytes_;
        for (std::size_t y = 0; y < frame.height; ++y) {
            if (saved.empty())
                std::memset(row_of(frame, y), 0, bytes);
            else
                std::memcpy(row_of(frame, y), saved.data() + y * bytes, bytes);
        }
    }

private:
    std::byte *row_of(const Frame &frame, std::size_t y) {
        return pixels_ + (frame.y + y) * row_bytes_ + frame.x * pixel_bytes_;
    }

    template <typename Sample>
    static void blend_row(std::byte *to, const std::byte *from, std::size_t count) {
        for (std::size_t i = 0; i < count; ++i, to += 4 * sizeof(Sample)) {
            Sample under[4], over[4];
            std::memcpy(under, to, sizeof under);
            std::memcpy(over, from + i * sizeof over, sizeof over);
            blend_over(over, under);
            std::memcpy(to, under, sizeof under);
        }
    }

    std::byte *pixels_;
    std::size_t row_bytes_;
    std::size_t pixel_bytes_;
    bool deep_;
};

Apng::Apng(std::span<const std::byte> file) {
    std::size_t position = kPngSignatureBytes;
    bool animated = false, seen_pixels = false;
    bool is_known = false;  // the frame whose chunks come next
    std::size_t announced = 0;
    if (file.size() < kPngSignatureBytes) return;
    while (const auto chunk = next_chunk(file, position)) {
        if (chunk->type == "IHDR" && chunk->data.size() == header_.size()) {
            std::copy(chunk->data.begin(), chunk->data.end(), header_.begin());
        } else if (chunk->type == "acTL" && chunk->data.size() == 8 && !seen_pixels) {
            animated = true;
            announced = big_endian(chunk->data, 0);
        } else if (chunk->type == "PLTE" || chunk->type == "tRNS") {
            palette_.push_back(chunk->whole);
        } else if (chunk->type == "fcTL") {
            damaged_ |= !is_whole(*chunk);
            is_known = add_frame(chunk->data);
            if (is_known && !seen_pixels) has_hidden_image_ = false;
        } else if (chunk->type == "IDAT") {
            seen_pixels = true;
            if (!has_hidden_image_ && frames_.size() == 1)
                frames_.front().parts.push_back(chunk->data);
        } else if (chunk->type == "fdAT" && chunk->data.size() > 4 && is_known) {
            damaged_ |= !is_whole(*chunk);
            frames_.back().parts.push_back(chunk->data.subspan(4));
        }
        if (chunk->type == "IEND") break;
    }
    if (frames_.size() > announced) frames_.resize(announced);
    if (!animated || frames_.empty()) {
        frames_.clear();
        has_hidden_image_ = true;  // the only frame
    }
}

// Adds a frame with the data of fcTL, unless it is invalid. Returns whether it has added one.
bool Apng::add_frame(std::span<const std::byte> control) {
    if (control.size() != 26) return false;
    Frame frame{big_endian(control, 4),
                big_endian(control, 8),
                big_endian(control, 12),
                big_endian(control, 16),
                static_cast<Dispose>(std::min(std::to_integer<int>(control[24]), 2)),
                control[25] == std::byte{1},
                {}};
    const std::uint64_t width = big_endian(header_, 0), height = big_endian(header_, 4);
    const bool fits = frame.width > 0 && frame.height > 0 && frame.width <= width &&
                      frame.x <= width - frame.width && frame.height <= height &&
                      frame.y <= height - frame.height;
    if (fits) frames_.push_back(std::move(frame));
    return fits;
}

// Returns the PNG file of one frame.
std::vector<std::byte> Apng::stream_of(const Frame &frame) const {
    static constexpr char kSignature[] = "\x89PNG\r\n\x1a\n";
    std::vector<std::byte> stream;
    for (std::size_t i = 0; i < kPngSignatureBytes; ++i)
        stream.push_back(static_cast<std::byte>(kSignature[i]));
    std::vector<std::byte> header;
    append_big_endian(header, frame.width);
    append_big_endian(header, frame.height);
    header.insert(header.end(), header_.begin() + 8, header_.end());
    const Bytes header_part(header);
    append_chunk(stream, "IHDR", {&header_part, 1});
    for (const Bytes chunk : palette_) stream.insert(stream.end(), chunk.begin(), chunk.end());
    append_chunk(stream, "IDAT", frame.parts);
    append_chunk(stream, "IEND", {});
    return stream;
}

void Apng::compose(std::size_t index, std::byte *canvas, Decoding &decoding) const {
    if (damaged_) decoding.damage("a chunk of the animation has a wrong checksum");
    const Layout &layout = decoding.layout();
    Canvas target(canvas, layout);
    const std::size_t last = index - (has_hidden_image_ ? 1 : 0);
    for (std::size_t i = 0; i <= last; ++i) {
        const Frame &frame = frames_[i];
        std::vector<std::byte> pixels(std::size_t{frame.width} * frame.height * layout.channels *
                                      (layout.bits / 8));
        const std::vector<std::byte> stream = stream_of(frame);
        PngReader reader(stream, decoding.request());
        reader.normalize(true);
        if (const auto wrong = reader.read_rows(pixels.data()))
            decoding.damage("frame " + std::to_string(i + 1) + ": " + *wrong);
        // The pixels of the last frame stay, whatever would follow.
        const bool saves = i < last && frame.dispose == Dispose::previous && i > 0;
        const std::vector<std::byte> saved = saves ? target.save(frame) : std::vector<std::byte>{};
        target.draw(frame, pixels);
        if (i < last && frame.dispose != Dispose::none) target.restore(frame, saved);
    }
}

}  // namespace quant::cli

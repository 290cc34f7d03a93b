// The frames of an animated PNG file (APNG, part of the PNG specification since 2025).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "worker/decoding.h"

namespace quant::cli {

class Apng {
public:
    // Finds the frames. A file without a valid animation has one. Does not decode anything.
    explicit Apng(std::span<const std::byte> file);

    // Returns the number of frames. The default image is the first one, even if it is not part of
    // the animation.
    std::size_t frames() const { return frames_.size() + (has_hidden_image_ ? 1 : 0); }

    // Composes the frame with this index, at least 1, from the frames before it. `canvas` must be
    // filled with 0, and have 4 channels of the file's depth. Throws Failure.
    void compose(std::size_t index, std::byte *canvas, Decoding &decoding) const;

private:
    enum class Dispose : std::uint8_t { none, background, previous };
    struct Frame {
        std::uint32_t width, height, x, y;
        Dispose dispose;
        bool blend;                                     // over what is there; otherwise replaces it
        std::vector<std::span<const std::byte>> parts;  // of the compressed pixels
    };
    class Canvas;

    bool add_frame(std::span<const std::byte> control);
    std::vector<std::byte> stream_of(const Frame &frame) const;

    std::array<std::byte, 13> header_{};               // the data of IHDR
    std::vector<std::span<const std::byte>> palette_;  // whole chunks that all frames need
    std::vector<Frame> frames_;
    bool has_hidden_image_ = true;
    bool damaged_ = false;  // a checksum is wrong
};

}  // namespace quant::cli

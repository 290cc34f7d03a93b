// A quantized picture with a color for each pixel, ready for an encoder.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include <quant/quant.hpp>

#include "io/decoder.h"
#include "io/format.h"

namespace quant::cli {

// Returns whether a gray picture may get colors that are not gray.
bool gives_hues(const Options &options);

// Returns whether a pixel of the picture is not opaque.
bool is_translucent(const Picture &picture);

// Holds the pixels.
class Truecolor {
public:
    // Takes alpha from the palette, or with keep_alpha from the source. Throws Failure if the
    // format cannot hold the transparency of the picture.
    Truecolor(const Quantized &result, const Picture &source, const Options &options,
              Format format);

    const Layout &layout() const { return layout_; }
    std::span<const std::byte> pixels() const { return {pixels_.get(), layout_.pixel_bytes()}; }

private:
    template <typename PaletteColor>
    void fill(std::span<const PaletteColor> palette, std::span<const std::uint8_t> indices);
    void take_alpha(const Picture &source);

    Layout layout_;
    std::unique_ptr<std::byte[]> pixels_;
    bool gray_ = false;
};

}  // namespace quant::cli

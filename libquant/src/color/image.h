// Reads pixels of any supported layout as points or as straight colors.
#pragma once

#include <quant/quant.h>

#include <cstddef>
#include <cstdint>

#include "base/parallel.h"
#include "color/color_space.h"
#include "color/point.h"

namespace quant::core {

// The number of pixels that a loop over an image loads at a time: their points stay in the
// first-level cache.
inline constexpr std::size_t kBlockPixels = 1024;

// Fewer pixels than this are not worth a thread in a loop that does little for each of them.
inline constexpr std::size_t kLeastPixels = std::size_t{1} << 13;

// The number of pixels that a thread takes at a time.
inline constexpr std::size_t kUnitPixels = std::size_t{1} << 15;

// How pixels are stored, and whether their points have alpha.
struct PixelLayout {
    unsigned channels, bits;
    bool has_alpha;
};

// Writes the points, in sRGB, of pixels side by side.
void points_of_pixels(const std::uint8_t *pixels, const PixelLayout &layout, std::size_t count,
                      Point *points);

// A view of a validated quant_image. Pixels are numbered row after row, whatever the stride is.
class ImageView {
public:
    // The image must have passed check_image(). Its working space is sRGB. Looks for a pixel that
    // is not opaque, and lets the team, if any, check meanwhile. The pixels are colors of `rgb`, to
    // which the object refers, or of sRGB.
    ImageView(const quant_image &image, Team *team, const RgbSpace &rgb);
    explicit ImageView(const quant_image &image, Team *team = nullptr);

    // Returns a view of the same pixels whose points are in another working space.
    ImageView in(const ColorSpace &space) const;

    std::size_t width() const { return image_.width; }
    std::size_t height() const { return image_.height; }
    std::size_t pixels() const { return image_.width * image_.height; }
    unsigned bits() const { return image_.bits; }

    // Returns whether there is an alpha channel and a pixel that is not opaque. Only then do points
    // have a fourth coordinate. An opaque image gives the same result with and without the channel.
    bool has_alpha() const { return has_alpha_; }

    // Returns whether this is an 8-bit image without alpha.
    bool is_rgb8() const { return image_.bits == 8 && !has_alpha_; }

    // Returns whether it is such an image in sRGB, whose points have 256 values per coordinate.
    bool has_byte_points() const { return is_rgb8() && space_.is_srgb(); }

    const ColorSpace &space() const { return space_; }
    const RgbSpace &rgb() const { return space_.rgb(); }

    // Writes the points of the pixels first .. first+count-1. simd/load_points.h is faster.
    void load_points(std::size_t first, std::size_t count, Point *points) const;

    // Writes the straight colors of these pixels, unscaled, with 16 bits for each of r (lowest), g,
    // b and alpha. Alpha has the full value if the pixel has none; a fully transparent pixel is 0.
    void load_colors(std::size_t first, std::size_t count, std::uint64_t *colors) const;

    // Calls run(pointer, length) for each run of pixels within one row, in order.
    template <typename F>
    void for_each_run(std::size_t first, std::size_t count, F &&run) const {
        const std::size_t pixel_bytes = image_.channels * (image_.bits / 8);
        while (count > 0) {
            const std::size_t x = first % image_.width;
            const std::size_t length = count < image_.width - x ? count : image_.width - x;
            run(row(first / image_.width) + x * pixel_bytes, length);
            first += length;
            count -= length;
        }
    }
    unsigned channels() const { return image_.channels; }
    PixelLayout layout() const { return {image_.channels, image_.bits, has_alpha_}; }

private:
    const std::uint8_t *row(std::size_t y) const {
        return static_cast<const std::uint8_t *>(image_.pixels) +
               static_cast<std::ptrdiff_t>(y) * image_.stride_bytes;
    }

    quant_image image_;
    ColorSpace space_;
    bool has_alpha_ = false;
};

}  // namespace quant::core

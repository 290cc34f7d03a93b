// Picks the nearest pixel of the picture for each pixel of its copy.
#include "validate/odd_sizes.h"

#include <algorithm>

namespace quant::cli::validate {

Image ScaledPicture::view() const {
    Image image = rgb8(bytes.data(), width, height);
    image.stride_bytes = static_cast<std::ptrdiff_t>(stride);
    return image;
}

std::vector<std::uint8_t> ScaledPicture::packed() const {
    std::vector<std::uint8_t> pixels;
    for (std::size_t y = 0; y < height; ++y) {
        const auto row = bytes.begin() + static_cast<std::ptrdiff_t>(y * stride);
        pixels.insert(pixels.end(), row, row + static_cast<std::ptrdiff_t>(3 * width));
    }
    return pixels;
}

std::string ScaledPicture::size_text() const {
    return std::to_string(width) + "x" + std::to_string(height);
}

ScaledPicture scaled(const Image &picture, Size size, std::size_t padding) {
    ScaledPicture copy{size.width, size.height, 3 * size.width + padding, {}};
    const auto *const pixels = static_cast<const std::uint8_t *>(picture.pixels);
    for (std::size_t y = 0; y < size.height; ++y) {
        const std::uint8_t *const row =
            pixels + 3 * picture.width * (y * picture.height / size.height);
        for (std::size_t x = 0; x < size.width; ++x) {
            const std::uint8_t *const pixel = row + 3 * (x * picture.width / size.width);
            copy.bytes.insert(copy.bytes.end(), pixel, pixel + 3);
        }
        for (std::size_t i = 0; i < padding; ++i)
            copy.bytes.push_back(
                static_cast<std::uint8_t>(255 - copy.bytes[copy.bytes.size() - 3]));
    }
    return copy;
}

}  // namespace quant::cli::validate

// Decodes files in worker processes, and paints synthetic pictures from their seeds.
#include "dataset/load.h"

#include <cstring>

#include "base/failure.h"
#include "io/decoder.h"
#include "io/input_file.h"
#include "io/notes.h"
#include "io/picture_view.h"
#include "sample/sample.h"

namespace quant::cli {
namespace {

// Returns (value * alpha + white * (most - alpha)) / most, rounded; white is `most`.
std::uint32_t on_white(std::uint32_t value, std::uint32_t alpha, std::uint32_t most) {
    const std::uint64_t sum =
        std::uint64_t{value} * alpha + std::uint64_t{most} * (most - alpha) + most / 2;
    return static_cast<std::uint32_t>(sum / most);
}

std::uint8_t to_8_bits(std::uint32_t value, unsigned bits) {
    return static_cast<std::uint8_t>(bits == 8 ? value : (value + 128) / 257);
}

template <typename Sample>
void convert_row(const Image &image, std::size_t y, std::uint8_t *to) {
    constexpr std::uint32_t most = static_cast<Sample>(-1);
    const auto *from = static_cast<const std::byte *>(image.pixels) +
                       static_cast<std::ptrdiff_t>(y) * image.stride_bytes;
    const std::size_t step = image.channels < 3 ? 0 : 1;
    const bool has_alpha = image.channels % 2 == 0;
    Sample samples[4] = {};
    for (std::size_t x = 0; x < image.width; ++x) {
        std::memcpy(samples, from, image.channels * sizeof(Sample));  // `from` need not be aligned
        from += image.channels * sizeof(Sample);
        const std::uint32_t alpha = has_alpha ? samples[image.channels - 1] : most;
        for (std::size_t c = 0; c < 3; ++c)
            *to++ = to_8_bits(on_white(samples[c * step], alpha, most), image.bits);
    }
}

}  // namespace

RgbPicture to_rgb8(const Image &image) {
    RgbPicture picture{image.width, image.height, {}};
    picture.pixels.resize(image.width * image.height * 3);
    for (std::size_t y = 0; y < image.height; ++y) {
        std::uint8_t *to = picture.pixels.data() + y * image.width * 3;
        if (image.bits == 8)
            convert_row<std::uint8_t>(image, y, to);
        else
            convert_row<std::uint16_t>(image, y, to);
    }
    return picture;
}

RgbPicture load(const Entry &entry, Decoder &decoder) {
    if (entry.path.empty()) {
        sample::Picture painted = sample::landscape(entry.size, entry.size, entry.seed);
        return {painted.width, painted.height, std::move(painted.pixels)};
    }
    const InputFile input = open_input(entry.path);
    const Picture picture = decoder.decode(input);
    print_notes(entry.path, picture.notes);
    return to_rgb8(view_of(picture));
}

}  // namespace quant::cli

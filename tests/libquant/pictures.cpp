// Paints the pictures from formulas, a random generator and the built-in samples.
#include "pictures.h"

#include <algorithm>
#include <functional>

#include "base/random.h"
#include "sample/sample.h"

namespace quant::test {
namespace {

using core::Random;

Picture painted(const std::string &name, std::size_t width, std::size_t height,
                const std::function<Color(std::size_t x, std::size_t y)> &color) {
    Picture picture{name, width, height, 3, {}};
    for (std::size_t y = 0; y < height; ++y) {
        for (std::size_t x = 0; x < width; ++x) {
            const Color c = color(x, y);
            picture.pixels.insert(picture.pixels.end(), {c.r, c.g, c.b});
        }
    }
    return picture;
}

std::uint8_t byte(std::size_t v) { return static_cast<std::uint8_t>(v); }

}  // namespace

Picture photo(std::size_t width, std::size_t height, std::uint64_t seed) {
    const cli::sample::Picture sample = cli::sample::landscape(width, height, seed);
    return {"photo", width, height, 3, sample.pixels};
}

Picture noise(std::size_t width, std::size_t height, unsigned channels, std::uint64_t seed) {
    Random random(seed);
    Picture picture{"noise", width, height, channels, {}};
    picture.pixels.resize(width * height * channels);
    for (std::uint8_t &v : picture.pixels) v = byte(random.next());
    return picture;
}

std::vector<Picture> adversarial() {
    Random random(7);
    std::vector<Picture> pictures{
        // A grid of colors that are equally spaced in each channel, so that ties occur everywhere.
        painted("equidistant", 81, 9,
                [](std::size_t x, std::size_t y) {
                    return Color{byte(x % 3 * 100), byte(x / 3 % 3 * 100), byte(y % 9 * 12), 255};
                }),
        painted("two colors", 40, 40,
                [](std::size_t x, std::size_t) {
                    return x % 2 ? Color{0, 0, 0, 255} : Color{255, 255, 255, 255};
                }),
        painted("collinear", 256, 16,
                [](std::size_t x, std::size_t) {
                    return Color{byte(x), byte(x), byte(x), 255};
                }),
        painted("one cell full", 64, 32,
                [](std::size_t x, std::size_t y) {
                    return Color{byte(128 + x % 8), byte(64 + x / 8), byte(200 + y % 8), 255};
                }),
        painted("lattice", 64, 64,
                [](std::size_t x, std::size_t y) {
                    return Color{byte(x % 16 * 17), byte(x / 16 * 4 + y % 4 * 60), byte(y / 4 * 17),
                                 255};
                }),
        painted("one color and a few others", 300, 300,
                [&](std::size_t x, std::size_t y) {
                    if (x != y) return Color{10, 20, 30, 255};
                    const std::uint64_t v = random.next();
                    return Color{byte(v), byte(v >> 8), byte(v >> 16), 255};
                }),
        painted("corners of the cube", 64, 64,
                [&](std::size_t, std::size_t) {
                    const std::uint64_t v = random.next();
                    const auto end = [&](unsigned bit) {
                        const std::uint64_t near = v >> (8 * bit + 8) & 3;
                        return byte(v >> bit & 1 ? 255 - near : near);
                    };
                    return Color{end(0), end(1), end(2), 255};
                }),
    };
    pictures.push_back(noise(97, 61, 3));
    return pictures;
}

std::vector<Picture> mixed() {
    std::vector<Picture> pictures = adversarial();
    pictures.push_back(photo(150, 150));
    pictures.push_back(photo(63, 41, 2));
    Picture gray = noise(64, 33, 1);
    gray.name = "gray";
    pictures.push_back(gray);
    Picture translucent = noise(50, 41, 4);
    translucent.name = "translucent";
    pictures.push_back(translucent);
    const cli::sample::Picture soft = cli::sample::soft_alpha(96);
    pictures.push_back({"soft alpha", soft.width, soft.height, soft.channels, soft.pixels});
    return pictures;
}

std::vector<std::uint16_t> promoted(const Picture &picture) {
    std::vector<std::uint16_t> wide;
    wide.reserve(picture.pixels.size());
    for (const std::uint8_t v : picture.pixels) wide.push_back(static_cast<std::uint16_t>(v * 257));
    return wide;
}

}  // namespace quant::test

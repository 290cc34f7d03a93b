// Paints the pictures from formulas, a random generator and the built-in samples.
#include "pictures.h"

#include <algorithm>
#include <array>
#include <cmath>
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

using Rgba = std::array<std::uint8_t, 4>;
constexpr std::array<Rgba, 12> kMapFills{{{242, 239, 233, 255},
                                          {170, 211, 223, 255},
                                          {200, 250, 204, 255},
                                          {247, 239, 183, 200},
                                          {217, 208, 201, 255},
                                          {232, 146, 162, 255},
                                          {252, 214, 164, 120},
                                          {187, 187, 187, 255},
                                          {173, 209, 158, 255},
                                          {115, 115, 115, 255},
                                          {224, 223, 223, 60},
                                          {238, 238, 205, 255}}};

// A square of one color to paint on.
class Canvas {
public:
    Canvas(std::size_t side, const Rgba &background) : side_(side), colors_(side * side) {
        for (auto &color : colors_) std::ranges::copy(background, color.begin());
    }

    // Paints where a distance, in pixels, is above 0. The edge is soft.
    template <typename Distance>
    void draw(const Rgba &fill, Distance &&distance) {
        for (std::size_t i = 0; i < colors_.size(); ++i) {
            const double inside = distance(double(i % side_), double(i / side_));
            const double cover = std::clamp(inside + 0.5, 0.0, 1.0);
            for (std::size_t c = 0; c < 4; ++c) colors_[i][c] += (fill[c] - colors_[i][c]) * cover;
        }
    }

    Picture picture(unsigned channels) const {
        Picture picture{"map", side_, side_, channels, {}};
        for (const auto &color : colors_)
            for (std::size_t c = 0; c < channels; ++c)
                picture.pixels.push_back(byte(static_cast<std::size_t>(std::lround(color[c]))));
        return picture;
    }

private:
    std::size_t side_;
    std::vector<std::array<double, 4>> colors_;
};

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

Picture map_tile(std::uint64_t seed, unsigned channels, std::size_t side) {
    Random random(seed);
    const auto between = [&](double low, double high) {
        return low + (high - low) * double(random.below(1000)) / 1000;
    };
    const auto size = double(side);
    Canvas canvas(side, kMapFills[0]);
    for (std::size_t f = 1; f < kMapFills.size(); ++f) {
        const double x = between(0, size), y = between(0, size), radius = between(11, 22);
        canvas.draw(kMapFills[f],
                    [&](double px, double py) { return radius - std::hypot(px - x, py - y); });
    }
    for (std::size_t road = 0; road < 3; ++road) {
        const double slope = between(-2, 2), y = between(0, size), width = between(2, 4);
        canvas.draw({220, 60, 120, 255}, [&](double px, double py) {
            return width - std::abs(py - y - slope * (px - size / 2)) / std::hypot(1, slope);
        });
    }
    return canvas.picture(channels);
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

// Small pictures for tests.
#pragma once

#include <quant/quant.hpp>

#include <cstddef>
#include <cstdint>
#include <random>
#include <utility>
#include <vector>

namespace quant::test {

// A picture that owns its channel values, of type Sample.
template <typename Sample>
struct Picture {
    std::size_t width, height;
    unsigned channels;
    std::vector<Sample> samples;

    // Returns an image whose pixels the picture owns.
    Image view() const {
        return {samples.data(), width,
                height,         static_cast<std::ptrdiff_t>(width * channels * sizeof(Sample)),
                channels,       8 * sizeof(Sample)};
    }
};
using Picture8 = Picture<std::uint8_t>;
using Picture16 = Picture<std::uint16_t>;

// Returns an RGB picture in which all channel values are `level`.
inline Picture8 flat(std::size_t width, std::size_t height, std::uint8_t level) {
    return {width, height, 3, std::vector<std::uint8_t>(width * height * 3, level)};
}

// Returns a picture of uniformly random channel values, the same for the same seed.
inline Picture8 noise(std::size_t width, std::size_t height, unsigned channels, unsigned seed) {
    std::mt19937 random(seed);
    std::vector<std::uint8_t> samples(width * height * channels);
    for (std::uint8_t &sample : samples) sample = static_cast<std::uint8_t>(random() >> 24);
    return {width, height, channels, std::move(samples)};
}

// Returns the same pixels in 16 bits: each channel value v becomes v * 257.
inline Picture16 promoted(const Picture8 &picture) {
    Picture16 result{picture.width, picture.height, picture.channels, {}};
    for (const std::uint8_t sample : picture.samples)
        result.samples.push_back(static_cast<std::uint16_t>(sample * 257));
    return result;
}

}  // namespace quant::test

// The scores were computed by the program of https://github.com/cloudinary/ssimulacra2, commit
// 81feacf (version 2.1), built with gcc 12 as its own build script does, on x86-64 with AVX-512. It
// read the pictures as PNG without color chunks, made of the files that the test writes if
// QUANT_SCORED_PAIRS names a folder. A build with -march=native prints scores that differ by
// 0.0005, and with alpha by 0.014.
#include "ssimulacra2_pairs.h"

#include <algorithm>

#include "sample/sample.h"

namespace quant::test {
namespace {

Picture8 picture_of(const cli::sample::Picture &from) {
    return {from.width, from.height, from.channels, from.pixels};
}

// Returns the picture with channel values, alpha too, rounded down to multiples of `step`.
Picture8 in_steps(Picture8 picture, int step) {
    for (std::uint8_t &sample : picture.samples)
        sample = static_cast<std::uint8_t>(sample / step * step);
    return picture;
}

// Returns the picture with each block of side x side pixels in the color of its first one.
Picture8 in_blocks(const Picture8 &picture, std::size_t side) {
    Picture8 result = picture;
    for (std::size_t i = 0; i < picture.samples.size(); ++i) {
        const std::size_t channel = i % picture.channels;
        const std::size_t x = i / picture.channels % picture.width;
        const std::size_t y = i / picture.channels / picture.width;
        const std::size_t first = y / side * side * picture.width + x / side * side;
        result.samples[i] = picture.samples[first * picture.channels + channel];
    }
    return result;
}

// Returns the green channel as a picture of one channel.
Picture8 gray(const Picture8 &picture) {
    Picture8 result{picture.width, picture.height, 1, {}};
    for (std::size_t i = 1; i < picture.samples.size(); i += picture.channels)
        result.samples.push_back(picture.samples[i]);
    return result;
}

// Returns the picture in 16 bits, with values that 8 bits cannot hold.
Picture16 in_many_bits(const Picture8 &picture) {
    Picture16 result = promoted(picture);
    for (std::size_t i = 0; i < result.samples.size(); ++i)
        result.samples[i] = static_cast<std::uint16_t>(result.samples[i] / 512 * 511 + i % 200);
    return result;
}

// Returns the picture with the lower 7 of 16 bits set to 0.
Picture16 in_few_bits(Picture16 picture) {
    for (std::uint16_t &sample : picture.samples)
        sample = static_cast<std::uint16_t>(sample & 0xff80U);
    return picture;
}

}  // namespace

Picture8 landscape(std::size_t width, std::size_t height) {
    return picture_of(cli::sample::landscape(width, height, 1));
}

Picture8 noisy(Picture8 picture, int amplitude, unsigned seed) {
    const Picture8 random = noise(picture.width, picture.height, picture.channels, seed);
    for (std::size_t i = 0; i < picture.samples.size(); ++i) {
        if (picture.channels % 2 == 0 && i % picture.channels == picture.channels - 1) continue;
        const int shift = random.samples[i] * (2 * amplitude + 1) / 256 - amplitude;
        picture.samples[i] =
            static_cast<std::uint8_t>(std::clamp(picture.samples[i] + shift, 0, 255));
    }
    return picture;
}

std::vector<ScoredPair> scored_pairs() {
    const Picture8 large = landscape(400, 300);
    const Picture8 portrait = landscape(113, 250);
    const Picture8 odd = landscape(77, 55);
    const Picture8 planet = picture_of(cli::sample::soft_alpha(160));
    const Picture8 noise8 = noise(8, 8, 3, 1);
    const Picture8 small = landscape(16, 9);
    const Picture8 wide = landscape(301, 8);
    return {
        {"noise-1", large, noisy(large, 1, 1), 95.20333558},
        {"noise-8", large, noisy(large, 8, 1), 74.20372864},
        {"noise-40", large, noisy(large, 40, 1), -7.74010767},
        {"steps-8", large, in_steps(large, 8), 83.69247200},
        {"steps-51", large, in_steps(large, 51), -55.22484255},
        {"blocks-2", large, in_blocks(large, 2), 36.58969625},
        {"blocks-8", large, in_blocks(large, 8), -64.21016262},
        {"portrait", portrait, noisy(portrait, 20, 2), 45.41849379},
        {"odd", odd, in_steps(odd, 20), -9.64843298},
        {"8x8", noise8, noisy(noise8, 30, 2), 88.28728349},
        {"16x9", small, in_blocks(small, 2), 74.75298009},
        {"301x8", wide, in_steps(wide, 32), 90.54156504},
        {"gray", gray(large), noisy(gray(large), 10, 3), 52.52381045},
        {"alpha", planet, in_steps(planet, 16), 61.07686661},
        {"sixteen-bits", in_many_bits(portrait), in_few_bits(in_many_bits(noisy(portrait, 3, 4))),
         89.03124636},
    };
}

}  // namespace quant::test

// Pixels for tests: photo-like, random and adversarial.
#pragma once

#include <quant/quant.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace quant::test {

struct Picture {
    std::string name;
    std::size_t width = 0, height = 0;
    unsigned channels = 3;
    std::vector<std::uint8_t> pixels;

    Image view() const { return packed8(pixels.data(), width, height, channels); }
};

// The sample landscape.
Picture photo(std::size_t width, std::size_t height, std::uint64_t seed = 1);

// Uniformly random bytes.
Picture noise(std::size_t width, std::size_t height, unsigned channels, std::uint64_t seed = 1);

// Few, near, aligned, symmetric or many colors: each breaks an assumption that a faster algorithm
// could make about pictures. All have more than 32 colors unless the name says otherwise.
std::vector<Picture> adversarial();

// Photo-like and adversarial pictures, gray and translucent ones among them; all small.
std::vector<Picture> mixed();

// The same pixels in 16 bits: v * 257.
std::vector<std::uint16_t> promoted(const Picture &picture);

}  // namespace quant::test

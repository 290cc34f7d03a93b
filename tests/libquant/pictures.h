// Pictures for tests: photo-like, random and adversarial.
#pragma once

#include <quant/quant.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace quant::test {

// A picture of 8 bits per channel value that owns its pixels.
struct Picture {
    std::string name;
    std::size_t width = 0, height = 0;
    unsigned channels = 3;
    std::vector<std::uint8_t> pixels;

    // Returns an image whose pixels the picture owns.
    Image view() const { return packed8(pixels.data(), width, height, channels); }
};

// Returns the built-in sample landscape.
Picture photo(std::size_t width, std::size_t height, std::uint64_t seed = 1);

// Returns a picture of uniformly random bytes.
Picture noise(std::size_t width, std::size_t height, unsigned channels, std::uint64_t seed = 1);

// Returns a drawn map: flat disks and roads with soft edges over a background, and more than 256
// colors. With four channels, three of its twelve fills are translucent.
Picture map_tile(std::uint64_t seed, unsigned channels, std::size_t side = 160);

// Returns pictures with few, near, aligned, symmetric or many colors. Each breaks an assumption
// that a faster algorithm could make. All have more than 32 colors unless the name says otherwise.
std::vector<Picture> adversarial();

// Returns small photo-like and adversarial pictures, some of them gray or translucent.
std::vector<Picture> mixed();

// Returns the same pixels in 16 bits: each channel value v becomes v * 257.
std::vector<std::uint16_t> promoted(const Picture &picture);

}  // namespace quant::test

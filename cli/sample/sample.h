// The built-in sample pictures. They are painted with integer hashes and only + - * / sqrt on
// double, so that every machine and compiler makes the same bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace quant::cli::sample {

// Holds 8-bit sRGB in rows without padding, from the top; alpha is straight.
struct Picture {
    std::string name;
    std::size_t width = 0;
    std::size_t height = 0;
    unsigned channels = 3;
    std::vector<std::uint8_t> pixels;
};

// Paints a mountain lake in RGB. The seed chooses time of day, weather, terrain and trees; the size
// decides only how finely the same scene is painted. Throws std::length_error if the bytes cannot
// be addressed, or if the picture is more than 1000 times as wide as high.
Picture landscape(std::size_t width, std::size_t height, std::uint64_t seed);

// Paints a ringed planet with a glow over full transparency in RGBA, size x size. Throws
// std::length_error if the bytes cannot be addressed.
Picture soft_alpha(std::size_t size);

// Returns the pictures that `quant sample` writes: landscape, landscape-small and soft-alpha.
std::vector<Picture> all();

}  // namespace quant::cli::sample

// The built-in sample pictures: painted from integer hashes and + - * / sqrt on double alone, so
// that every machine and compiler makes the same bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace quant::cli::sample {

// 8-bit sRGB, tightly packed rows from the top; alpha is straight.
struct Picture {
    std::string name;
    std::size_t width = 0;
    std::size_t height = 0;
    unsigned channels = 3;
    std::vector<std::uint8_t> pixels;
};

// A mountain lake, RGB. The seed chooses time of day, weather, terrain and trees; the size only how
// finely the same scene is painted. Throws std::length_error where the bytes cannot be addressed,
// or the picture is more than 1000 times as wide as high.
Picture landscape(std::size_t width, std::size_t height, std::uint64_t seed);

// A ringed planet in its glow over full transparency, RGBA, size x size.
Picture soft_alpha(std::size_t size);

// What `quant sample` writes: landscape, landscape-small and soft-alpha.
std::vector<Picture> all();

}  // namespace quant::cli::sample

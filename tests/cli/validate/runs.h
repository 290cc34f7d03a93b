// Small pictures and the library's results for them, for tests that then falsify these results.
#pragma once

#include <cstdint>
#include <random>
#include <vector>

#include "dataset/load.h"
#include "sample/sample.h"
#include "validate/outcome.h"

namespace quant::test {

// Returns the sample landscape.
inline cli::RgbPicture photo(std::size_t width, std::size_t height, std::uint64_t seed = 5) {
    const cli::sample::Picture painted = cli::sample::landscape(width, height, seed);
    return {width, height, painted.pixels};
}

// Returns a picture of one row with a pixel of each gray level.
inline cli::RgbPicture of_grays(const std::vector<std::uint8_t> &levels) {
    cli::RgbPicture picture{levels.size(), 1, {}};
    for (const std::uint8_t level : levels) picture.pixels.insert(picture.pixels.end(), 3, level);
    return picture;
}

// Returns the outcome of quantizing the picture with preset paper. Entries of 16 bits are
// centroids.
inline cli::validate::Outcome run(const cli::RgbPicture &picture, unsigned colors,
                                  unsigned iterations = 20) {
    Options options(QUANT_PRESET_PAPER);
    options.colors = colors;
    options.max_iterations = iterations;
    options.palette_bits = 16;
    return cli::validate::outcome_of(quantize(picture.view(), options).value());
}

}  // namespace quant::test

// Pairs of pictures with the scores that the original SSIMULACRA 2 gives them.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "picture.h"

namespace quant::test {

using AnyPicture = std::variant<Picture8, Picture16>;

struct ScoredPair {
    std::string name;
    AnyPicture a, b;
    double score;
};

// Returns the pairs. They are made of integers only, so that every machine makes the same.
std::vector<ScoredPair> scored_pairs();

// Returns a landscape of the built-in sample pictures.
Picture8 landscape(std::size_t width, std::size_t height);

// Returns the picture with random numbers added to its channel values but for alpha, each of them
// -amplitude to amplitude.
Picture8 noisy(Picture8 picture, int amplitude, unsigned seed);

}  // namespace quant::test

// Checks that seeds are drawn at random among the pixels: for several values of the option `seed`,
// the colors that were drawn are compared with those that chance would give.
//
// A library that draws at random fails these checks for less than two of 10^9 pictures. The bound
// is not an approximation. Whether a pixel is drawn is negatively associated with whether others
// are, in sampling without replacement (Joag-Dev and Proschan, "Negative association of random
// variables", Annals of Statistics 1983), and so is whether a color is. Therefore Chernoff's bound
// holds for the number of colors drawn from any set of colors (Dubhashi and Ranjan, "Balls and
// bins: a study in negative dependence", 1998): with E expected, n or more (n > E), or n or fewer
// (n < E), are found with a probability of at most exp(-(n ln(n / E) - n + E)).
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "validate/distinct_colors.h"

namespace quant::cli::validate {

// Returns for how many values of the option `seed`, from 0 on, seeds are drawn: so many that there
// are about a thousand of them, and at least 32.
constexpr unsigned draws_of(unsigned colors) {
    return colors < 8 ? 128 : colors < 32 ? 1024 / colors : 32;
}

// The most that chance may contribute to each of the two checks, for one picture.
constexpr double kFalseAlarm = 1e-9;

// Both check draws[s], the distinct colors of the picture, ascending, that were drawn with the s-th
// value of the option. Each draw was of `pixels` pixels without replacement. Both return what is
// wrong, or an empty string.

// Checks that other values of the option give other draws.
std::string check_draws_differ(const DistinctColors &picture,
                               const std::vector<std::vector<Rgb>> &draws, std::size_t pixels);

// Checks that the draws have as many colors as expected from parts of all sizes of the picture: of
// its colors in ascending order, and of its colors from rare to frequent ones.
std::string check_draws_are_even(const DistinctColors &picture,
                                 const std::vector<std::vector<Rgb>> &draws, std::size_t pixels);

}  // namespace quant::cli::validate

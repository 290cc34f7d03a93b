// The result of `quant compare`, as a table for people and as JSON for programs.
#pragma once

#include <cstdint>
#include <string>

#include "io/decoder.h"
#include "metrics/comparison.h"

namespace quant::cli {

// One of the two pictures that are compared.
struct Side {
    std::string name;
    std::uint64_t bytes = 0;
    Picture picture;
};

// Returns the size as a text such as "768 x 512".
std::string size_of(const Side &side);

// Returns whether both pictures say the same about the meaning of their numbers.
bool have_same_colors(const Side &a, const Side &b);

std::string to_table(const Side &a, const Side &b, double blur, const metrics::Comparison &result);
std::string to_json(const Side &a, const Side &b, double blur, const metrics::Comparison &result);

}  // namespace quant::cli

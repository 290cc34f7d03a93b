// compare_report.h: what quant compare found, for people and for programs.
#pragma once

#include <cstdint>
#include <string>

#include "io/decoder.h"
#include "metrics/comparison.h"

namespace quant::cli {

struct Side {
    std::string name;
    std::uint64_t bytes = 0;
    Picture picture;
};

// "768 x 512"
std::string size_of(const Side &side);

std::string to_table(const Side &a, const Side &b, double blur, const metrics::Comparison &result);
std::string to_json(const Side &a, const Side &b, double blur, const metrics::Comparison &result);

}  // namespace quant::cli

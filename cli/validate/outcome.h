// The results of one run of the library as plain values that can be compared, kept and, in tests,
// falsified.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <quant/quant.hpp>

namespace quant::cli::validate {

struct Outcome {
    std::vector<Color> palette;
    std::vector<Color16> palette16;
    std::vector<std::uint64_t> counts;
    std::vector<std::uint8_t> labels;
    double inertia = 0;
    unsigned iterations = 0;
    bool converged = false;
    bool exact = false;  // every color has a palette entry of its own
};

Outcome outcome_of(const Quantized &result);

// Returns the first difference between two outcomes in words; empty if they are the same, bit for
// bit.
std::string difference(const Outcome &expected, const Outcome &found);

// Returns the difference of a figure from the expected one, as a part of the expected one.
double deviation(double expected, double found);

}  // namespace quant::cli::validate

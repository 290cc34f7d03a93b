// outcome.h: what one run of the library ended with, as plain values that can be compared, kept
// and, in tests, falsified.
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
    bool exact = false;  // no more colors than entries: each has one of its own
};

Outcome outcome_of(const Quantized &result);

// The first thing in which two outcomes are not the same bit for bit, in words; empty if they are.
std::string difference(const Outcome &expected, const Outcome &found);

// How far a figure is from the expected one, as a part of that.
double deviation(double expected, double found);

}  // namespace quant::cli::validate

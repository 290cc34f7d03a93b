// SSIMULACRA 2, version 2.1: how good people find a picture beside its original (J. Sneyers,
// Cloudinary, 2022 and 2023, https://github.com/cloudinary/ssimulacra2). Both pictures are compared
// in XYB at up to six scales, each half as large as the one before. This is written anew from the
// published program, and gives the same scores.
#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "metrics/ssimulacra2_channel.h"
#include "metrics/ssimulacra2_score.h"
#include "metrics/xyb.h"

namespace quant::cli::metrics {

// A picture of fewer pixels in width or height has no score.
constexpr std::size_t kSsimulacra2Side = 8;

// Halves width and height of a picture whose rows arrive one by one. A last row or column that has
// no neighbor is its own neighbor.
class Halving {
public:
    explicit Halving(std::size_t width);

    // Adds a row, and returns whether it completes one of the smaller picture.
    bool add(const FloatRow &row);
    // Completes the row that waits for its neighbor, if there is one, and returns whether there
    // was.
    bool complete();
    // Returns the row that was completed last.
    const FloatRow &row() const { return half_; }

private:
    void average(const FloatRow &upper, const FloatRow &lower);

    bool is_waiting_ = false;
    FloatRow waiting_, half_;
};

// Compares two pictures row by row. The order of the two matters: the first one is the original.
class Ssimulacra2 {
public:
    // Both sides are at least kSsimulacra2Side.
    Ssimulacra2(std::size_t width, std::size_t height);

    // Adds a row of each picture, from the first to the last, as linear light.
    void add(const FloatRow &a, const FloatRow &b);

    // Ends the comparison after the last row and returns the score: 100 for equal pictures.
    double finish();

private:
    struct Scale {
        explicit Scale(std::size_t width);

        std::vector<ChannelComparer> channels;
        FloatRow xyb_a, xyb_b;
        Halving half_a, half_b;
    };

    void add_to_scale(std::size_t index, const FloatRow &a, const FloatRow &b);

    std::vector<Scale> scales_;
};

}  // namespace quant::cli::metrics

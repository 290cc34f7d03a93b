// samples.h: every single measurement, and NAME-samples.csv, which keeps them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "bench/plan.h"

namespace quant::cli::bench {

struct Sample {
    Task task;
    unsigned run = 1;  // counted from 1
    double seconds = 0;
    unsigned iterations = 0;
    double inertia = 0;
    std::uint64_t evaluations = 0;

    friend bool operator==(const Sample &, const Sample &) = default;
};

struct ImageSamples {
    std::string name;
    std::size_t width = 0;
    std::size_t height = 0;
    std::uint64_t unique_colors = 0;
    std::vector<Sample> samples;

    bool has(const Task &task, unsigned run) const;
};

// Whatever has been measured on a picture with one K, inertia and iterations are the same bits.
// Throws FailureOf the picture if those of `sample`, or of any of the picture's samples, are
// others: then an engine is wrong.
void check_agreement(const ImageSamples &image, const Sample &sample);
void check_agreement(const ImageSamples &image);

// Numbers are written so that they read back as the same bits.
std::string samples_csv(const std::vector<ImageSamples> &images);

// The reverse. Throws Failure, which names the line. The rows of a picture need not be neighbors.
std::vector<ImageSamples> read_samples_csv(std::string_view text);

}  // namespace quant::cli::bench

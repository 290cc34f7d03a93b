// images.h: what the single measurements say of each picture, and of a set on average.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "results/read_results.h"

namespace quant::cli::report {

// One picture, with one K, engine and number of threads: means over the runs.
struct ImageTime {
    std::string image;
    double pixels = 0, unique_colors = 0;
    unsigned k = 0;
    std::string engine;
    unsigned threads = 0;
    double seconds = 0, iterations = 0;
    double evaluations = 0;  // NaN: not known
    double inertia = 0;      // of the first run; NaN: not known
};

std::vector<ImageTime> image_times(const std::vector<results::ImageMeasurements> &images);

// Each picture's speed-up over the engine sequential, and its number of distinct colors.
struct ImageSpeedUps {
    std::vector<double> speed_ups, unique_colors;
};
ImageSpeedUps speed_ups(const std::vector<ImageTime> &times, const std::string &engine, unsigned k,
                        unsigned threads);

// What one K costs on average over the pictures.
struct Work {
    unsigned k = 0;
    std::size_t images = 0;
    double pixels = 0, iterations = 0;
    double operations = 0;   // 9 x N x K x iterations: the published count
    double scores = 0;       // N x K x (iterations + 1): those of the textbook algorithm
    double evaluations = 0;  // scores that one engine computed; NaN: not known
};

// The K-Means operations the published experiment counts: 3 differences, 3 squares, 2 sums and a
// comparison for each pixel, color and iteration. It leaves out the assignment of the pixels after
// the last iteration, which the times hold: what is held against times or evaluations is `scores`.
inline constexpr double operations_per_score = 9;

std::vector<Work> work_of(const std::vector<ImageTime> &times, const std::string &engine);

// Pictures of a set: how many were measured, and their mean number of pixels.
struct SetSize {
    std::size_t images = 0;
    double pixels = 0, least_pixels = 0, most_pixels = 0;
};
std::optional<SetSize> size_of(const std::vector<ImageTime> &times);

// Engine, picture and K whose inertia differs most from that of sequential, relative to it.
struct InertiaDifference {
    std::size_t compared = 0;  // pairs
    double largest = 0;
};
InertiaDifference compare_inertia(const std::vector<ImageTime> &times);

}  // namespace quant::cli::report

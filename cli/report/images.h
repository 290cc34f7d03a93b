// Computes figures from single measurements: of each picture, and of a data set on average.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "results/read_results.h"

namespace quant::cli::report {

// One picture and task. The figures are means over the runs.
struct ImageTime {
    std::uint32_t image = 0;  // its index
    results::Task task;
    double pixels = 0, unique_colors = 0;
    double seconds = 0, iterations = 0;
    double evaluations = 0;
    double inertia = 0;  // inertia of the first run
};

// Returns one entry for each picture and task of one copy, sorted by both.
std::vector<ImageTime> image_times(const std::vector<results::ImageMeasurements> &images);

// The speed-up of each picture over the engine `sequential`, and its number of distinct colors.
struct ImageSpeedUps {
    std::vector<double> speed_ups, unique_colors;
};
ImageSpeedUps speed_ups(const std::vector<ImageTime> &times, const results::Task &task);

// The operations that one K takes, as means over the pictures.
struct Work {
    unsigned k = 0;
    std::size_t images = 0;
    double pixels = 0, iterations = 0;
    double operations = 0;   // published count: 9 x N x K x iterations, with N pixels
    double scores = 0;       // scores of the textbook algorithm: N x K x (iterations + 1)
    double evaluations = 0;  // scores that the engine computed; NaN if not known
};

// Returns the work of one K; null if there is none.
const Work *find_work(const std::vector<Work> &all, unsigned k);

// The operations that the published experiment counts for each pixel, color and iteration: 3
// differences, 3 squares, 2 sums and a comparison. The published count leaves out the assignment of
// the pixels after the last iteration, but the times include it: compare times and evaluations with
// `scores` instead.
inline constexpr double kOperationsPerScore = 9;

std::vector<Work> work_of(const std::vector<ImageTime> &times, results::Engine engine);

// The number of pictures that were measured, and their mean, least and largest number of pixels.
struct SetSize {
    std::size_t images = 0;
    double pixels = 0, least_pixels = 0, most_pixels = 0;
};
// Returns nothing if there are no pictures.
std::optional<SetSize> size_of(const std::vector<ImageTime> &times);

// The largest difference between the inertia of a parallel engine and the inertia of `sequential`
// on the same picture with the same K, relative to `sequential`.
struct InertiaDifference {
    std::size_t compared = 0;  // number of pairs
    double largest = 0;
};
InertiaDifference compare_inertia(const std::vector<ImageTime> &times);

// How far the inertia of `sequential` is from that of `double`, as parts of the latter, one for
// each picture and K. Below zero, `sequential` is better.
std::vector<double> distances_from_doubles(const std::vector<ImageTime> &times);

}  // namespace quant::cli::report

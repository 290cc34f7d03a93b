// Holds all measurements of a data set, and selects those that may be compared.
#pragma once

#include <cstddef>
#include <cstdint>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "results/conditions.h"
#include "results/plan.h"

namespace quant::cli::results {

// One timed run of a task. A round runs every task of an invocation once; times of the same round
// are pairs, because the machine was in about the same state.
struct Measurement {
    Task task;
    std::uint16_t run = 1;           // the round of this picture and invocation, counted from 1
    std::uint16_t invocation = 1;    // the invocation of `quant bench`, counted from 1
    std::uint16_t threads_used = 0;  // 0 if not known, as in results of earlier versions
    std::uint16_t iterations = 0;
    double seconds = 0;
    double inertia = 0;
    std::uint64_t evaluations = 0;  // computed scores of a color and a centroid

    friend bool operator==(const Measurement &, const Measurement &) = default;
};

struct ImageMeasurements {
    std::string name;
    std::size_t width = 0;
    std::size_t height = 0;
    std::uint64_t unique_colors = 0;
    std::vector<Measurement> measurements;  // sorted by task, then invocation, then run

    // Returns the measurements of a task.
    std::span<const Measurement> of(const Task &task) const;

    // Adds a measurement at its place.
    void add(const Measurement &measurement);
    void sort();
};

// Checks that all measurements of a picture with the same K and number of copies have bit for bit
// the same inertia and the same number of iterations, except those of `double`, which computes
// differently. Throws FailureOf the picture if `measurement`, or in the second function any
// measurement, differs from the first one: then an engine is wrong, or the picture has changed.
void check_agreement(const ImageMeasurements &image, const Measurement &measurement);
void check_agreement(const ImageMeasurements &image);

// Removes the rounds that were cut off: those that lack tasks which another round of the same
// picture and invocation has, and, in the invocation in which the picture was measured first, those
// with fewer tasks than that invocation was to measure. Returns whether there were any.
bool remove_cut_rounds(ImageMeasurements &image, const std::vector<Invocation> &invocations = {});

// Keeps the measurements for the tables: the complete rounds of each picture, and only pictures
// that have every task that is planned or that occurs in `images`, because tasks must be compared
// over the same pictures and runs. If no picture has all of them, keeps all measurements.
void keep_whole_runs(std::vector<ImageMeasurements> &images, const std::vector<Task> &planned = {});

// Returns every task that was measured on any of these pictures.
std::set<Task> tasks_in(const std::vector<ImageMeasurements> &images);

// Returns the number of pictures that keep_whole_runs() would keep.
std::size_t count_whole(const std::vector<ImageMeasurements> &images,
                        const std::vector<Task> &planned = {});

}  // namespace quant::cli::results

// Goes through the pictures of all data sets and makes the measurements that are missing.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "bench/clock.h"
#include "dataset/load.h"
#include "io/decoder.h"
#include "results/record.h"

namespace quant::cli::bench {

// Functions that the runner calls while it works.
struct Observer {
    // Reports the number of pictures done, the picture in work, and what happens to it.
    std::function<void(std::size_t done, const std::string &image, const std::string &activity)>
        progress;
    // Names a picture that is left out, and why.
    std::function<void(const std::string &image, const std::string &why)> left_out;
    // Is called after each picture, measured or left out.
    std::function<void()> measured;
    // Receives the first picture of a set before it is measured, to show it for the set.
    std::function<void(const std::string &set, const RgbPicture &picture)> first;
};

class Runner {
public:
    // `order_seed` decides the order of the pictures of each set: if the run ends early, the
    // pictures that were measured are a random choice. Writes into `record`, which must have the
    // same sets as `sets` and always holds every measurement. `record`, `sets`, `clock` and
    // `decoder` must outlive the object.
    Runner(results::Record &record, const std::vector<Dataset> &sets, const BudgetClock &clock,
           std::uint64_t order_seed, Decoder &decoder, Observer observer);

    // Measures until all is done or the budget is used up. Throws Interrupted, and FailureOf if
    // engines disagree or a picture no longer has the size of its earlier measurements.
    void run();

private:
    // How far the work on one data set has come.
    struct Course {
        results::SetResult *result;
        std::vector<const Entry *> entries;  // pictures still to do, the next one last
        Pace pace;
        bool given_up = false;  // the other pictures do not fit into the budget
    };

    Course *next_course();
    bool fits(const Course &course) const;
    void measure_next(Course &course);
    // These three return false if the budget was used up before they were done.
    bool measure(Course &course, const Entry &entry, const RgbPicture &picture);
    bool measure_rounds(const std::string &name, const RgbPicture &picture,
                        results::ImageMeasurements &image, double seconds_allowed);
    bool measure_round(unsigned round, const std::string &name, const RgbPicture &picture,
                       results::ImageMeasurements &image);
    void check_colors(const RgbPicture &picture, results::ImageMeasurements &image) const;
    double seconds_for(const Course &course) const;
    void show(const std::string &name, const std::string &activity) const;
    double seconds_left() const;

    results::Record &record_;
    std::vector<results::Task> tasks_;
    Decoder &decoder_;
    Observer observer_;
    const BudgetClock &clock_;
    std::vector<Course> courses_;
    std::size_t done_ = 0;
};

// Returns whether a picture has every measurement of the plan.
bool is_measured(const results::Plan &plan, const results::ImageMeasurements &image);

}  // namespace quant::cli::bench

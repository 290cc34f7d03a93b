// runner.h: goes through the pictures of all sets and measures what is missing.
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

// What the runner tells while it works.
struct Observer {
    // Pictures done, which one it is at, and what with it.
    std::function<void(std::size_t done, const std::string &image, const std::string &activity)>
        progress;
    // A picture that is left out, and why.
    std::function<void(const std::string &image, const std::string &why)> left_out;
    // After each picture.
    std::function<void()> measured;
    // Before the first picture of a set, to show it.
    std::function<void(const std::string &set, const RgbPicture &picture)> first;
};

class Runner {
public:
    // The pictures of each set come in an order that `order_seed` decides: whenever it ends early,
    // what it has is a random sample. Writes into `record`, whose sets are
    // those of `sets`, and which always holds all that is measured.
    Runner(results::Record &record, const std::vector<Dataset> &sets, const BudgetClock &clock,
           std::uint64_t order_seed, Decoder &decoder, Observer observer);

    // Until all is measured or the budget is used up. Throws Interrupted, and FailureOf where
    // engines disagree.
    void run();

private:
    // Where it is in one set.
    struct Course {
        results::SetResult *result;
        std::vector<const Entry *> entries;  // still to do, the next one last
        Pace pace;
        bool given_up = false;  // the rest does not fit into the budget
    };

    Course *next_course();
    bool fits(const Course &course) const;
    void measure_next(Course &course);
    // False if the budget ended it.
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

// Which of the pictures have all that the plan wants.
bool is_measured(const results::Plan &plan, const results::ImageMeasurements &image);

}  // namespace quant::cli::bench

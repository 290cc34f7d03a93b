// Goes through the pictures of all data sets and makes the measurements that are missing.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <span>
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
    // Receives the measurements of each round, which the record has already.
    std::function<void(const std::string &set, const results::ImageMeasurements &image,
                       std::span<const results::Measurement> round)>
        measured;
    // Is called after each picture, measured or left out.
    std::function<void()> ended;
    // Receives the picture that is shown for a set, before it is measured.
    std::function<void(const std::string &set, const RgbPicture &picture)> first;
};

// A picture, and the same several times, one copy below the other, for measurements of weak
// scaling: the colors and their shares stay, and the work grows.
class CopiedPicture {
public:
    CopiedPicture(const RgbPicture &picture, unsigned most_copies);

    Image view(unsigned copies) const;

private:
    const RgbPicture &picture_;
    std::vector<std::uint8_t> copies_;
};

// What is left to do for one picture: rounds that measure each of these tasks once.
struct Todo {
    std::vector<results::Task> tasks;
    unsigned rounds = 0;
};

// Returns the tasks of the plan that were measured less often than planned. If the picture was
// measured before, they come with the tasks that they are compared with, because pairs are made
// within one invocation.
Todo todo_of(const results::Plan &plan, const results::ImageMeasurements &image);

class Runner {
public:
    // `order_seed` decides the order of the pictures of each set: if the run ends early, the
    // pictures that were measured are a random choice. Writes measurements of the invocation with
    // this number into `record`, which must have the same sets as `sets` and always holds every
    // finished round. `record`, `sets`, `clock` and `decoder` must outlive the object.
    Runner(results::Record &record, unsigned invocation, const std::vector<Dataset> &sets,
           const BudgetClock &clock, std::uint64_t order_seed, Decoder &decoder, Observer observer);

    // Returns whether nothing is left to do.
    bool is_done() const;

    // Measures until all is done or the budget is used up. Throws Interrupted, and FailureOf if
    // engines disagree or a picture no longer has the size of its earlier measurements.
    void run();

private:
    // How far the work on one data set has come.
    struct Course {
        results::SetResult *result;
        std::map<std::string, std::size_t> places;  // of the pictures in result->images, by name
        std::vector<const Entry *> entries;         // pictures still to do, the next one last
        Pace pace;
        bool given_up = false;  // the other pictures do not fit into the budget
    };

    Course *next_course();
    bool fits(const Course &course) const;
    void measure_next(Course &course);
    // These three return false if the budget was used up before they were done.
    bool measure(Course &course, const Entry &entry, const RgbPicture &picture);
    bool measure_rounds(Course &course, const RgbPicture &picture,
                        results::ImageMeasurements &image, double seconds_allowed);
    bool measure_round(const Todo &todo, unsigned round, const std::string &name,
                       const CopiedPicture &picture, const results::ImageMeasurements &image,
                       std::vector<results::Measurement> &measured);
    results::Measurement measure_task(const results::Task &task, unsigned run,
                                      const CopiedPicture &picture) const;
    void keep(const Course &course, results::ImageMeasurements &image,
              std::span<const results::Measurement> round) const;
    unsigned most_colors() const;
    void check_colors(const results::ImageMeasurements &image) const;
    double seconds_for(const Course &course) const;
    void show(const std::string &name, const std::string &activity) const;
    double seconds_left() const;

    results::Record &record_;
    unsigned invocation_;
    Decoder &decoder_;
    Observer observer_;
    const BudgetClock &clock_;
    std::vector<Course> courses_;
    std::size_t done_ = 0;
};

}  // namespace quant::cli::bench

// Runs each engine with one thread on some pictures of each set, with the smallest K and the
// largest. Between the two, time grows about linearly with K. More threads than cores gain nothing.
#include "bench/forecast.h"

#include <algorithm>
#include <map>
#include <string>

#include "base/failure.h"
#include "base/signals.h"
#include "base/stopwatch.h"
#include "bench/measure.h"
#include "bench/runner.h"
#include "dataset/load.h"

namespace quant::cli::bench {

using namespace results;

namespace {

// The wall-clock time of a whole call with one thread, as a line over K.
struct Cost {
    double least_colors = 0, seconds = 0, per_color = 0;
    double of(unsigned colors) const { return seconds + per_color * (colors - least_colors); }
};

double seconds_of(const RgbPicture &picture, const Task &task) {
    const Stopwatch watch;
    run_task(picture.view(), task);
    return watch.seconds();
}

class SetForecast {
public:
    SetForecast(const Record &record, const RgbPicture &picture)
        : cores_(std::max(record.machine.cores, 1U)) {
        const auto [least, most] = std::ranges::minmax(record.plan.colors);
        for (const Engine engine : record.plan.engines) {
            Cost cost{static_cast<double>(least), seconds_of(picture, {least, engine, 1}), 0};
            if (most > least)
                cost.per_color = std::max(
                    (seconds_of(picture, {most, engine, 1}) - cost.seconds) / (most - least), 0.0);
            costs_[engine] = cost;
        }
    }

    double seconds_of_task(const Task &task) const {
        const unsigned useful = task.engine == Engine::openmp
                                    ? std::min<unsigned>(task.threads, cores_)
                                    : 1;  // `cells` gains little from threads
        return costs_.at(task.engine).of(task.colors) * task.copies / useful;
    }

private:
    unsigned cores_;
    std::map<Engine, Cost> costs_;
};

// Returns some pictures of a set, from its whole length, because their sizes may differ.
std::vector<RgbPicture> some_pictures(const Dataset &set, Decoder &decoder) {
    constexpr std::size_t kPictures = 3;
    std::vector<RgbPicture> pictures;
    for (std::size_t i = 0; i < std::min(set.entries.size(), kPictures); ++i) {
        signals::check();
        try {
            const std::size_t place =
                (2 * i + 1) * set.entries.size() / (2 * std::min(set.entries.size(), kPictures));
            pictures.push_back(load(set.entries[place], decoder));
        } catch (const FailureOf &) {
            throw;
        } catch (const Failure &) {
            continue;  // the benchmark will name it
        }
    }
    return pictures;
}

}  // namespace

std::optional<double> forecast(const Record &record, const std::vector<Dataset> &sets,
                               Decoder &decoder) {
    std::optional<double> seconds;
    for (std::size_t i = 0; i < sets.size(); ++i) {
        std::vector<SetForecast> costs;
        for (const RgbPicture &picture : some_pictures(sets[i], decoder))
            costs.emplace_back(record, picture);
        if (costs.empty()) continue;
        std::map<std::string, const ImageMeasurements *> known;
        for (const ImageMeasurements &image : record.sets[i].images) known[image.name] = &image;
        const ImageMeasurements none;
        for (const Entry &entry : sets[i].entries) {
            const auto image = known.find(entry.name);
            const Todo todo = todo_of(record.plan, image == known.end() ? none : *image->second);
            double round = 0;
            for (const Task &task : todo.tasks)
                for (const SetForecast &cost : costs)
                    round += cost.seconds_of_task(task) / static_cast<double>(costs.size());
            const unsigned rounds = todo.rounds > 0 ? todo.rounds + record.plan.warmup : 0;
            seconds = seconds.value_or(0) + round * rounds;
        }
    }
    return seconds;
}

}  // namespace quant::cli::bench

// Checks, sorts and selects measurements.
#include "results/measurements.h"

#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "base/csv.h"
#include "base/failure.h"

namespace quant::cli::results {
namespace {

std::string describe(const Task &task) {
    return std::string(name_of(task.engine)) + " with " + std::to_string(task.threads) +
           (task.threads == 1 ? " thread" : " threads");
}

bool is_before(const Measurement &a, const Measurement &b) {
    return std::tie(a.task, a.invocation, a.run) < std::tie(b.task, b.invocation, b.run);
}

// Returns whether two measurements must have the same result.
bool must_agree(const Measurement &a, const Measurement &b) {
    return a.task.colors == b.task.colors && a.task.copies == b.task.copies &&
           a.task.engine != Engine::doubles && b.task.engine != Engine::doubles;
}

// Calls use(task) once for each task that was measured on the picture.
template <typename Use>
void for_each_task(const ImageMeasurements &image, Use use) {
    const Task *last = nullptr;
    for (const Measurement &one : image.measurements) {
        if (!last || *last != one.task) use(one.task);
        last = &one.task;
    }
}

// Tells which pictures have measurements of every task.
class Wholeness {
public:
    Wholeness(const std::vector<ImageMeasurements> &images, const std::vector<Task> &planned)
        : tasks_(tasks_in(images)) {
        tasks_.insert(planned.begin(), planned.end());
    }

    bool holds(const ImageMeasurements &image) const {
        std::size_t measured = 0;
        for_each_task(image, [&](const Task &) { ++measured; });
        return measured > 0 && measured == tasks_.size();
    }

private:
    std::set<Task> tasks_;
};

bool has_measurements(const ImageMeasurements &image) { return !image.measurements.empty(); }

}  // namespace

std::span<const Measurement> ImageMeasurements::of(const Task &task) const {
    const auto [first, last] = std::equal_range(
        measurements.begin(), measurements.end(), Measurement{task, 0, 0, 0, 0, 0, 0, 0},
        [](const Measurement &a, const Measurement &b) { return a.task < b.task; });
    return {first, last};
}

void ImageMeasurements::add(const Measurement &measurement) {
    measurements.insert(
        std::upper_bound(measurements.begin(), measurements.end(), measurement, is_before),
        measurement);
}

void ImageMeasurements::sort() { std::sort(measurements.begin(), measurements.end(), is_before); }

void check_agreement(const ImageMeasurements &image, const Measurement &measurement) {
    const auto first =
        std::find_if(image.measurements.begin(), image.measurements.end(),
                     [&](const Measurement &other) { return must_agree(other, measurement); });
    if (first == image.measurements.end()) return;
    const auto fail = [&](const char *what, const std::string &a, const std::string &b) {
        throw FailureOf(image.name, "K = " + std::to_string(measurement.task.colors) + ": the " +
                                        what + " of " + describe(measurement.task) + " is " + b +
                                        ", that of " + describe(first->task) + " is " + a +
                                        ": an engine is wrong, or the picture has changed");
    };
    if (first->inertia != measurement.inertia)
        fail("inertia", number_text(first->inertia), number_text(measurement.inertia));
    if (first->iterations != measurement.iterations)
        fail("number of iterations", std::to_string(first->iterations),
             std::to_string(measurement.iterations));
}

void check_agreement(const ImageMeasurements &image) {
    for (const Measurement &measurement : image.measurements) check_agreement(image, measurement);
}

bool remove_cut_rounds(ImageMeasurements &image, const std::vector<Invocation> &invocations) {
    if (image.measurements.empty()) return false;
    using Round = std::pair<unsigned, unsigned>;        // invocation and run
    std::map<Round, std::size_t> measured;              // a round measures a task once
    std::map<unsigned, std::size_t> tasks_of_the_most;  // by invocation
    const unsigned first =
        std::ranges::min(image.measurements, {}, &Measurement::invocation).invocation;
    for (const Invocation &one : invocations)
        if (one.number == first) tasks_of_the_most[first] = tasks_of(one.plan).size();
    for (const Measurement &one : image.measurements) {
        std::size_t &most = tasks_of_the_most[one.invocation];
        most = std::max(most, ++measured[{one.invocation, one.run}]);
    }
    return std::erase_if(image.measurements, [&](const Measurement &one) {
               return measured[{one.invocation, one.run}] < tasks_of_the_most[one.invocation];
           }) > 0;
}

void keep_whole_runs(std::vector<ImageMeasurements> &images, const std::vector<Task> &planned) {
    const Wholeness wholeness(images, planned);
    const auto is_whole = [&](const ImageMeasurements &image) { return wholeness.holds(image); };
    if (std::none_of(images.begin(), images.end(), is_whole)) {
        std::erase_if(images, std::not_fn(has_measurements));
        return;
    }
    std::erase_if(images, std::not_fn(is_whole));
    for (ImageMeasurements &image : images) remove_cut_rounds(image);
}

std::set<Task> tasks_in(const std::vector<ImageMeasurements> &images) {
    std::set<Task> tasks;
    for (const ImageMeasurements &image : images)
        for_each_task(image, [&](const Task &task) { tasks.insert(task); });
    return tasks;
}

std::size_t count_whole(const std::vector<ImageMeasurements> &images,
                        const std::vector<Task> &planned) {
    const Wholeness wholeness(images, planned);
    const auto is_whole = [&](const ImageMeasurements &image) { return wholeness.holds(image); };
    const auto count = std::count_if(images.begin(), images.end(), is_whole);
    return static_cast<std::size_t>(
        count > 0 ? count : std::count_if(images.begin(), images.end(), has_measurements));
}

}  // namespace quant::cli::results

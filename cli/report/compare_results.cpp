// Walks through the pictures that both results have. The measurements of a picture are sorted by
// task, so that the whole takes a time linear in their number.
#include "report/compare_results.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <span>
#include <unordered_map>
#include <utility>

#include "report/statistics.h"
#include "report/welch.h"

namespace quant::cli::report {

using namespace results;

namespace {

using Runs = std::span<const Measurement>;

// The logarithms of the times of one task.
struct TaskTimes {
    std::vector<double> a, b;            // of the median of each picture's runs
    std::vector<double> runs_a, runs_b;  // of the runs of the first picture
    unsigned used_a = 0, used_b = 0;
};

// Appends the logarithm of each time above zero.
void append_logarithms(Runs runs, std::vector<double> &logarithms) {
    for (const Measurement &run : runs)
        if (run.seconds > 0) logarithms.push_back(std::log(run.seconds));
}

// Returns the logarithm of the median of times that are given as logarithms. There must be one.
double log_median(std::vector<double> &logarithms) {
    const auto middle = logarithms.begin() + static_cast<std::ptrdiff_t>(logarithms.size() / 2);
    std::nth_element(logarithms.begin(), middle, logarithms.end());
    if (logarithms.size() % 2 == 1) return *middle;
    const double below = *std::max_element(logarithms.begin(), middle);
    return std::log((std::exp(below) + std::exp(*middle)) / 2);
}

unsigned most_used(Runs runs) {
    unsigned most = 0;
    for (const Measurement &run : runs) most = std::max<unsigned>(most, run.threads_used);
    return most;
}

// Compares the pictures of a data set that both results have.
class SetComparison {
public:
    SetComparison(std::string title, ResultComparison &result)
        : title_(std::move(title)), result_(result) {}

    void add(const ImageMeasurements &a, const ImageMeasurements &b) {
        const std::size_t first_other = result_.other_results.size();
        for (auto from = a.measurements.begin(); from != a.measurements.end();) {
            const auto is_other = [&](const Measurement &one) { return one.task != from->task; };
            const auto to = std::find_if(from, a.measurements.end(), is_other);
            const Runs of_a(from, to);
            const Runs of_b = b.of(from->task);
            if (!of_b.empty()) {
                add_times(of_a, of_b);
                add_results(a.name, of_a.front(), of_b.front(), first_other);
            }
            from = to;
        }
    }

    void finish() {
        for (const auto &[task, times] : tasks_) {
            if (times.a.empty()) continue;
            TimeChange change;
            change.set = title_;
            change.task = task;
            change.pictures = times.a.size();
            const bool has_one = times.a.size() == 1;
            change.ratio = has_one ? unpaired_ratio_interval(times.runs_a, times.runs_b)
                                   : ratio_interval(differences(times));
            change.seconds_a = std::exp(mean(has_one ? times.runs_a : times.a));
            change.seconds_b = std::exp(mean(has_one ? times.runs_b : times.b));
            change.verdict = change_verdict(change.ratio, result_.threshold);
            change.used_a = times.used_a;
            change.used_b = times.used_b;
            result_.times.push_back(std::move(change));
        }
    }

private:
    static std::vector<double> differences(const TaskTimes &times) {
        std::vector<double> all(times.a.size());
        std::transform(times.b.begin(), times.b.end(), times.a.begin(), all.begin(),
                       std::minus<>());
        return all;
    }

    void add_times(Runs a, Runs b) {
        TaskTimes &times = tasks_[a.front().task];
        times.used_a = std::max(times.used_a, most_used(a));
        times.used_b = std::max(times.used_b, most_used(b));
        std::vector<double> runs_a, runs_b;
        append_logarithms(a, runs_a);
        append_logarithms(b, runs_b);
        if (runs_a.empty() || runs_b.empty()) return;
        if (times.a.empty()) {
            times.runs_a = runs_a;
            times.runs_b = runs_b;
        }
        times.a.push_back(log_median(runs_a));
        times.b.push_back(log_median(runs_b));
    }

    // Adds the results of a task of the picture whose other results begin at `first`.
    void add_results(const std::string &image, const Measurement &a, const Measurement &b,
                     std::size_t first) {
        ++result_.compared_results;
        if (a.inertia == b.inertia && a.iterations == b.iterations) return;
        OtherResult other{title_,    image,        {a.task},    a.inertia,
                          b.inertia, a.iterations, b.iterations};
        const auto begin = result_.other_results.begin() + static_cast<std::ptrdiff_t>(first);
        const auto same = std::find_if(begin, result_.other_results.end(), [&](const auto &one) {
            return one.tasks[0].colors == a.task.colors && one.tasks[0].copies == a.task.copies &&
                   one.must_agree() == other.must_agree() && one.inertia_a == a.inertia &&
                   one.inertia_b == b.inertia && one.iterations_a == a.iterations &&
                   one.iterations_b == b.iterations;
        });
        if (same == result_.other_results.end())
            result_.other_results.push_back(std::move(other));
        else
            same->tasks.push_back(a.task);
    }

    std::string title_;
    ResultComparison &result_;
    std::map<Task, TaskTimes> tasks_;
};

std::string title_of(const DataSet &set) {
    return set.title + (set.synthetic ? " (synthetic)" : "");
}

using ImagesByName = std::unordered_map<std::string, const ImageMeasurements *>;

ImagesByName by_name(const DataSet &set) {
    ImagesByName images;
    for (const ImageMeasurements &image : set.images) images.emplace(image.name, &image);
    return images;
}

// Lists what `set` has and the other one has not.
void list_unshared(const DataSet &set, const std::set<Task> &tasks, const ImagesByName &others,
                   const std::set<Task> &other_tasks, Unshared unshared, ResultComparison &result) {
    for (const ImageMeasurements &image : set.images)
        if (others.count(image.name) == 0) unshared.pictures.push_back(image.name);
    std::set_difference(tasks.begin(), tasks.end(), other_tasks.begin(), other_tasks.end(),
                        std::back_inserter(unshared.tasks));
    if (!unshared.pictures.empty() || !unshared.tasks.empty())
        result.unshared.push_back(std::move(unshared));
}

void compare_sets(const DataSet &a, const DataSet &b, ResultComparison &result) {
    const std::string title = title_of(a);
    const ImagesByName images_a = by_name(a);
    const ImagesByName images_b = by_name(b);
    SetComparison comparison(title, result);
    OtherPictures others{title, {}};
    for (const ImageMeasurements &image : a.images) {
        const auto found = images_b.find(image.name);
        if (found == images_b.end()) continue;
        const ImageMeasurements &other = *found->second;
        if (image.width == other.width && image.height == other.height &&
            image.unique_colors == other.unique_colors)
            comparison.add(image, other);
        else
            others.names.push_back(image.name);
    }
    comparison.finish();
    if (!others.names.empty()) result.other_pictures.push_back(std::move(others));
    const std::set<Task> tasks_a = tasks_in(a.images), tasks_b = tasks_in(b.images);
    list_unshared(a, tasks_a, images_b, tasks_b, {true, title, false, {}, {}}, result);
    list_unshared(b, tasks_b, images_a, tasks_a, {false, title, false, {}, {}}, result);
}

// A data set without single measurements counts as none.
const DataSet *find_set(const Results &results, const std::string &name) {
    const auto found =
        std::find_if(results.sets.begin(), results.sets.end(),
                     [&](const DataSet &set) { return set.name == name && !set.images.empty(); });
    return found == results.sets.end() ? nullptr : &*found;
}

}  // namespace

ChangeVerdict change_verdict(const Interval &ratio, double threshold) {
    const double most = 1 + threshold;
    if (ratio.low > most) return ChangeVerdict::slower;
    if (ratio.high * most < 1) return ChangeVerdict::faster;
    if (ratio.high <= most && ratio.low * most >= 1) return ChangeVerdict::alike;
    return ChangeVerdict::unclear;
}

const char *name_of(ChangeVerdict verdict) {
    switch (verdict) {
        case ChangeVerdict::slower: return "slower";
        case ChangeVerdict::faster: return "faster";
        case ChangeVerdict::alike: return "alike";
        default: return "unclear";
    }
}

bool OtherResult::must_agree() const {
    return std::none_of(tasks.begin(), tasks.end(),
                        [](const Task &task) { return task.engine == Engine::doubles; });
}

std::size_t ResultComparison::count(ChangeVerdict verdict) const {
    return static_cast<std::size_t>(
        std::count_if(times.begin(), times.end(),
                      [&](const TimeChange &change) { return change.verdict == verdict; }));
}

std::size_t ResultComparison::wrong_results() const {
    std::size_t wrong = 0;
    for (const OtherResult &other : other_results)
        if (other.must_agree()) wrong += other.tasks.size();
    return wrong;
}

ResultComparison compare_results(const Results &a, const Results &b, double threshold) {
    ResultComparison result;
    result.a = &a;
    result.b = &b;
    result.threshold = threshold;
    for (const DataSet &set : a.sets) {
        if (set.images.empty()) continue;
        if (const DataSet *other = find_set(b, set.name))
            compare_sets(set, *other, result);
        else
            result.unshared.push_back({true, title_of(set), true, {}, {}});
    }
    for (const DataSet &set : b.sets)
        if (!set.images.empty() && !find_set(a, set.name))
            result.unshared.push_back({false, title_of(set), true, {}, {}});
    result.differences = differences_of(a.record, b.record);
    return result;
}

}  // namespace quant::cli::report

// Takes the next picture from the data set that has had the least time, in random order within the
// set, and measures all tasks of the picture once in each round.
#include "bench/runner.h"

#include <algorithm>
#include <random>
#include <utility>

#include "base/failure.h"
#include "base/signals.h"
#include "bench/measure.h"
#include "bench/round_order.h"

namespace quant::cli::bench {

using namespace results;

namespace {

// Gives the same order on every machine, unlike std::shuffle.
void shuffle(std::vector<const Entry *> &entries, std::uint64_t seed) {
    std::mt19937_64 random(seed);
    for (std::size_t i = entries.size(); i > 1; --i)
        std::swap(entries[i - 1], entries[static_cast<std::size_t>(random() % i)]);
}

ImageMeasurements *find(std::vector<ImageMeasurements> &images, const std::string &name) {
    const auto found =
        std::find_if(images.begin(), images.end(),
                     [&](const ImageMeasurements &image) { return image.name == name; });
    return found == images.end() ? nullptr : &*found;
}

std::string describe(const Task &task) {
    std::string text = "K=" + std::to_string(task.colors) + " " + quant_engine_name(task.engine);
    if (task.engine != QUANT_ENGINE_SEQUENTIAL) text += " x" + std::to_string(task.threads);
    return text;
}

}  // namespace

bool is_measured(const Plan &plan, const ImageMeasurements &image) {
    // A run measures a task once.
    return image.measurements.size() >= tasks_of(plan).size() * plan.runs;
}

Runner::Runner(Record &record, const std::vector<Dataset> &sets, const BudgetClock &clock,
               std::uint64_t order_seed, Decoder &decoder, Observer observer)
    : record_(record),
      tasks_(tasks_of(record.plan)),
      decoder_(decoder),
      observer_(std::move(observer)),
      clock_(clock) {
    for (std::size_t i = 0; i < sets.size(); ++i) {
        SetResult &result = record.sets[i];
        Course course;
        course.result = &result;
        for (const Entry &entry : sets[i].entries) course.entries.push_back(&entry);
        shuffle(course.entries, order_seed);
        done_ += std::erase_if(course.entries, [&](const Entry *entry) {
            const ImageMeasurements *image = find(result.images, entry->name);
            return image && is_measured(record.plan, *image);
        });
        result.failed.clear();
        result.complete = course.entries.empty();
        courses_.push_back(std::move(course));
    }
}

void Runner::run() {
    while (Course *course = next_course()) {
        signals::check();
        if (fits(*course)) {
            measure_next(*course);
        } else {
            course->given_up = true;
        }
    }
}

// Returns the set that has had the least time, so that the sets share the budget evenly and a
// change of the machine's speed affects all of them. Returns null if no set has more to do.
Runner::Course *Runner::next_course() {
    Course *next = nullptr;
    for (Course &course : courses_) {
        if (course.entries.empty() || course.given_up) continue;
        if (!next || course.pace.seconds < next->pace.seconds) next = &course;
    }
    return next;
}

bool Runner::fits(const Course &course) const {
    return clock_.left() > course.pace.per_image().value_or(0);
}

void Runner::measure_next(Course &course) {
    const Entry &entry = *course.entries.back();
    const std::string name = course.result->name + "/" + entry.name;
    const double start = clock_.passed();
    try {
        show(name, "decoding");
        const RgbPicture picture = load(entry, decoder_);
        if (!measure(course, entry, picture)) {
            course.given_up = true;
            return;
        }
        ++course.pace.done;
        course.pace.seconds += clock_.passed() - start;
    } catch (const FailureOf &) {
        throw;
    } catch (const Failure &failure) {
        signals::check();
        course.result->failed.push_back({entry.name, failure.what()});
        observer_.left_out(name, failure.what());
    }
    course.entries.pop_back();
    course.result->complete = course.entries.empty();
    ++done_;
    observer_.measured();
}

bool Runner::measure(Course &course, const Entry &entry, const RgbPicture &picture) {
    auto &images = course.result->images;
    const std::string name = course.result->name + "/" + entry.name;
    ImageMeasurements *image = find(images, entry.name);
    if (image && (image->width != picture.width || image->height != picture.height))
        throw FailureOf(name, "is not of the size that it had when it was measured first");
    ImageMeasurements found;
    found.name = entry.name;
    found.width = picture.width;
    found.height = picture.height;
    check_colors(picture, found);
    if (course.result->picture.empty()) {
        observer_.first(course.result->name, picture);
        course.result->picture = entry.name;
    }
    if (!image) {
        images.push_back(std::move(found));
        image = &images.back();
    }
    try {
        return measure_rounds(name, picture, *image, seconds_for(course));
    } catch (const FailureOf &) {
        throw;  // engines disagree: the measurements are kept to show it
    } catch (const Failure &) {
        std::erase_if(images, [&](const ImageMeasurements &i) { return i.name == entry.name; });
        throw;
    }
}

// Returns the seconds that the next picture of a set may take. The first picture of a set must
// leave a share of the budget to the sets after it.
double Runner::seconds_for(const Course &course) const {
    if (course.pace.done > 0) return clock_.left();
    const auto waiting = std::count_if(courses_.begin(), courses_.end(), [](const Course &other) {
        return other.pace.done == 0 && !other.entries.empty() && !other.given_up;
    });
    return clock_.left() / static_cast<double>(std::max<std::ptrdiff_t>(waiting, 1));
}

// Sets unique_colors. Throws Failure if the picture has no more colors than the largest K: K-Means
// would then have nothing to iterate, and the table must be about K-Means.
void Runner::check_colors(const RgbPicture &picture, ImageMeasurements &image) const {
    const unsigned most = *std::max_element(record_.plan.colors.begin(), record_.plan.colors.end());
    Task task{most, QUANT_ENGINE_CELLS, 1};
    image.unique_colors = run_task(picture.view(), task).stats().unique_colors;
    if (image.unique_colors <= most)
        throw Failure("has only " + std::to_string(image.unique_colors) +
                      (image.unique_colors == 1 ? " color" : " colors") +
                      ", no more than K = " + std::to_string(most));
}

bool Runner::measure_rounds(const std::string &name, const RgbPicture &picture,
                            ImageMeasurements &image, double seconds_allowed) {
    const double end = clock_.passed() + seconds_allowed;
    // The first `warmup` rounds are not recorded. A picture that was measured in part needs only
    // the measurements that it lacks.
    double longest = 0;
    const unsigned rounds = record_.plan.warmup + record_.plan.runs;
    for (unsigned round = 0; round < rounds; ++round) {
        const double start = clock_.passed();
        // The first recorded round may exceed its time, or the rounds before it would be wasted.
        if (round > record_.plan.warmup && start + longest > end) return false;
        if (!measure_round(round, name, picture, image)) return false;
        longest = std::max(longest, clock_.passed() - start);
    }
    return true;
}

bool Runner::measure_round(unsigned round, const std::string &name, const RgbPicture &picture,
                           ImageMeasurements &image) {
    const Plan &plan = record_.plan;
    const bool recorded = round >= plan.warmup;
    const unsigned run = round - plan.warmup + 1;
    const std::string which =
        recorded ? ", run " + std::to_string(run) + " of " + std::to_string(plan.runs)
                 : ", warm-up";
    for (const std::size_t i : order_of_round(tasks_.size(), round, plan.warmup + plan.runs)) {
        const Task &task = tasks_[i];
        if (recorded ? image.has(task, run) : image.has(task, plan.runs)) continue;
        if (clock_.left() <= 0) return false;
        show(name, describe(task) + which);
        wake_threads(task.threads);
        const Quantized result = run_task(picture.view(), task);
        const Stats &stats = result.stats();
        const Measurement measurement{
            task, run, kmeans_seconds(stats), stats.iterations, stats.inertia, stats.evaluations};
        check_agreement(image, measurement);
        if (recorded) image.measurements.push_back(measurement);
    }
    return true;
}

void Runner::show(const std::string &name, const std::string &activity) const {
    const double left = seconds_left();
    observer_.progress(done_, name,
                       activity + (left > 0 ? ", about " + duration_text(left) + " left" : ""));
}

// Estimates the seconds that are left; 0 if a set has no measured picture yet.
double Runner::seconds_left() const {
    double seconds = 0;
    for (const Course &course : courses_) {
        if (course.given_up || course.entries.empty()) continue;
        const auto per_image = course.pace.per_image();
        if (!per_image) return 0;
        seconds += *per_image * static_cast<double>(course.entries.size());
    }
    return std::min(seconds, std::max(clock_.left(), 0.0));
}

}  // namespace quant::cli::bench

// Takes the next picture from the data set that has had the least time, in random order within the
// set, and measures all tasks of the picture once in each round.
#include "bench/runner.h"

#include <algorithm>
#include <random>
#include <set>
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

std::string describe(const Task &task) {
    std::string text = "K=" + std::to_string(task.colors) + " " + name_of(task.engine);
    if (is_parallel(task.engine)) text += " x" + std::to_string(task.threads);
    if (task.copies > 1) text += ", " + std::to_string(task.copies) + " copies";
    return text;
}

}  // namespace

CopiedPicture::CopiedPicture(const RgbPicture &picture, unsigned most_copies) : picture_(picture) {
    if (most_copies < 2) return;
    copies_.reserve(picture.pixels.size() * most_copies);
    for (unsigned i = 0; i < most_copies; ++i)
        copies_.insert(copies_.end(), picture.pixels.begin(), picture.pixels.end());
}

Image CopiedPicture::view(unsigned copies) const {
    const std::uint8_t *pixels = copies > 1 ? copies_.data() : picture_.pixels.data();
    return rgb8(pixels, picture_.width, picture_.height * copies);
}

Todo todo_of(const Plan &plan, const ImageMeasurements &image) {
    Todo todo;
    std::set<Task> tasks;
    for (const Task &task : tasks_of(plan)) {
        const std::size_t measured = image.of(task).size();
        if (measured >= plan.runs) continue;
        todo.rounds = std::max(todo.rounds, plan.runs - static_cast<unsigned>(measured));
        tasks.insert(task);
        if (image.measurements.empty()) continue;
        for (const Task &base : bases_of(task, plan)) tasks.insert(base);
    }
    todo.tasks.assign(tasks.begin(), tasks.end());
    return todo;
}

Runner::Runner(Record &record, unsigned invocation, const std::vector<Dataset> &sets,
               const BudgetClock &clock, std::uint64_t order_seed, Decoder &decoder,
               Observer observer)
    : record_(record),
      invocation_(invocation),
      decoder_(decoder),
      observer_(std::move(observer)),
      clock_(clock) {
    for (std::size_t i = 0; i < sets.size(); ++i) {
        SetResult &result = record.sets[i];
        Course course;
        course.result = &result;
        for (std::size_t image = 0; image < result.images.size(); ++image)
            course.places.emplace(result.images[image].name, image);
        for (const Entry &entry : sets[i].entries) course.entries.push_back(&entry);
        shuffle(course.entries, order_seed);
        done_ += std::erase_if(course.entries, [&](const Entry *entry) {
            const auto place = course.places.find(entry->name);
            return place != course.places.end() &&
                   todo_of(record.plan, result.images[place->second]).rounds == 0;
        });
        result.failed.clear();
        result.complete = course.entries.empty();
        courses_.push_back(std::move(course));
    }
}

bool Runner::is_done() const {
    return std::ranges::all_of(courses_, [](const Course &one) { return one.entries.empty(); });
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
    observer_.ended();
}

bool Runner::measure(Course &course, const Entry &entry, const RgbPicture &picture) {
    auto &images = course.result->images;
    const auto known = course.places.find(entry.name);
    if (known != course.places.end()) {
        ImageMeasurements &image = images[known->second];
        if (image.width != picture.width || image.height != picture.height)
            throw FailureOf(course.result->name + "/" + entry.name,
                            "is not of the size that it had when it was measured first");
        check_colors(image);
        // There may be new K for which it is to be shown.
        if (course.result->picture == entry.name) observer_.first(course.result->name, picture);
        return measure_rounds(course, picture, image, seconds_for(course));
    }
    ImageMeasurements image{entry.name, picture.width, picture.height, 0, {}};
    image.unique_colors = quantized(picture.view(), most_colors()).stats().unique_colors;
    check_colors(image);
    if (course.result->picture.empty()) {
        observer_.first(course.result->name, picture);
        course.result->picture = entry.name;
    }
    course.places.emplace(entry.name, images.size());
    images.push_back(std::move(image));
    return measure_rounds(course, picture, images.back(), seconds_for(course));
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

unsigned Runner::most_colors() const { return std::ranges::max(record_.plan.colors); }

// Throws Failure if the picture has no more colors than the largest K: K-Means would then have
// nothing to iterate, and the table must be about K-Means.
void Runner::check_colors(const ImageMeasurements &image) const {
    if (image.unique_colors <= most_colors())
        throw Failure("has only " + std::to_string(image.unique_colors) +
                      (image.unique_colors == 1 ? " color" : " colors") +
                      ", no more than K = " + std::to_string(most_colors()));
}

bool Runner::measure_rounds(Course &course, const RgbPicture &picture, ImageMeasurements &image,
                            double seconds_allowed) {
    const double end = clock_.passed() + seconds_allowed;
    const std::string name = course.result->name + "/" + image.name;
    const Todo todo = todo_of(record_.plan, image);
    const auto most_copies = std::ranges::max(todo.tasks, {}, &Task::copies).copies;
    const CopiedPicture copied(picture, most_copies);
    const unsigned warmup = record_.plan.warmup;  // rounds that are not recorded
    double longest = 0;
    for (unsigned round = 0; round < warmup + todo.rounds; ++round) {
        const double start = clock_.passed();
        // The first recorded round may exceed its time, or the rounds before it would be wasted.
        if (round > warmup && start + longest > end) return false;
        std::vector<Measurement> measured;
        const bool is_first = round == warmup && image.measurements.empty();
        try {
            if (!measure_round(todo, round, name, copied, image, measured)) {
                if (is_first) keep(course, image, measured);  // may be all that there is
                return false;
            }
        } catch (const Interrupted &) {
            if (is_first) keep(course, image, measured);
            throw;
        }
        if (round >= warmup) keep(course, image, measured);
        longest = std::max(longest, clock_.passed() - start);
    }
    return true;
}

bool Runner::measure_round(const Todo &todo, unsigned round, const std::string &name,
                           const CopiedPicture &picture, const ImageMeasurements &image,
                           std::vector<Measurement> &measured) {
    const unsigned warmup = record_.plan.warmup;
    const unsigned run = round < warmup ? 0 : round - warmup + 1;
    const std::string which =
        run > 0 ? ", run " + std::to_string(run) + " of " + std::to_string(todo.rounds)
                : ", warm-up";
    ImageMeasurements expected{image.name, 0, 0, 0, {}};  // what the round must agree with
    for (const Measurement &one : image.measurements)
        if (expected.of(one.task).empty()) expected.add(one);
    for (const std::size_t i : order_of_round(todo.tasks.size(), round, warmup + todo.rounds)) {
        if (clock_.left() <= 0) return false;
        show(name, describe(todo.tasks[i]) + which);
        const Measurement one = measure_task(todo.tasks[i], run, picture);
        check_agreement(expected, one);
        if (expected.of(one.task).empty()) expected.add(one);
        measured.push_back(one);
    }
    return true;
}

Measurement Runner::measure_task(const Task &task, unsigned run,
                                 const CopiedPicture &picture) const {
    wake_threads(task);
    const Run found = run_task(picture.view(task.copies), task);
    Measurement one;
    one.task = task;
    one.run = static_cast<std::uint16_t>(run);
    one.invocation = static_cast<std::uint16_t>(invocation_);
    one.threads_used = static_cast<std::uint16_t>(found.threads_used);
    one.iterations = static_cast<std::uint16_t>(found.iterations);
    one.seconds = found.seconds;
    one.inertia = found.inertia;
    one.evaluations = found.evaluations;
    return one;
}

// Keeps the measurements of a round, or of the part of it that was measured.
void Runner::keep(const Course &course, ImageMeasurements &image,
                  std::span<const Measurement> round) const {
    for (const Measurement &one : round) image.add(one);
    if (!round.empty()) observer_.measured(course.result->name, image, round);
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

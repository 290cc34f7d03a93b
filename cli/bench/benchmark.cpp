// Measures the ceilings of the machine, runs the tasks, saves results at intervals, and prints
// them.
#include "bench/benchmark.h"

#include <algorithm>
#include <cmath>
#include <span>
#include <utility>
#include <vector>

#include "base/failure.h"
#include "base/output_file.h"
#include "base/processors.h"
#include "bench/ceilings.h"
#include "bench/forecast.h"
#include "bench/machine.h"
#include "bench/measure.h"
#include "bench/print.h"
#include "png/encode.h"

namespace quant::cli::bench {

using namespace results;

namespace {

constexpr double kBusy = 0.1;  // share of the processors that is worth a warning
constexpr double kLong = 60;   // seconds that are worth a line

// The most pixels of a picture that are shown.
constexpr std::size_t kShownWidth = 400, kShownHeight = 300;

std::string percent_text(double share) { return std::to_string(std::lround(100 * share)) + " %"; }

void apply(const PlanChanges &changes, Plan &plan) {
    if (changes.colors) plan.colors = *changes.colors;
    if (changes.threads) plan.threads = *changes.threads;
    if (changes.engines) plan.engines = *changes.engines;
    if (changes.runs) plan.runs = *changes.runs;
    if (changes.warmup) plan.warmup = *changes.warmup;
}

// Returns a number that neither the record nor a measurement has.
unsigned next_invocation(const Record &record) {
    unsigned last = record.invocations.empty() ? 0 : record.invocations.back().number;
    for (const SetResult &set : record.sets)
        for (const ImageMeasurements &image : set.images)
            for (const Measurement &one : image.measurements)
                last = std::max<unsigned>(last, one.invocation);
    return last + 1;
}

}  // namespace

Benchmark::Benchmark(const BenchmarkOptions &options)
    : options_(options),
      clock_(options.budget),
      folder_(options.folder),
      decoder_(options.decoder),
      sets_(open_datasets(options.datasets)) {
    record_.version = quant_version();
    record_.isa = quant_isa();
    record_.preset = quant_preset_name(QUANT_PRESET_PAPER);
    record_.plan = options.resume ? Plan{{}, {}, {}, 0, 0, 0} : Plan{};
    apply(options.plan, record_.plan);
    record_.limit = options.datasets.limit;
    record_.sample_seed = options.datasets.sample_seed;
    record_.budget_seconds = options.budget;
    std::size_t pictures = 0;
    for (const Dataset &set : sets_) {
        pictures += set.entries.size();
        SetResult result;
        result.name = set.name;
        result.directory = set.directory;
        result.synthetic = set.synthetic;
        result.available = set.available;
        result.complete = false;
        record_.sets.push_back(std::move(result));
    }
    progress_.emplace(pictures, !options.quiet);
}

bool Benchmark::run() {
    take_first_place();
    prepare();
    if (options_.force) folder_.remove_earlier();
    if (!options_.resume) folder_.write_measurements(record_);
    try {
        Runner runner(record_, invocation_, sets_, clock_, options_.datasets.sample_seed, decoder_,
                      observer());
        if (!runner.is_done()) say_what_comes();
        save();
        runner.run();
    } catch (const Interrupted &) {
        finish();
        throw;
    } catch (const FailureOf &) {
        save();
        throw;
    }
    finish();
    return has_measurements();
}

void Benchmark::prepare() {
    record_.machine = this_machine();
    // With more threads than can run at once, there is nothing to learn from more work.
    if (options_.plan.weak) record_.plan.most_copies = record_.machine.threads;
    record_.build = this_build();
    record_.date = utc_now();
    conditions_ = conditions_now();
    folder_.check_free(record_, options_.resume || options_.force);
    if (options_.resume) {
        folder_.resume(record_);
        if (options_.plan.warmup) record_.plan.warmup = *options_.plan.warmup;
        invocation_ = next_invocation(record_);
        return;
    }
    make_folder(options_.folder);
    folder_.lock();
    progress_->show(0, "this machine", "how fast memory and arithmetic are");
    measure_ceilings_of_machine();
}

void Benchmark::measure_ceilings_of_machine() {
    // Threads beyond the number of processors take turns, so more of them have no higher ceiling.
    std::vector<unsigned> threads;
    for (const unsigned count : record_.plan.threads)
        if (count <= record_.machine.threads) threads.push_back(count);
    record_.ceilings = measure_ceilings(threads, record_.machine.last_level_cache_bytes(),
                                        record_.machine.memory_bytes);
}

// Tells how long it will take, and whether others use the machine.
void Benchmark::say_what_comes() {
    const auto neighbors = look_for_neighbors();
    if (neighbors) conditions_.busy_before = neighbors->busy;
    if (options_.quiet) return;
    if (neighbors && neighbors->busy >= kBusy)
        print_note("quant: other programs use " + percent_text(neighbors->busy) +
                   " of the processors' time: times will be longer, and more so with more threads");
    if (options_.budget) return;
    progress_->show(0, "this machine", "how long it will take");
    const auto seconds = forecast(record_, sets_, decoder_);
    if (!seconds || *seconds < kLong) return;
    print_note("quant: this takes about " + duration_text(*seconds) +
               "; --limit and --budget make it shorter, and --resume goes on after Ctrl-C");
}

// Returns whether the record knows this invocation, as it does once something was measured.
bool Benchmark::has_begun() const {
    return !record_.invocations.empty() && record_.invocations.back().number == invocation_;
}

// Saves the record with this invocation, which it must know before the first measurement is
// written, in case the program is killed.
void Benchmark::begin() {
    record_.invocations.push_back({invocation_, utc_now(), record_.plan, 0, conditions_});
    save();
}

Observer Benchmark::observer() {
    Observer observer;
    observer.progress = [this](std::size_t done, const std::string &image,
                               const std::string &activity) {
        progress_->show(done, image, activity);
    };
    observer.left_out = [](const std::string &image, const std::string &why) {
        print_error(image, why + "; left out");
    };
    observer.measured = [this](const std::string &set, const ImageMeasurements &image,
                               std::span<const Measurement> round) {
        if (!has_begun()) begin();
        folder_.append(set, image, round);
    };
    observer.ended = [this] {
        if (clock_.passed() > next_save_) save();
    };
    observer.first = [this](const std::string &set, const RgbPicture &picture) {
        write_pictures(set, picture);
    };
    return observer;
}

void Benchmark::save() {
    const double begin = clock_.passed();
    if (has_begun()) {
        Invocation &invocation = record_.invocations.back();
        invocation.seconds = begin;
        if (const auto shares = neighbors_.so_far()) {
            invocation.conditions.busy_during = shares->busy;
            invocation.conditions.stolen = shares->stolen;
        }
    }
    folder_.write(record_);
    const double end = clock_.passed();
    next_save_ = end + std::max(60.0, 50 * (end - begin));
}

void Benchmark::finish() {
    save();
    if (!options_.quiet || options_.json)
        print_result(options_.json ? to_json(record_) : to_table(record_));
}

bool Benchmark::has_measurements() const {
    for (const SetResult &result : record_.sets) {
        if (count_whole(result.images, tasks_of(record_.plan)) > 0) continue;
        print_error(result.name, result.complete
                                     ? "none of its pictures could be measured"
                                     : "the budget was too small for one of its pictures");
        return false;
    }
    return true;
}

// Writes the middle of a picture and of its results: in whole, they would make the page too large.
// The results are those of the whole picture.
void Benchmark::write_pictures(const std::string &set, const RgbPicture &picture) const {
    const std::size_t width = std::min(picture.width, kShownWidth);
    const std::size_t height = std::min(picture.height, kShownHeight);
    const auto middle = [&](std::span<const std::uint8_t> all, std::size_t bytes) {
        std::vector<std::uint8_t> part;
        const std::size_t left = (picture.width - width) / 2, top = (picture.height - height) / 2;
        for (std::size_t y = top; y < top + height; ++y) {
            const auto row = all.subspan((y * picture.width + left) * bytes, width * bytes);
            part.insert(part.end(), row.begin(), row.end());
        }
        return part;
    };
    Layout layout;
    layout.width = width;
    layout.height = height;
    layout.channels = 3;
    layout.bits = 8;
    const auto shown = middle(picture.pixels, 3);
    write_file(folder_.original_file(set),
               encode_png_truecolor(layout, std::as_bytes(std::span(shown)), {}, {}), true);
    for (const unsigned colors : record_.plan.colors) {
        const Quantized result = quantized(picture.view(), colors);
        write_file(folder_.quantized_file(set, colors),
                   encode_png_indexed(width, height, middle(result.indices(), 1),
                                      arrange_palette(result.palette()), {}, {}),
                   true);
    }
}

}  // namespace quant::cli::bench

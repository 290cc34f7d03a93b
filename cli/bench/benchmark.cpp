// Measures the ceilings of the machine, runs the tasks, saves results at intervals, and prints
// them.
#include "bench/benchmark.h"

#include <algorithm>
#include <span>
#include <utility>
#include <vector>

#include "base/failure.h"
#include "base/output_file.h"
#include "bench/ceilings.h"
#include "bench/machine.h"
#include "bench/measure.h"
#include "bench/print.h"
#include "png/encode.h"

namespace quant::cli::bench {

using namespace results;

Benchmark::Benchmark(const BenchmarkOptions &options)
    : options_(options),
      clock_(options.budget),
      folder_(options.folder),
      decoder_(options.decoder),
      sets_(open_datasets(options.datasets)) {
    record_.version = quant_version();
    record_.isa = quant_isa();
    record_.preset = quant_preset_name(QUANT_PRESET_PAPER);
    record_.plan = options.plan;
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
    prepare();
    if (options_.force) folder_.remove_earlier();
    save();
    try {
        Runner(record_, sets_, clock_, options_.datasets.sample_seed, decoder_, observer()).run();
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
    record_.build = this_build();
    record_.date = utc_now();
    folder_.check_free(record_, options_.resume || options_.force);
    if (options_.resume) {
        folder_.resume(record_);
        return;
    }
    make_folder(options_.folder);
    progress_->show(0, "this machine", "how fast memory and arithmetic are");
    // Threads beyond the number of processors take turns, so more of them have no higher ceiling.
    std::vector<unsigned> threads;
    for (const unsigned count : record_.plan.threads)
        if (count <= record_.machine.threads) threads.push_back(count);
    record_.ceilings = measure_ceilings(threads, record_.machine.last_level_cache_bytes(),
                                        record_.machine.memory_bytes);
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
    observer.measured = [this] {
        if (clock_.passed() > next_save_) save();
    };
    observer.first = [this](const std::string &set, const RgbPicture &picture) {
        write_pictures(set, picture);
    };
    return observer;
}

void Benchmark::save() {
    const double begin = clock_.passed();
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
        if (!whole_runs(result.images, tasks_of(record_.plan)).empty()) continue;
        print_error(result.name, result.complete
                                     ? "none of its pictures could be measured"
                                     : "the budget was too small for one of its pictures");
        return false;
    }
    return true;
}

void Benchmark::write_pictures(const std::string &set, const RgbPicture &picture) const {
    Layout layout;
    layout.width = picture.width;
    layout.height = picture.height;
    layout.channels = 3;
    layout.bits = 8;
    write_file(folder_.original_file(set),
               encode_png_truecolor(layout, std::as_bytes(std::span(picture.pixels)), {}, {}),
               true);
    for (const unsigned colors : record_.plan.colors) {
        const Quantized result = run_task(picture.view(), {colors, QUANT_ENGINE_CELLS, 0});
        write_file(folder_.quantized_file(set, colors),
                   encode_png_indexed(picture.width, picture.height, result.indices(),
                                      arrange_palette(result.palette()), {}, {}),
                   true);
    }
}

}  // namespace quant::cli::bench

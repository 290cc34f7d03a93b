// bench.cpp: quant bench: its options, and what it prints and writes along the way.
#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "base/failure.h"
#include "base/output_file.h"
#include "base/signals.h"
#include "base/terminal.h"
#include "bench/clock.h"
#include "bench/measure.h"
#include "bench/print.h"
#include "bench/record.h"
#include "bench/runner.h"
#include "bench/summary.h"
#include "commands/command.h"
#include "commands/list_option.h"
#include "commands/number_option.h"
#include "commands/shared_options.h"
#include "io/png_encode.h"

namespace quant::cli {
namespace {

using namespace bench;

struct BenchOptions {
    DatasetOptions datasets;
    Plan plan;
    std::vector<std::string> engines{"sequential", "openmp", "cells"};
    std::optional<double> budget;
    std::string folder = "quant-bench";
    bool resume = false;
    bool force = false;
    bool json = false;
    bool quiet = false;
    DecoderOptions decoder;
};

Plan plan_of(const BenchOptions &options) {
    Plan plan = options.plan;
    plan.engines.clear();
    for (int engine = QUANT_ENGINE_SEQUENTIAL; quant_engine_name(engine); ++engine)
        if (std::count(options.engines.begin(), options.engines.end(), quant_engine_name(engine)))
            plan.engines.push_back(static_cast<quant_engine>(engine));
    plan.colors = without_repeats(plan.colors);
    plan.threads = without_repeats(plan.threads);
    return plan;
}

class Benchmark {
public:
    explicit Benchmark(const BenchOptions &options)
        : options_(options),
          clock_(options.budget),
          folder_(options.folder),
          decoder_(options.decoder.max_pixels, options.decoder.timeout) {
        record_.plan = plan_of(options);
        record_.limit = options.datasets.limit;
        record_.sample_seed = options.datasets.sample_seed;
        record_.budget_seconds = options.budget;
        for (Dataset &set : open_datasets(options.datasets)) {
            pictures_ += set.entries.size();
            SetResult result;
            result.set = std::move(set);
            record_.sets.push_back(std::move(result));
        }
        progress_.emplace(pictures_, !options.quiet);
    }

    int run() {
        prepare();
        if (options_.force) folder_.remove_earlier();
        save();
        try {
            Runner(record_, clock_, options_.datasets.sample_seed, decoder_, observer()).run();
        } catch (const Interrupted &) {
            finish();
            throw;
        } catch (const FailureOf &) {
            save();
            throw;
        }
        finish();
        return exit_status();
    }

private:
    void prepare() {
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
        // More threads than processors take turns: no more of them is the machine's.
        std::vector<unsigned> threads;
        for (const unsigned count : record_.plan.threads)
            if (count <= record_.machine.threads) threads.push_back(count);
        record_.ceilings = measure_ceilings(threads, record_.machine.last_level_cache_bytes(),
                                            record_.machine.memory_bytes);
    }

    Observer observer() {
        Observer observer;
        observer.progress = [this](std::size_t done, const std::string &image,
                                   const std::string &doing) {
            progress_->show(done, image, doing);
        };
        observer.left_out = [](const std::string &image, const std::string &why) {
            print_error(image, why + "; left out");
        };
        observer.measured = [this] {
            if (clock_.passed() > next_save_) save();
        };
        observer.first = [this](const Dataset &set, const RgbPicture &picture) {
            write_pictures(set, picture);
        };
        return observer;
    }

    // Once a minute, so that what a killed process leaves can be resumed; more seldom where tables
    // are so long that it would take more than a fiftieth of the time.
    void save() {
        const double begin = clock_.passed();
        folder_.write(record_);
        const double end = clock_.passed();
        next_save_ = end + std::max(60.0, 50 * (end - begin));
    }

    void finish() {
        save();
        if (!options_.quiet || options_.json)
            print_result(options_.json ? to_json(record_) : to_table(record_));
    }

    int exit_status() const {
        for (const SetResult &result : record_.sets) {
            if (!whole_runs(record_.plan, result.images).empty()) continue;
            print_error(result.set.name, result.complete
                                             ? "none of its pictures could be measured"
                                             : "the budget was too small for one of its pictures");
            return exit_failed;
        }
        return exit_done;
    }

    void write_pictures(const Dataset &set, const RgbPicture &picture) const {
        Layout layout;
        layout.width = picture.width;
        layout.height = picture.height;
        layout.channels = 3;
        layout.bits = 8;
        write_file(folder_.original_file(set),
                   encode_png_truecolor(layout, std::as_bytes(std::span(picture.pixels)), {}),
                   true);
        for (const unsigned colors : record_.plan.colors) {
            const Quantized result = run_task(picture.view(), {colors, QUANT_ENGINE_CELLS, 0});
            write_file(folder_.quantized_file(set, colors),
                       encode_png_indexed(picture.width, picture.height, result.indices(),
                                          arrange_palette(result.palette()), {}),
                       true);
        }
    }

    const BenchOptions &options_;
    BudgetClock clock_;
    ResultFolder folder_;
    Decoder decoder_;
    Record record_;
    std::size_t pictures_ = 0;
    std::optional<ProgressLine> progress_;
    double next_save_ = 0;
};

void add_measurement_options(CLI::App &command, BenchOptions &options) {
    const std::string group = "Measurements";
    add_list_option(command, "-k,--k", options.plan.colors, in_range(2, QUANT_MAX_COLORS),
                    "Numbers of colors, each 2 to 256", "8,16,32", "N,...", group);
    add_list_option(command, "--threads", options.plan.threads, in_range(1, 1024),
                    "Numbers of threads, each 1 to 1024;\nmore than the machine has are marked",
                    "1,2,4,8,16", "N,...", group);
    add_list_option(
        command, "--engines", options.engines, CLI::IsMember({"sequential", "openmp", "cells"}),
        "Some of sequential, openmp and cells", "sequential,openmp,cells", "NAME,...", group);
    command.add_option("--runs", options.plan.runs, "Times that everything is measured")
        ->transform(in_range(1U, 1000U))
        ->type_name("N")
        ->capture_default_str()
        ->group(group);
    command.add_option("--warmup", options.plan.warmup, "Times before that, not recorded")
        ->transform(in_range(0U, 1000U))
        ->type_name("N")
        ->capture_default_str()
        ->group(group);
    command
        .add_option("--budget", options.budget,
                    "Seconds that it may take; pictures come in random order,\n"
                    "so that those that fit are a sample of the set")
        ->transform(in_range(0.001, 1e9))
        ->type_name("S")
        ->group(group);
}

void add_output_options(CLI::App &command, BenchOptions &options) {
    const std::string group = "Output";
    command.add_option("--out", options.folder, "Folder for the results; created where missing")
        ->type_name("DIR")
        ->capture_default_str()
        ->group(group);
    auto *resume =
        command.add_flag("--resume", options.resume,
                         "Go on with the results in the folder: measure what is missing");
    resume->group(group);
    command.add_flag("--force", options.force, "Replace the results in the folder")
        ->excludes(resume)
        ->group(group);
    command.add_flag("--json", options.json, "Print one JSON object")->group(group);
    command.add_flag("-q,--quiet", options.quiet, "No progress, no table")->group(group);
}

}  // namespace

Command add_bench(CLI::App &parent) {
    auto options = std::make_shared<BenchOptions>();
    CLI::App &command = *parent.add_subcommand(
        "bench", "Measure sequential against parallel K-Means, over sets of pictures");
    add_dataset_options(command, options->datasets, "Pictures");
    add_measurement_options(command, *options);
    add_output_options(command, *options);
    add_decoder_options(command, options->decoder, "Other");
    command.footer(
        "Writes for each set NAME.csv (sequential against openmp) and NAME-cells.csv, if "
        "measured,\n"
        "every single measurement in NAME-samples.csv, a picture with its results; machine.json.\n"
        "Measured is the published experiment (preset paper), without reading files and without\n"
        "choosing seeds: iterations and the assignment of the pixels, of cells its histogram too.\n"
        "All engines have the same seeds and must come to the same inertia, else exit status 1.\n"
        "A picture that cannot be read is named and left out. Ctrl-C keeps what was measured.\n"
        "\nExamples:\n"
        "  quant bench --limit 2 --threads 1,2\n"
        "  quant bench --dataset landscape=Landscape --dataset intel=Intel --budget 3600 --out r\n"
        "  quant bench --dataset landscape=Landscape --dataset intel=Intel --resume --out r");
    return [options] {
        options->datasets.results = options->folder;
        return Benchmark(*options).run();
    };
}

}  // namespace quant::cli

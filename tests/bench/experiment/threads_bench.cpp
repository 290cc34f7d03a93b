// Prints and writes the speed-up by more threads than the machine has, as projection.h projects it:
//
//     quant_threads_bench [WIDTH HEIGHT]
//     quant_threads_bench --out DIR [OPTIONS] [PICTURE...]
//
// The first form prints a table for one built-in picture: the presets that choose colors, whole
// calls, and the preset `paper`, the part that `quant bench` times. The second form measures the
// preset `paper` on all pictures, writes projection.csv, which `quant report` reads, and checks the
// projection against the speed-up by as many threads as the machine has.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <limits>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include <quant/quant.hpp>

#include "base/csv.h"
#include "base/failure.h"
#include "base/output_file.h"
#include "base/signals.h"
#include "base/terminal.h"
#include "bench/round_order.h"
#include "kmeans.h"
#include "options.h"
#include "pictures.h"
#include "program.h"
#include "projection.h"
#include "results/extras.h"
#include "sample/sample.h"

namespace {

using namespace quant::experiment;
using namespace quant::cli::results;
using quant::cli::UsageError;

constexpr int kRounds = 15;
constexpr unsigned kManyThreads[] = {2, 4, 8, 16};
constexpr quant_engine kEngines[] = {QUANT_ENGINE_OPENMP, QUANT_ENGINE_CELLS};

constexpr const char *kHelp =
    "quant_threads_bench [WIDTH HEIGHT]\n"
    "quant_threads_bench --out DIR [OPTIONS] [PICTURE...]\n\n"
    "Projects the speed-up by more threads than the machine has. The first form prints a table "
    "for\n"
    "the built-in landscape of this size [1024 1024]. The second form measures the preset paper "
    "on\n"
    "the pictures, or on built-in ones of 150x150 and 1024x1024 pixels, and writes "
    "projection.csv,\n"
    "which quant report reads.\n\n"
    "  --k N,...          Numbers of colors, 2 to 256 [8,16,32]\n"
    "  --threads N,...    Numbers of threads, 1 to 1024 [1,2,4,8,16]\n"
    "  --runs N           Times that everything is measured [5]\n"
    "  --out DIR          Folder of the results; created where missing\n"
    "  --force            Replace the file of the folder\n";

using Log = std::function<LoggedRun(const quant_options &)>;

// Returns the run of the median speed-up.
LoggedRun median(const Log &log, const quant_options &options) {
    std::vector<LoggedRun> runs;
    for (int round = 0; round < kRounds; ++round) {
        quant::cli::signals::check();
        runs.push_back(log(options));
    }
    std::ranges::nth_element(runs, runs.begin() + kRounds / 2, {}, &LoggedRun::speed_up);
    return runs[kRounds / 2];
}

// Prints a row. If it must be `exact`, a cell is empty where the library takes fewer threads.
void print_row(const std::string &name, const Log &log, quant::Options options, bool exact) {
    options.threads = 1;
    std::printf("| %s, K = %u | %.2f |", name.c_str(), options.colors,
                median(log, options).whole * 1e3);
    for (const unsigned threads : kManyThreads) {
        options.threads = threads;
        const LoggedRun run = median(log, options);
        if (exact && run.workers < threads)
            std::printf(" |");
        else
            std::printf(" %.2f (%.0f %%) |", run.speed_up(), 100 * run.serial() / run.whole);
    }
    std::printf("\n");
}

std::size_t side_of(const std::string &text) {
    std::size_t side = 0;
    if (!quant::cli::read_number(text, side) || side < 1 || side > 65536)
        throw UsageError("'" + text + "' is no width or height from 1 to 65536 (see --help)");
    return side;
}

// Prints the table of the first form.
void print_presets(const std::vector<std::string> &sides) {
    if (sides.size() != 0 && sides.size() != 2)
        throw UsageError("give WIDTH and HEIGHT, or --out DIR and pictures (see --help)");
    const std::size_t width = sides.empty() ? 1024 : side_of(sides[0]);
    const std::size_t height = sides.empty() ? 1024 : side_of(sides[1]);
    const auto picture = quant::cli::sample::landscape(width, height, 1);
    const auto image = quant::rgb8(picture.pixels.data(), width, height);
    std::printf(
        "Built-in landscape, %zu x %zu: PROJECTED speed-up over one thread, and the time\n"
        "that is not shared out, in percent of all work. Empty: the library takes fewer "
        "threads.\n\n"
        "| | ms, one thread | 2 threads | 4 | 8 | 16 |\n|---|---:|---:|---:|---:|---:|\n",
        width, height);
    for (const quant_preset preset :
         {QUANT_PRESET_INSTANT, QUANT_PRESET_FAST, QUANT_PRESET_BALANCED})
        for (const unsigned colors : {8U, 32U, 256U}) {
            quant::Options options(preset);
            options.colors = colors;
            print_row(
                quant_preset_name(preset),
                [&](const quant_options &with) { return log_call(image, with); }, options, false);
        }
    for (const quant_engine engine : kEngines)
        for (const unsigned colors : {8U, 16U, 32U}) {
            quant::Options options = paper_options(colors);
            options.engine = engine;
            print_row(
                std::string("paper, ") + quant_engine_name(engine),
                [&](const quant_options &with) { return log_kmeans(image, with); }, options, true);
        }
}

// Measures the second form.
class Projector {
public:
    explicit Projector(const Options &options) : options_(options) {}

    void measure(const std::string &name, const quant::Image &image) {
        Problem(image).check_colors(options_.colors.back());
        std::vector<std::function<void(unsigned)>> tasks;
        for (const unsigned colors : options_.colors)
            for (const quant_engine engine : kEngines)
                for (const unsigned threads : options_.threads)
                    tasks.emplace_back([=, this, &image](unsigned run) {
                        measure_one({name, image.width, image.height, colors}, image, engine,
                                    threads, run);
                    });
        const unsigned rounds = options_.runs + 1;
        for (unsigned round = 0; round < rounds; ++round)
            for (const std::size_t i :
                 quant::cli::bench::order_of_round(tasks.size(), round, rounds)) {
                quant::cli::signals::check();
                tasks[i](round);  // the round 0 only warms up
            }
    }

    const std::vector<Projection> &lines() const { return lines_; }
    std::size_t left_out() const { return left_out_; }

private:
    void measure_one(const ExtraSubject &subject, const quant::Image &image, quant_engine engine,
                     unsigned threads, unsigned run) {
        quant::Options options = paper_options(subject.colors);
        options.engine = engine;
        options.threads = threads;
        options.exact_threads = 1;
        const LoggedRun logged = log_kmeans(image, options);
        const double measured = measured_speed_up(image, options);
        if (run == 0) return;
        if (logged.workers < threads) {
            ++left_out_;
            return;
        }
        lines_.push_back({subject, quant_engine_name(engine), threads, run, logged.whole,
                          logged.serial(), logged.longest, logged.speed_up(), measured});
    }

    // Returns the speed-up by real threads; NaN if the machine has too few processors.
    static double measured_speed_up(const quant::Image &image, quant::Options options) {
        if (options.threads == 1) return 1;
        if (options.threads > processors()) return std::numeric_limits<double>::quiet_NaN();
        if (options.engine == QUANT_ENGINE_OPENMP) wake_openmp(options.threads);
        const double more = time_kmeans(image, options);
        options.threads = 1;
        return time_kmeans(image, options) / more;
    }

    const Options &options_;
    std::vector<Projection> lines_;
    std::size_t left_out_ = 0;
};

double middle(std::vector<double> values) {
    const auto at = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::ranges::nth_element(values, at);
    return *at;
}

// Returns a table with medians over the runs and over the pictures of a size.
std::string table_of(const std::vector<Projection> &lines) {
    struct Group {
        std::vector<double> seconds, serial, projected, measured;
    };
    std::map<std::tuple<std::size_t, std::size_t, std::string, unsigned, unsigned>, Group> groups;
    for (const Projection &line : lines) {
        const ExtraSubject &subject = line.subject;
        Group &group =
            groups[{subject.width, subject.height, line.engine, subject.colors, line.threads}];
        group.seconds.push_back(line.seconds_one);
        group.serial.push_back(line.serial / line.seconds_one);
        group.projected.push_back(line.projected);
        if (line.measured > 0) group.measured.push_back(line.measured);
    }
    std::string text =
        "PROJECTED speed-up over one thread by the preset paper, beside the measured one where\n"
        "the machine has the threads. Medians over pictures and runs.\n\n"
        "| Size | Engine | K | Threads | ms, one thread | Not shared out | Projected | Measured |\n"
        "|---|---|---:|---:|---:|---:|---:|---:|\n";
    for (const auto &[key, group] : groups) {
        const auto &[width, height, engine, colors, threads] = key;
        char figures[160];
        std::snprintf(figures, sizeof figures, " | %u | %u | %.2f | %.1f %% | %.2f | ", colors,
                      threads, 1e3 * middle(group.seconds), 100 * middle(group.serial),
                      middle(group.projected));
        text += "| " + std::to_string(width) + " x " + std::to_string(height) + " | " + engine +
                figures;
        if (!group.measured.empty()) {
            std::snprintf(figures, sizeof figures, "%.2f", middle(group.measured));
            text += figures;
        }
        text += " |\n";
    }
    return text;
}

int measure_pictures(const Options &options) {
    quant::cli::make_folder(options.out);
    const std::string path = (std::filesystem::path(options.out) / kProjectionFile).string();
    quant::cli::check_destination(path, options.force);
    warn_if_busy();
    Projector projector(options);
    const bool all =
        for_each_picture(options.pictures, [&](const std::string &name, const quant::Image &image) {
            projector.measure(name, image);
            const std::string text = projection_csv(projector.lines());
            quant::cli::write_file(
                path, {reinterpret_cast<const std::uint8_t *>(text.data()), text.size()}, true);
        });
    if (projector.left_out() > 0)
        complain("left out " + std::to_string(projector.left_out()) +
                 " measurements: the library takes fewer threads for such small pictures");
    if (projector.lines().empty()) throw quant::cli::Failure("nothing could be measured");
    quant::cli::print_result(table_of(projector.lines()));
    return all ? 0 : 1;
}

}  // namespace

int main(int count, char **arguments) {
    return run_program([&] {
        Options options;
        options.threads = {1, 2, 4, 8, 16};
        options.out.clear();
        options = parse_options(count, arguments, options);
        if (!options.variants.empty()) throw UsageError("unknown option --variants (see --help)");
        if (options.help) {
            quant::cli::print_result(kHelp);
            return 0;
        }
        if (!options.out.empty()) return measure_pictures(options);
        print_presets(options.pictures);
        return 0;
    });
}

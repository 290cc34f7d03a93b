// Measures what the published experiment discusses and did not measure: variants of the engine
// `openmp`, the influence of the seed, and the phases of each thread. docs/bench.md describes the
// files that it writes.
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "base/failure.h"
#include "base/output_file.h"
#include "base/terminal.h"
#include "counters.h"
#include "measurements.h"
#include "options.h"
#include "pictures.h"
#include "program.h"
#include "summary.h"
#include "variants.h"

namespace {

using namespace quant::experiment;
using namespace quant::cli::results;

std::string help_text() {
    std::string text =
        "quant_variants_bench [OPTIONS] [PICTURE...]\n\n"
        "Measures variants of the engine openmp, five seeds, and the phases of each thread, on\n"
        "these pictures, or on built-in ones of 150x150 and 1024x1024 pixels. Writes "
        "variants.csv,\n"
        "seeds.csv and phases.csv, which quant report reads, and prints a summary as Markdown.\n"
        "Exit status 1: a variant came to another result, or a picture was left out.\n\n"
        "  --k N,...          Numbers of colors, 2 to 256 [8,16,32]\n"
        "  --threads N,...    Numbers of threads, 1 to 1024 [1,2,4,... as the machine has]\n"
        "  --runs N           Times that everything is measured [5]\n"
        "  --variants NAME,.. Some of the variants below [all]\n"
        "  --out DIR          Folder of the results; created where missing [.]\n"
        "  --force            Replace these files of the folder\n\n"
        "Variants:\n";
    for (const Variant &variant : choose_variants({})) {
        std::string name = variant.name;
        name.resize(14, ' ');
        text += "  " + name + variant.what + "\n";
    }
    return text;
}

std::string path_of(const Options &options, const char *name) {
    return (std::filesystem::path(options.out) / name).string();
}

void write_text(const std::string &path, const std::string &text) {
    quant::cli::write_file(path, {reinterpret_cast<const std::uint8_t *>(text.data()), text.size()},
                           true);
}

void write_results(const Options &options, const Extras &results) {
    write_text(path_of(options, kVariantsFile), variants_csv(results.variants));
    write_text(path_of(options, kSeedsFile), seeds_csv(results.seeds));
    write_text(path_of(options, kPhasesFile), phases_csv(results.phases));
}

int run(int count, char **arguments) {
    Options options;
    options.threads = thread_counts_here();
    options = parse_options(count, arguments, options);
    if (options.help) {
        quant::cli::print_result(help_text());
        return 0;
    }
    const std::vector<Variant> variants = choose_variants(options.variants);
    quant::cli::make_folder(options.out);
    for (const char *name : {kVariantsFile, kSeedsFile, kPhasesFile})
        quant::cli::check_destination(path_of(options, name), options.force);
    warn_if_busy();
    Counters counters;  // before the first thread, or it would not be counted
    Experiment experiment(options, variants, counters);
    const bool all =
        for_each_picture(options.pictures, [&](const std::string &name, const quant::Image &image) {
            experiment.measure(name, image);
            // What was measured is kept, whatever happens to the next picture.
            write_results(options, experiment.results());
        });
    const Extras &results = experiment.results();
    if (results.variants.empty()) throw quant::cli::Failure("no picture could be measured");
    quant::cli::print_result(variants_summary(results.variants, variants) +
                             seeds_summary(results.seeds) + phases_summary(results.phases));
    return all ? 0 : 1;
}

}  // namespace

int main(int count, char **arguments) {
    return run_program([&] { return run(count, arguments); });
}

// Runs the parts one after the other; each leaves its results in the folder for the report.
#include "experiment/experiment.h"

#include <algorithm>
#include <string>

#include "base/output_file.h"
#include "base/terminal.h"
#include "report/write_report.h"
#include "results/folder.h"
#include "validate/validation.h"

namespace quant::cli::experiment {
namespace {

bool validate_pictures(const bench::BenchmarkOptions &benchmark, std::uint64_t pictures) {
    DatasetOptions datasets = benchmark.datasets;
    datasets.limit = std::min(datasets.limit.value_or(pictures), pictures);
    const auto sets = open_datasets(datasets);
    const results::Plan measured;
    validate::ValidationOptions validation_options;
    validation_options.plan = {
        benchmark.plan.colors.value_or(measured.colors), {1, 2, 3, 4}, validate::all_isas()};
    validation_options.quiet = benchmark.quiet;
    Decoder decoder(benchmark.decoder);
    validate::Validation validation(validation_options, sets, decoder);
    validation.run();
    const std::string text = validation.json(true);
    write_file(results::ResultFolder(benchmark.folder).validation_file(),
               {reinterpret_cast<const std::uint8_t *>(text.data()), text.size()}, true);
    return validation.has_passed(true);
}

}  // namespace

bool run_experiment(const bench::BenchmarkOptions &options, std::uint64_t validated) {
    bench::BenchmarkOptions benchmark = options;
    benchmark.json = false;  // the JSON object is that of the report
    benchmark.quiet |= options.json;
    const bool measured = bench::Benchmark(benchmark).run();
    const bool valid = validated == 0 || validate_pictures(benchmark, validated);
    report::WriteOptions report;
    report.folder = options.folder;
    report.json = options.json;
    report::write_report(report);
    return measured && valid;
}

}  // namespace quant::cli::experiment

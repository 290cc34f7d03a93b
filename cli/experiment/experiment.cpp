// Runs the parts one after the other; each leaves its results in the folder for the report.
#include "experiment/experiment.h"

#include <algorithm>
#include <filesystem>
#include <string>

#include "base/failure.h"
#include "base/output_file.h"
#include "base/text_file.h"
#include "report/write_report.h"
#include "results/folder.h"
#include "results/record.h"
#include "validate/validation.h"

namespace quant::cli::experiment {
namespace {

results::Record record_in(const std::string &folder) {
    const std::string path = results::ResultFolder(folder).machine_file();
    try {
        return results::parse_record(read_text_file(path));
    } catch (const FailureOf &) {
        throw;
    } catch (const Failure &failure) {
        throw FailureOf(path, failure.what());
    }
}

bool validate_pictures(const bench::BenchmarkOptions &benchmark, std::uint64_t pictures) {
    DatasetOptions datasets = benchmark.datasets;
    datasets.limit = std::min(datasets.limit.value_or(pictures), pictures);
    const auto sets = open_datasets(datasets);
    validate::ValidationOptions options;
    options.plan = {record_in(benchmark.folder).plan.colors, {1, 2, 3, 4}, validate::all_isas()};
    options.quiet = benchmark.quiet;
    Decoder decoder(benchmark.decoder);
    validate::Validation validation(options, sets, decoder);
    validation.run();
    const std::string text = validation.json(true);
    write_file(results::ResultFolder(benchmark.folder).validation_file(),
               {reinterpret_cast<const std::uint8_t *>(text.data()), text.size()}, true);
    return validation.has_passed(true);
}

}  // namespace

std::optional<std::uint64_t> earlier_limit(const std::string &folder) {
    // The benchmark will say that there is nothing to resume.
    if (!std::filesystem::exists(results::ResultFolder(folder).machine_file())) return {};
    return record_in(folder).limit;
}

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

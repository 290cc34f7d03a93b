// results.cpp: finds the files of each data set and reads them.
#include "report/results.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <limits>
#include <tuple>

#include "base/csv.h"
#include "base/failure.h"
#include "base/text.h"
#include "base/text_file.h"
#include "bench/columns.h"

namespace quant::cli::report {
namespace {

namespace fs = std::filesystem;

// A K or thread count of 0 would divide by zero later on.
unsigned positive(const CsvFields &fields, std::size_t column, const CsvRecord &record) {
    const std::uint64_t value = fields.count(column);
    if (value == 0 || value > 65536)
        throw Failure("line " + std::to_string(record.line) + ": '" + fields.text(column) +
                      "' is not a number of colors or threads");
    return static_cast<unsigned>(value);
}

// Calls read with the text of a file where there is one.
template <typename Read>
bool read_if_there(const fs::path &path, Read read) {
    if (!fs::exists(path)) return false;
    const std::string text = read_text_file(path.string());
    try {
        read(text);
    } catch (const Failure &failure) {
        throw FailureOf(path.string(), failure.what());
    }
    return true;
}

std::vector<std::string> files_in(const std::string &folder) {
    std::error_code error;
    std::vector<std::string> names;
    for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error))
        names.push_back(at->path().filename().string());
    if (error) throw FailureOf(folder, "cannot be read: " + error.message());
    std::sort(names.begin(), names.end());
    return names;
}

std::string without(const std::string &name, std::string_view suffix) {
    return name.size() > suffix.size() && name.ends_with(suffix)
               ? name.substr(0, name.size() - suffix.size())
               : "";
}

// machine.json knows them and the order in which they were measured: other files in the folder are
// of an earlier run, or somebody's own. Only where it names none do the files tell.
std::vector<DataSet> find_sets(const Machine &machine, const std::vector<std::string> &files) {
    std::vector<DataSet> sets;
    for (const MachineDataSet &known : machine.datasets) {
        DataSet &set = sets.emplace_back();
        set.name = known.name;
        set.synthetic = known.synthetic;
        set.available = known.available;
        set.failed = known.failed;
        set.complete = known.complete;
    }
    if (!sets.empty()) return sets;
    for (const std::string &file : files) {
        std::string name;
        for (const char *suffix : {"-samples.csv", "-cells.csv", ".csv"})
            if (name = without(file, suffix); !name.empty()) break;
        const bool known = std::any_of(sets.begin(), sets.end(),
                                       [&](const DataSet &set) { return set.name == name; });
        if (!name.empty() && !known) sets.emplace_back().name = name;
    }
    return sets;
}

// A picture of a K that was not measured is of an earlier run.
bool is_of_this_run(const BenchOptions &options, unsigned k) {
    return k == 0 || options.k.empty() ||
           std::find(options.k.begin(), options.k.end(), k) != options.k.end();
}

std::vector<PictureFile> find_pictures(const fs::path &folder, const std::string &set,
                                       const std::vector<std::string> &files,
                                       const BenchOptions &options) {
    std::vector<PictureFile> pictures;
    for (const std::string &file : files) {
        const std::string stem = without(file, ".png");
        if (!stem.starts_with(set + "-")) continue;
        const std::string kind = stem.substr(set.size() + 1);
        const bool is_number = kind.size() > 1 && kind.size() < 6 && kind[0] == 'k' &&
                               kind.find_first_not_of("0123456789", 1) == std::string::npos;
        if (kind != "original" && !is_number) continue;
        const unsigned k = is_number ? static_cast<unsigned>(std::stoul(kind.substr(1))) : 0;
        if (is_of_this_run(options, k)) pictures.push_back({(folder / file).string(), k});
    }
    std::sort(pictures.begin(), pictures.end(),
              [](const PictureFile &a, const PictureFile &b) { return a.k < b.k; });
    return pictures;
}

// Whether the run was to measure the engine. Files of others are of an earlier run.
bool was_asked_for(const BenchOptions &options, const std::string &engine) {
    const auto &engines = options.engines;
    return engines.empty() || std::find(engines.begin(), engines.end(), engine) != engines.end();
}

void read_set(DataSet &set, const fs::path &folder, const std::vector<std::string> &files,
              const BenchOptions &options, std::vector<std::string> &missing) {
    const auto path = [&](const char *end) { return folder / (set.name + end); };
    set.title = clean_name(set.name);
    const auto lacks = [&](const std::string &what) {
        missing.push_back("Data set " + set.title + " has no " + what + ".");
    };
    const std::size_t before = missing.size();
    const auto read_rows = [&](const std::string &engine, const char *end, std::vector<Row> &rows) {
        if (!was_asked_for(options, engine)) return;
        read_if_there(path(end), [&](const auto &text) { rows = parse_rows(text); });
        if (rows.empty())
            lacks("measurements of the engine " + engine + " (" + set.title + end + ")");
    };
    read_rows("openmp", ".csv", set.openmp);
    read_rows("cells", "-cells.csv", set.cells);
    read_if_there(path("-samples.csv"),
                  [&](const auto &text) { set.samples = parse_samples(text); });
    std::erase_if(set.samples, [&](const Sample &sample) {
        return sample.engine != "sequential" && !was_asked_for(options, sample.engine);
    });
    if (set.samples.empty())
        lacks("single measurements (" + set.title +
              "-samples.csv), so nothing is said of its images, its operations or its limits");
    if (set.openmp.empty() && set.cells.empty() && set.samples.empty()) {
        missing.resize(before);
        return missing.push_back("Data set " + set.title + " has no measurements.");
    }
    set.pictures = find_pictures(folder, set.name, files, options);
    if (set.pictures.empty()) lacks("pictures");
    if (!set.complete)
        missing.push_back("The run over data set " + set.title + " was not completed.");
}

}  // namespace

std::vector<Row> parse_rows(std::string_view csv) {
    const std::vector<std::string> columns = parse_csv(bench::table_columns)[0].fields;
    std::vector<Row> rows;
    for (const CsvRecord &record : parse_csv_table(csv, bench::table_columns)) {
        const CsvFields fields(record, columns);
        Row row;
        row.k = positive(fields, 0, record);
        row.threads = positive(fields, 1, record);
        double *const targets[] = {&row.sequential,      &row.sequential_spread, &row.parallel,
                                   &row.parallel_spread, &row.speed_up,          &row.efficiency,
                                   &row.inertia};
        std::size_t column = 2;
        for (double *target : targets) *target = fields.number_or_nan(column++);
        if (!(row.parallel > 0)) continue;  // a row that an interrupted run has only begun
        if (std::isnan(row.speed_up)) row.speed_up = row.sequential / row.parallel;
        if (std::isnan(row.efficiency)) row.efficiency = row.speed_up / row.threads;
        rows.push_back(row);
    }
    std::stable_sort(rows.begin(), rows.end(), [](const Row &a, const Row &b) {
        return std::tie(a.k, a.threads) < std::tie(b.k, b.threads);
    });
    return rows;
}

std::vector<Sample> parse_samples(std::string_view csv) {
    const std::vector<std::string> columns = parse_csv(bench::sample_columns)[0].fields;
    std::vector<Sample> samples;
    for (const CsvRecord &record : parse_csv_table(csv, bench::sample_columns)) {
        const CsvFields fields(record, columns);
        Sample sample;
        sample.image = fields.text(0);
        sample.width = fields.count(1);
        sample.height = fields.count(2);
        sample.unique_colors = fields.count(3);
        sample.k = positive(fields, 4, record);
        sample.engine = fields.text(5);
        sample.threads = positive(fields, 6, record);
        sample.run = fields.count(7);
        sample.seconds = fields.number(8);
        sample.iterations = fields.count(9);
        sample.inertia = fields.number_or_nan(10);
        sample.evaluations = fields.number_or_nan(11);
        samples.push_back(std::move(sample));
    }
    return samples;
}

Results read_results(const std::string &folder) {
    const std::vector<std::string> files = files_in(folder);
    Results results;
    if (!read_if_there(fs::path(folder) / "machine.json",
                       [&](const auto &text) { results.machine = parse_machine(text); }))
        results.missing.emplace_back(
            "The folder has no machine.json: how many cores the machine has is not known, so "
            "nothing is fitted and nothing is marked as oversubscribed.");
    results.sets = find_sets(results.machine, files);
    for (DataSet &set : results.sets)
        read_set(set, folder, files, results.machine.options, results.missing);
    std::erase_if(results.sets, [](const DataSet &set) {
        return set.openmp.empty() && set.cells.empty() && set.samples.empty();
    });
    if (results.sets.empty() && !results.machine.datasets.empty())
        throw FailureOf(folder,
                        "has no results yet: quant bench ended before it had measured anything");
    if (results.sets.empty())
        throw FailureOf(folder, "has no results of quant bench (NAME.csv, NAME-samples.csv)");
    return results;
}

}  // namespace quant::cli::report

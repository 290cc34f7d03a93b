// Finds the data sets by machine.json, or by the files if it names none, reads the files of each
// data set, and notes what is missing.
#include "results/read_results.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <optional>
#include <system_error>
#include <utility>

#include "base/failure.h"
#include "base/text.h"
#include "base/text_file.h"
#include "dataset/dataset.h"
#include "results/folder.h"
#include "results/means.h"
#include "results/measurement_file.h"

namespace quant::cli::results {
namespace {

// Returns `parse` of the text of a file, or nothing if there is no such file. Throws FailureOf if
// the file cannot be read or parsed.
template <typename Parse>
auto parse_if_there(const std::string &path, Parse parse)
    -> std::optional<decltype(parse(std::string()))> {
    std::error_code error;
    if (!std::filesystem::exists(path, error)) return {};
    const std::string text = read_text_file(path);
    try {
        return parse(text);
    } catch (const Failure &failure) {
        throw FailureOf(path, failure.what());
    }
}

// Returns the data sets without their measurements. machine.json names the sets in the order in
// which they were measured: other files in the folder come from an earlier run or from the user.
// The files decide only if machine.json names no set.
std::vector<DataSet> find_sets(const Record &record, const ResultFolder &folder,
                               const std::vector<std::string> &names) {
    std::vector<DataSet> sets;
    for (const SetResult &known : record.sets) {
        if (!is_dataset_name(known.name))
            throw FailureOf(folder.machine_file(),
                            "'" + known.name + "' cannot be the name of a data set");
        sets.push_back({known, {}, {}, {}, {}});
    }
    if (sets.empty())
        for (const std::string &name : names) sets.emplace_back().name = name;
    return sets;
}

// Returns whether the run was to measure the engine. Files of other engines are from an earlier
// run.
bool was_asked_for(const Plan &plan, Engine engine) {
    return plan.engines.empty() || plan.has(engine);
}

// Returns whether the run was to measure this K. Pictures of another K are from an earlier run.
bool was_asked_for(const Plan &plan, unsigned colors) {
    return plan.colors.empty() ||
           std::find(plan.colors.begin(), plan.colors.end(), colors) != plan.colors.end();
}

std::vector<PictureFile> find_pictures(const ResultFolder &folder, const std::string &set,
                                       const Plan &plan) {
    std::vector<PictureFile> pictures;
    std::error_code error;
    if (std::filesystem::exists(folder.original_file(set), error))
        pictures.push_back({folder.original_file(set), 0});
    for (const unsigned colors : folder.quantized_colors(set))
        if (was_asked_for(plan, colors))
            pictures.push_back({folder.quantized_file(set, colors), colors});
    return pictures;
}

class SetReader {
public:
    SetReader(const ResultFolder &folder, const Plan &plan, std::vector<std::string> &missing)
        : folder_(folder), plan_(plan), missing_(missing) {}

    void read(DataSet &set) {
        set.title = clean_name(set.name);
        const std::size_t before = missing_.size();
        read_measurements_of(set);
        read_rows(set, Engine::openmp, set.openmp);
        read_rows(set, Engine::cells, set.cells);
        if (set.openmp.empty() && set.cells.empty() && set.images.empty()) {
            missing_.resize(before);
            missing_.push_back("Data set " + set.title + " has no measurements.");
            return;
        }
        set.pictures = find_pictures(folder_, set.name, plan_);
        if (set.pictures.empty()) lacks(set, "pictures to show");
        if (!set.complete)
            missing_.push_back("The run over data set " + set.title + " was not completed.");
    }

private:
    // The measurements tell what the table says; it counts only where they are missing.
    void read_rows(const DataSet &set, Engine engine, std::vector<Row> &rows) {
        if (!was_asked_for(plan_, engine)) return;
        const std::string path = folder_.table_file(set.name, engine);
        if (!set.images.empty()) {
            rows = rows_of(set.images, engine);
        } else if (auto table = parse_if_there(path, parse_table)) {
            rows = std::move(*table);
        }
        if (rows.empty())
            lacks(set, std::string("measurements of the engine ") + name_of(engine) + " (" +
                           shown(path) + ")");
    }

    void read_measurements_of(DataSet &set) {
        const std::string path = folder_.measurements_file(set.name);
        std::ifstream stream(path, std::ios::binary);
        if (stream) {
            try {
                MeasurementFile file = read_measurements(stream);
                set.images = std::move(file.images);
                if (file.is_cut_off)
                    missing_.push_back("The last line of " + shown(path) +
                                       " is cut off and left out.");
            } catch (const Failure &failure) {
                throw FailureOf(path, failure.what());
            }
        }
        for (ImageMeasurements &image : set.images)
            std::erase_if(image.measurements, [&](const Measurement &one) {
                return one.task.engine != Engine::sequential &&
                       !was_asked_for(plan_, one.task.engine);
            });
        keep_whole_runs(set.images);
        if (set.images.empty())
            lacks(set, "single measurements (" + shown(path) +
                           "), so nothing is said of its images, its operations or its limits");
    }

    static std::string shown(const std::string &path) {
        return clean_name(std::filesystem::path(path).filename().string());
    }

    void lacks(const DataSet &set, const std::string &what) {
        missing_.push_back("Data set " + set.title + " has no " + what + ".");
    }

    const ResultFolder &folder_;
    const Plan &plan_;
    std::vector<std::string> &missing_;
};

}  // namespace

Results read_results(const std::string &path) {
    const ResultFolder folder(path);
    const std::vector<std::string> names = folder.sets_by_files();  // also tests the folder itself
    Results results;
    if (auto record = parse_if_there(folder.machine_file(), parse_record)) {
        results.record = std::move(*record);
    } else {
        results.missing.emplace_back(
            "The folder has no machine.json: how many cores the machine has is not known, so "
            "nothing is fitted and nothing is marked as oversubscribed.");
    }
    results.sets = find_sets(results.record, folder, names);
    SetReader reader(folder, results.record.plan, results.missing);
    std::vector<std::string> known;
    for (DataSet &set : results.sets) {
        reader.read(set);
        known.push_back(set.name);
    }
    results.extras = read_extras(path, known);
    results.validation = parse_if_there(folder.validation_file(), parse_validation);
    std::erase_if(results.sets, [](const DataSet &set) {
        return set.openmp.empty() && set.cells.empty() && set.images.empty();
    });
    if (results.sets.empty() && !results.record.sets.empty())
        throw FailureOf(path,
                        "has no results yet: quant bench ended before it had measured anything");
    if (results.sets.empty())
        throw FailureOf(path, "has no results of quant bench (NAME.csv, NAME-samples.csv)");
    return results;
}

}  // namespace quant::cli::results

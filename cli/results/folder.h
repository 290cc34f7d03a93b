// The folder of results: what lies where.
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "results/record.h"

namespace quant::cli::results {

// A data set NAME has NAME.csv, NAME-cells.csv, NAME-samples.csv, NAME-original.png and NAME-kK.png
// for each K; machine.json tells of all of them.
class ResultFolder {
public:
    explicit ResultFolder(std::filesystem::path path) : path_(std::move(path)) {}

    std::string machine_file() const { return file("machine.json"); }
    std::string measurements_file(const std::string &set) const {
        return file(set + "-samples.csv");
    }
    std::string original_file(const std::string &set) const { return file(set + "-original.png"); }
    std::string quantized_file(const std::string &set, unsigned colors) const {
        return file(set + "-k" + std::to_string(colors) + ".png");
    }
    // NAME.csv is that of `openmp`, the published algorithm.
    std::string table_file(const std::string &set, quant_engine engine) const;

    // Returns the names of the data sets that the files of the folder tell of, sorted. Throws
    // FailureOf if the folder cannot be read.
    std::vector<std::string> sets_by_files() const;

    // Returns every K of which the folder has a picture, ascending.
    std::vector<unsigned> quantized_colors(const std::string &set) const;

    // Throws UsageError if two sets would write one file, and FailureOf if there are results of
    // these names already.
    void check_free(const Record &record, bool overwrite) const;

    // Removes what the sets of an earlier run, by its machine.json, have written: what is not
    // written anew would pass for results of the next run. Throws FailureOf.
    void remove_earlier() const;

    // Writes all tables, measurements and machine.json, each whole or not at all. Throws FailureOf.
    void write(const Record &record) const;

    // Takes over what was measured before: measurements, date and ceilings. Throws FailureOf if
    // that was with other options or on another machine, or cannot be read.
    void resume(Record &record) const;

private:
    std::string file(const std::string &name) const { return (path_ / name).string(); }
    std::vector<std::string> files_of(const std::string &set, const Plan &plan) const;
    std::vector<std::string> file_names() const;

    std::filesystem::path path_;
};

// Now, as "2026-01-31T23:59:59Z".
std::string utc_now();

}  // namespace quant::cli::results

// Knows the files in a folder of results, and writes and resumes them.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/fd.h"
#include "results/record.h"

namespace quant::cli::results {

// A folder of results. A data set NAME has the files NAME.csv, NAME-cells.csv, NAME-samples.csv,
// NAME-original.png and NAME-kK.png for each K; machine.json describes all data sets.
class ResultFolder {
public:
    explicit ResultFolder(std::filesystem::path path) : path_(std::move(path)) {}

    std::string machine_file() const { return file("machine.json"); }
    std::string validation_file() const { return file("validation.json"); }
    std::string measurements_file(const std::string &set) const {
        return file(set + "-samples.csv");
    }
    std::string original_file(const std::string &set) const { return file(set + "-original.png"); }
    std::string quantized_file(const std::string &set, unsigned colors) const {
        return file(set + "-k" + std::to_string(colors) + ".png");
    }
    // Returns NAME.csv for `openmp`, the published algorithm, and NAME-ENGINE.csv for other
    // engines.
    std::string table_file(const std::string &set, Engine engine) const;

    // Returns the names of the data sets whose tables or measurements the folder has, sorted.
    // Throws FailureOf if the folder cannot be read.
    std::vector<std::string> sets_by_files() const;

    // Returns every K for which the folder has a picture of the set, in ascending order.
    std::vector<unsigned> quantized_colors(const std::string &set) const;

    // Throws UsageError if two sets would write the same file, and FailureOf if a file exists
    // already and `overwrite` is false.
    void check_free(const Record &record, bool overwrite) const;

    // Removes the files of the data sets that an earlier machine.json names: files that the next
    // run does not write again would pass for its results. Throws FailureOf.
    void remove_earlier() const;

    // Writes the files of measurements anew, each whole or not at all, with those of the record.
    // Throws FailureOf.
    void write_measurements(const Record &record) const;

    // Keeps other runs of `quant bench` out of the folder, which must exist, as long as the object
    // lives. Throws FailureOf if there is another one.
    void lock();

    // Appends measurements of a picture to the file of their set. The folder must be locked. Throws
    // FailureOf.
    void append(const std::string &set, const ImageMeasurements &image,
                std::span<const Measurement> measurements) const;

    // Writes all tables and machine.json, each whole or not at all. Throws FailureOf.
    void write(const Record &record) const;

    // Locks the folder. Copies the earlier measurements, date, invocations, ceilings and names of
    // shown pictures into `record`, and adds the earlier plan to its plan. Drops rounds that were
    // cut off, from the files too. Throws FailureOf if the files are missing, cannot be read, come
    // from another machine, program or other pictures, or contradict each other.
    void resume(Record &record);

private:
    std::string file(const std::string &name) const { return (path_ / name).string(); }
    std::vector<std::string> files_of(const std::string &set, const Plan &plan) const;
    std::vector<std::string> file_names() const;
    bool read_measurements_of(SetResult &set, const std::vector<Invocation> &invocations) const;

    std::filesystem::path path_;
    Fd folder_;  // open while it is locked
};

// Returns the current time as "2026-01-31T23:59:59Z".
std::string utc_now();

}  // namespace quant::cli::results

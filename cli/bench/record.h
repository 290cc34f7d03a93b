// record.h: the folder of results: what lies where, and machine.json, which tells under which
// circumstances the tables came to be.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "bench/ceilings.h"
#include "bench/machine.h"
#include "bench/plan.h"
#include "bench/samples.h"
#include "dataset/dataset.h"

namespace quant::cli::bench {

struct FailedFile {
    std::string name;
    std::string error;
};

// What is known of one set of pictures so far.
struct SetResult {
    Dataset set;
    std::vector<ImageSamples> images;  // in the order in which they were measured
    std::vector<FailedFile> failed;
    bool complete = false;  // all that was asked for has been measured
    std::string picture;    // the one that original_file() and quantized_file() show
};

struct Record {
    Plan plan;
    std::optional<std::uint64_t> limit;  // pictures of each set that were asked for
    std::uint64_t sample_seed = 0;       // draws them, and their order
    std::optional<double> budget_seconds;
    Machine machine;
    Build build;
    std::string date;  // of the beginning: ISO 8601, UTC
    std::vector<Ceiling> ceilings;
    std::vector<SetResult> sets;
};

// Now, as "2026-01-31T23:59:59Z".
std::string utc_now();

class ResultFolder {
public:
    explicit ResultFolder(std::string path) : path_(std::move(path)) {}

    std::string machine_file() const { return file("machine.json"); }
    std::string samples_file(const Dataset &set) const { return file(set.name + "-samples.csv"); }
    std::string original_file(const Dataset &set) const { return file(set.name + "-original.png"); }
    std::string quantized_file(const Dataset &set, unsigned colors) const {
        return file(set.name + "-k" + std::to_string(colors) + ".png");
    }
    // NAME.csv is that of `openmp`, the published algorithm.
    std::string table_file(const Dataset &set, quant_engine engine) const;

    // Throws UsageError if two sets would write one file, and FailureOf if there are results of
    // these names already.
    void check_free(const Record &record, bool overwrite) const;

    // Removes what the sets of an earlier run, by its machine.json, have written: what is not
    // written anew would pass for results of the next. Throws FailureOf.
    void remove_earlier() const;

    // Writes all tables, samples and machine.json, each whole or not at all. Throws FailureOf.
    void write(const Record &record) const;

    // Takes over what was measured before: samples, date and ceilings. Throws FailureOf if that was
    // with other options or on another machine, or cannot be read.
    void resume(Record &record) const;

private:
    std::string file(const std::string &name) const { return path_ + "/" + name; }
    std::vector<std::string> files_of(const Dataset &set, const Plan &plan) const;

    std::string path_;
};

// What machine.json holds.
std::string machine_json(const Record &record);

}  // namespace quant::cli::bench

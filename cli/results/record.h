// machine.json: on what was measured, what, and how.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json_text.h"
#include "results/machine.h"
#include "results/measurements.h"
#include "results/plan.h"

namespace quant::cli::results {

struct FailedFile {
    std::string name;
    std::string error;
};

// What is known of one data set so far.
struct SetResult {
    std::string name;       // as in the names of its files, which may be any bytes
    std::string directory;  // empty for a synthetic set
    bool synthetic = false;
    std::optional<std::uint64_t> available;  // pictures in the folder
    std::optional<std::uint64_t> measured;   // pictures in the tables, by a machine.json
    std::vector<FailedFile> failed;
    bool complete = true;  // all that was asked for has been measured
    std::string picture;   // the one that the folder shows; empty if there is none yet
    std::vector<ImageMeasurements> images;  // in the order in which they were measured
};

// Of a machine.json, any part may be missing: then texts and lists are empty, and numbers 0.
struct Record {
    std::string version;  // of quant
    std::string isa;      // the instruction set in use
    std::string preset;
    std::string date;  // of the beginning: ISO 8601, UTC
    Machine machine;
    Build build;
    Plan plan{{}, {}, {}, 0, 0};
    std::optional<std::uint64_t> limit;  // pictures of each set that were asked for
    std::uint64_t sample_seed = 0;       // draws them, and their order
    std::optional<double> budget_seconds;
    std::vector<Ceiling> ceilings;  // by threads
    std::vector<SetResult> sets;
};

// Returns what machine.json holds. The measurements of the sets have files of their own.
Json record_json(const Record &record);

// Reads a machine.json. Null and missing are the same; throws Failure for a value of another type.
// The names of the sets can be anything: is_dataset_name() must be asked before a file is named so.
Record parse_record(std::string_view text);

}  // namespace quant::cli::results

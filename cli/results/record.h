// Holds the content of machine.json: the machine, the program, the options, and the data sets.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json_fwd.h"
#include "results/conditions.h"
#include "results/machine.h"
#include "results/measurements.h"
#include "results/plan.h"

namespace quant::cli::results {

struct FailedFile {
    std::string name;
    std::string error;
};

// The results of one data set so far.
struct SetResult {
    std::string name;       // as in the names of its files: any bytes, not always UTF-8
    std::string directory;  // empty for a synthetic set
    bool synthetic = false;
    std::optional<std::uint64_t> available;  // pictures in the folder
    std::optional<std::uint64_t> measured;   // pictures in the tables, as machine.json says
    std::vector<FailedFile> failed;
    bool complete = true;  // every picture asked for has been measured or has failed
    std::string picture;   // the picture that the folder shows; empty if there is none yet
    std::vector<ImageMeasurements> images;  // in the order in which they were measured
};

// The whole machine.json. Any part of the file may be missing: its texts and lists are then empty,
// and its numbers 0.
struct Record {
    std::string version;  // of quant
    std::string isa;      // the instruction set in use
    std::string preset;
    std::string date;  // when the benchmark began: ISO 8601, UTC
    Machine machine;
    Build build;
    Plan plan{{}, {}, {}, 0, 0, 0};            // of all invocations together
    std::vector<Invocation> invocations;       // sorted by number
    std::optional<std::uint64_t> limit;        // most pictures of each data set
    std::optional<std::uint64_t> sample_seed;  // draws these pictures, and their order
    std::optional<double> budget_seconds;
    std::vector<Ceiling> ceilings;  // sorted by threads
    std::vector<SetResult> sets;
};

// Returns the content of machine.json, without the measurements, which have their own files.
Json record_json(const Record &record);

// Reads machine.json; null means the same as a missing value. Throws Failure if the text is not
// JSON or a value has the wrong type or is out of range. A data set can have any name here: the
// caller must check it with is_dataset_name() before it becomes part of a file name.
Record parse_record(std::string_view text);

}  // namespace quant::cli::results

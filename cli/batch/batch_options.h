// How a batch deals with files, and what it reports.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "convert/output_name.h"
#include "inputs/shard.h"

namespace quant::cli {

// What is done about an output that exists.
enum class Existing {
    refuse,  // the input fails
    skip,    // the input is skipped
    update,  // the input is skipped unless it is newer
    overwrite
};

// When the disk has what is written.
enum class Sync {
    file,  // before a file is reported as done
    end,   // before a file gets its name; the names at the end of the batch
    none   // when the system likes it
};

struct BatchOptions {
    OutputRules rules;
    std::vector<std::string>
        side_files;  // others that the command uses, which no output may replace

    Existing existing = Existing::refuse;
    bool skip_if_larger = false;
    bool copy_skipped = false;  // an input without a smaller result gets into the output folder
    bool dry_run = false;
    bool preserve = false;  // outputs get the times, the permissions and the owner of the input

    unsigned jobs = 0;                        // 0: as many as the machine has room for
    unsigned threads = 0;                     // of each job; 0: what the jobs leave
    std::optional<std::uint64_t> max_memory;  // in bytes; by default half of what there is
    Sync sync = Sync::end;
    std::optional<std::uint64_t> max_failures;  // the batch stops at so many

    std::optional<std::string> journal;
    std::uint64_t fingerprint = 0;  // hash of the options that change outputs
    bool verify = false;            // the journal is compared by what files have, not by times
    std::optional<Shard> shard;

    bool json = false;               // one object about all files
    bool jsonl = false;              // an object for each file, in a line, when it is done
    bool quiet = false;              // neither progress nor notes
    bool verbose = false;            // print a line for each file
    std::optional<std::string> log;  // a file to which the lines of jsonl are appended
};

}  // namespace quant::cli

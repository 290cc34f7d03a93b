// Describes the machine and the program that made the measurements, as far as they are known.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace quant::cli::results {

struct Cache {
    unsigned level = 0;
    std::string type;  // Data, Instruction or Unified
    std::uint64_t bytes = 0;
    unsigned shared_by = 0;  // logical processors
    unsigned instances = 0;  // on the processors that the process may use; 0 if not known

    friend bool operator==(const Cache &, const Cache &) = default;
};

// The machine that measured. An empty text or a zero means that the value is not known. Sockets,
// cores and threads count only the processors that the process may use.
struct Machine {
    std::string cpu;  // the model's name
    unsigned sockets = 0;
    unsigned cores = 0;               // physical
    unsigned threads = 0;             // logical
    std::optional<double> cpu_quota;  // time that a container may use, in processors
    std::vector<Cache> caches;        // one entry for each kind
    std::uint64_t memory_bytes = 0;
    std::string kernel;  // "Linux 6.1.0"

    // Returns the bytes of all caches of the last level together; 0 if they are not known.
    std::uint64_t last_level_cache_bytes() const;
};

// The versions of what the program was built with, and its revision. A text is empty if it is not
// known or the library was not used.
struct Build {
    std::string compiler;
    std::string openmp;
    std::string highway;
    std::string openimageio;
    std::string git_revision;
};

// The most that a machine can do with a number of threads, as bench/ceilings.h measures it. A rate
// is 0 if it was not measured.
struct Ceiling {
    unsigned threads = 1;
    double bandwidth = 0;   // bytes per second
    double arithmetic = 0;  // operations per second
};

}  // namespace quant::cli::results

// What a measurement was made on, as far as it is known.
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
    unsigned instances = 0;  // of the processors that the process may use; 0: not known

    friend bool operator==(const Cache &, const Cache &) = default;
};

// Empty texts and zeros are not known. Sockets, cores and threads count the processors that the
// process may use.
struct Machine {
    std::string cpu;  // the model's name
    unsigned sockets = 0;
    unsigned cores = 0;               // physical
    unsigned threads = 0;             // logical
    std::optional<double> cpu_quota;  // processors' worth of time that a container may use
    std::vector<Cache> caches;        // each kind once
    std::uint64_t memory_bytes = 0;
    std::string kernel;  // "Linux 6.1.0"

    // Bytes of all instances of the last level together; 0 if they are not known.
    std::uint64_t last_level_cache_bytes() const;
};

// The program that measured, and what it was built with; empty where not known, or where a library
// was not used.
struct Build {
    std::string compiler;
    std::string openmp;
    std::string highway;
    std::string openimageio;
    std::string git_revision;
};

// What a machine can do at most with so many threads, as bench/ceilings.h measures it; 0 where it
// was not measured.
struct Ceiling {
    unsigned threads = 1;
    double bandwidth = 0;   // bytes per second
    double arithmetic = 0;  // operations per second
};

}  // namespace quant::cli::results

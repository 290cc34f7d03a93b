// machine.h: what a measurement was made on, as far as the system tells.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace quant::cli::bench {

struct Cache {
    unsigned level = 0;
    std::string type;  // Data, Instruction or Unified
    std::uint64_t bytes = 0;
    unsigned shared_by = 0;  // logical processors
    unsigned instances = 1;  // of those that the processors of this process have

    friend bool operator==(const Cache &, const Cache &) = default;
};

struct Machine {
    std::string cpu;       // the model's name, or "unknown"
    unsigned sockets = 0;  // of those processors that this process may use, as are the next two
    unsigned cores = 0;    // physical
    unsigned threads = 0;  // logical
    std::optional<double> cpu_quota;  // processors' worth of time that a container may use
    std::vector<Cache> caches;        // each kind once
    std::uint64_t memory_bytes = 0;
    std::string kernel;  // "Linux 6.1.0"; empty: not known

    std::uint64_t last_level_cache_bytes() const;  // of all instances
};

// `root` is prepended to /proc and /sys. What cannot be read there is missing or 0, but a machine
// has at least one core.
Machine this_machine(const std::string &root = "");

// "0-3,8" -> 0 1 2 3 8; stops at what is no number.
std::vector<unsigned> processors_in(const std::string &list);

// Of the program, not of the machine: the compiler, the versions of OpenMP and Highway (empty
// without), that of the OpenImageIO it was built for, and the revision of the source (empty where
// that is not known).
struct Build {
    std::string compiler;
    std::string openmp;
    std::string highway;
    std::string openimageio;
    std::string git_revision;
};
Build this_build();

}  // namespace quant::cli::bench

// machine.h: machine.json of quant bench: on what was measured, and how. Any part may be missing.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace quant::cli::report {

struct Cache {
    unsigned level = 0;
    std::string type;
    std::uint64_t bytes = 0;
    unsigned shared_by = 0;  // logical CPUs
    unsigned instances = 0;  // 0: not known
};

// What the machine can do at most with so many threads.
struct Ceiling {
    unsigned threads = 0;
    double per_second = 0;  // bytes or operations
};

struct BenchOptions {
    std::string preset;
    std::vector<unsigned> k, threads;
    std::optional<unsigned> runs, warmup;
    std::vector<std::string> engines;
    std::optional<std::uint64_t> limit, sample_seed;
    std::optional<double> budget_seconds;
};

struct FailedFile {
    std::string file, error;
};

struct MachineDataSet {
    std::string name, directory;
    bool synthetic = false;
    std::optional<std::uint64_t> available;  // pictures in the folder
    std::optional<std::uint64_t> images;     // those that were measured
    std::vector<FailedFile> failed;
    bool complete = true;
};

struct Machine {
    // Empty: not known.
    std::string version, isa, cpu, kernel, compiler, openmp, highway, openimageio, git_revision,
        date;
    unsigned cores = 0;               // physical; 0: not known
    unsigned threads = 0;             // logical ones that may be used; 0: not known
    std::optional<double> cpu_quota;  // processors' worth of time that a container may use
    std::vector<Cache> caches;
    std::uint64_t memory_bytes = 0;
    BenchOptions options;
    std::vector<MachineDataSet> datasets;
    std::vector<Ceiling> bandwidth, arithmetic;

    // Bytes of the largest cache level all threads together have; 0: not known.
    std::uint64_t last_level_cache() const;
};

// Throws Failure.
Machine parse_machine(std::string_view text);

}  // namespace quant::cli::report

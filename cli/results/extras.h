// Holds what the programs of tests/bench/experiment measure beside `quant bench`, and converts it
// to and from the CSV files that they add to a folder of results.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace quant::cli::results {

// What every line begins with: the picture and the number of colors.
struct ExtraSubject {
    std::string image;
    std::size_t width = 0;
    std::size_t height = 0;
    unsigned colors = 0;

    friend bool operator==(const ExtraSubject &, const ExtraSubject &) = default;
};

// A variant of the engine `openmp` by its name in variants.csv.
struct KnownVariant {
    const char *name;
    const char *reference;  // the variant from which it differs in one thing; null for the first
    const char *what;       // for people
};

// Returns all variants in the order in which they are shown.
std::span<const KnownVariant> known_variants();

// A line of variants.csv: one timed run of a variant of the engine `openmp`. A figure is NaN if the
// machine does not tell it.
struct VariantRun {
    ExtraSubject subject;
    std::string variant;
    unsigned threads = 1;
    unsigned run = 1;  // from 1; the variants of one round of measurements have the same number
    double seconds = 0;
    double cycles = 0;
    double instructions = 0;
    double cache_misses = 0;  // of the last level
    double joules = 0;        // of the processor, with all that runs on it
};

// A line of seeds.csv: one quantization from the start that a seed chooses.
struct SeedRun {
    ExtraSubject subject;
    std::uint64_t seed = 0;
    unsigned run = 1;
    double seconds = 0;
    unsigned iterations = 0;
    double inertia = 0;
};

// The parts of a run. The first three are a thread's own work. `wait` is its time in parallel
// regions without work: until it wakes up, and from its own end to the end of the region. `serial`,
// which is told of thread 0, is the time outside of the regions.
enum class Phase { assign, update, map, wait, serial };
inline constexpr Phase kPhases[] = {Phase::assign, Phase::update, Phase::map, Phase::wait,
                                    Phase::serial};
const char *phase_name(Phase phase);

// A line of phases.csv: the time of one phase of one thread in one run, over all iterations.
struct PhaseTime {
    ExtraSubject subject;
    unsigned threads = 1;
    unsigned run = 1;
    unsigned thread = 0;
    Phase phase = Phase::assign;
    double seconds = 0;
};

// A line of projection.csv: the speed-up that a number of threads should have, which the machine
// need not have.
struct Projection {
    ExtraSubject subject;
    std::string engine;
    unsigned threads = 1;
    unsigned run = 1;
    double seconds_one = 0;  // one thread does the work of all
    double serial = 0;       // seconds of it that are not shared out
    double longest = 0;      // seconds until the last thread has done its share
    double projected = 0;    // seconds_one / (serial + longest)
    double measured = 0;     // speed-up over one thread; NaN if it was not measured
};

struct Extras {
    std::vector<VariantRun> variants;
    std::vector<SeedRun> seeds;
    std::vector<PhaseTime> phases;
    std::vector<Projection> projections;
};

inline constexpr const char *kVariantsFile = "variants.csv";
inline constexpr const char *kSeedsFile = "seeds.csv";
inline constexpr const char *kPhasesFile = "phases.csv";
inline constexpr const char *kProjectionFile = "projection.csv";

// Returns whether a file of results has one of these names.
bool is_extra_file(std::string_view name);

// Return the text of the files. Their numbers read back as the same bits.
std::string variants_csv(const std::vector<VariantRun> &runs);
std::string seeds_csv(const std::vector<SeedRun> &runs);
std::string phases_csv(const std::vector<PhaseTime> &times);
std::string projection_csv(const std::vector<Projection> &projections);

// Read the text of the files. They throw Failure with the number of the line.
std::vector<VariantRun> parse_variants(std::string_view csv);
std::vector<SeedRun> parse_seeds(std::string_view csv);
std::vector<PhaseTime> parse_phases(std::string_view csv);
std::vector<Projection> parse_projection(std::string_view csv);

// Reads those of the files that are in the folder. `sets` are the names of its data sets: the file
// NAME.csv of a data set of that name is not one of these. Throws FailureOf.
Extras read_extras(const std::string &folder, const std::vector<std::string> &sets);

}  // namespace quant::cli::results

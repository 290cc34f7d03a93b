// Describes the state of the machine during one invocation of a benchmark, as far as it is known.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "results/plan.h"

namespace quant::cli::results {

// Shares are parts of the time of all processors that the process may use, 0 to 1.
struct Conditions {
    std::map<std::string, std::string> variables;  // OMP_*, GOMP_* and QUANT_* of the environment
    std::optional<double> load;                    // mean number of waiting processes, last minute
    std::optional<double> busy_before;             // share that others used before the benchmark
    std::optional<double> busy_during;             // share that others used during it
    std::optional<double> stolen;    // share that the hypervisor gave to other machines meanwhile
    std::string governor;            // of frequency: "performance", "powersave", ...
    std::optional<bool> turbo;       // whether frequencies above the nominal one are allowed
    std::optional<bool> is_virtual;  // whether a hypervisor runs the machine
    std::string hypervisor;          // its name
    bool pinned = false;             // whether threads were bound to processors
};

// One start of `quant bench`. Only measurements of the same invocation are compared as pairs.
struct Invocation {
    unsigned number = 1;
    std::string date;  // ISO 8601, UTC
    Plan plan;         // what it was to measure; earlier invocations may have measured a part of it
    double seconds = 0;
    Conditions conditions;
};

}  // namespace quant::cli::results

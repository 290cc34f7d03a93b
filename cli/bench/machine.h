// Looks at the machine and at this program.
#pragma once

#include <string>
#include <vector>

#include "results/machine.h"

namespace quant::cli::bench {

// Returns what /proc, /sys and the processor affinity tell. `root` is prepended to /proc and /sys.
// What cannot be read there is missing or 0, but a machine has at least one core.
results::Machine this_machine(const std::string &root = "");

// Returns what this program was built with.
results::Build this_build();

// "0-3,8" -> 0 1 2 3 8; stops at what is no number.
std::vector<unsigned> processors_in(const std::string &list);

}  // namespace quant::cli::bench

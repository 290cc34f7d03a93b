// Describes the machine and this build of the program.
#pragma once

#include <string>
#include <vector>

#include "results/machine.h"

namespace quant::cli::bench {

// Returns what /proc, /sys and the processor affinity tell. `root` is prepended to /proc and /sys.
// Values that cannot be read are empty or 0, but the processor is then "unknown", and sockets,
// cores and threads are at least 1.
results::Machine this_machine(const std::string &root = "");

// Returns the compiler, the libraries and the revision that this program was built with.
results::Build this_build();

// Returns 0 1 2 3 8 for "0-3,8". Stops at the first part that is not a number or a range.
std::vector<unsigned> processors_in(const std::string &list);

}  // namespace quant::cli::bench

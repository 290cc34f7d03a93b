// Looks at the state of the machine, before a benchmark and while it runs.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "results/conditions.h"

namespace quant::cli::bench {

// Returns what does not change meanwhile, and the load of the last minute. `root` is prepended to
// /proc and /sys.
results::Conditions conditions_now(const std::string &root = "");

// Measures which share of the processors others use from its construction on.
class Neighbors {
public:
    explicit Neighbors(std::string root = "");

    struct Shares {
        double busy = 0;    // of the time of the processors, used by other processes
        double stolen = 0;  // of the same, given to other machines by the hypervisor
    };
    // Returns nothing if the system does not tell, or if no time has passed.
    std::optional<Shares> so_far() const;

private:
    // Seconds of all processors that the process may use.
    struct Times {
        double busy = 0, stolen = 0, all = 0, own = 0;
    };
    std::optional<Times> now() const;

    std::string root_;
    std::vector<unsigned> processors_;
    std::optional<Times> begin_;
};

// Returns the shares of the next third of a second.
std::optional<Neighbors::Shares> look_for_neighbors();

// Starts the program again with OpenMP's threads bound to the cores, unless they are bound already.
// Throws Failure if they cannot be bound.
void pin_threads();

}  // namespace quant::cli::bench

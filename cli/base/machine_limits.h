// The limits that a control group sets for the processes in it, as containers have them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace quant::cli {

// What this process may use; what has no limit is absent.
struct MachineLimits {
    std::optional<double> processors;  // that it may keep busy, such as 1.5
    std::optional<std::uint64_t> memory_bytes;
};

// Understands control groups of both versions, also nested ones, of which the tightest counts.
// `root` is prepended to /proc and to the places of the control groups.
MachineLimits machine_limits(const std::string &root = {});

}  // namespace quant::cli

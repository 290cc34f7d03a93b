// The limits that a control group sets for the processes in it, as containers have them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace quant::cli {

// Returns how many processors this process may keep busy, such as 1.5, or nothing if there is no
// such limit. Understands control groups of both versions, also nested ones, of which the tightest
// counts. `root` is prepended to /proc and to the places of the control groups.
std::optional<double> cpu_quota(const std::string &root = {});

// Returns how many bytes of memory this process may use, or nothing.
std::optional<std::uint64_t> memory_limit(const std::string &root = {});

}  // namespace quant::cli

// A callback with which a caller interrupts long work.
#pragma once

#include <functional>

namespace quant::cli::metrics {

// Is called once per row unless it is empty. An exception that it throws ends the work.
using Tick = std::function<void()>;

}  // namespace quant::cli::metrics

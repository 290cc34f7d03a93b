// tick.h: how the caller interrupts long work.
#pragma once

#include <functional>

namespace quant::cli::metrics {

// Called once a row, or empty; what it throws ends the work.
using Tick = std::function<void()>;

}  // namespace quant::cli::metrics

// tick.h: how the caller interrupts long work.
#ifndef QUANT_CLI_METRICS_TICK_H
#define QUANT_CLI_METRICS_TICK_H

#include <functional>

namespace quant::metrics {

// Called once a row, or empty; what it throws ends the work.
using Tick = std::function<void()>;

}  // namespace quant::metrics
#endif

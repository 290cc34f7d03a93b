// Tells which of Highway's targets the machine can run.
#pragma once

#include <cstdint>

namespace quant::core {

// Returns bits of HWY_SSE4, HWY_AVX2 and so on, with that of the target that all code is compiled
// for. hwy::SupportedTargets() tells the same, but its library measures the timer for some
// milliseconds when it is loaded, which took half of the time that a program needs to start.
// Targets of x86 that are newer than AVX3_DL are not used.
std::int64_t supported_targets();

}  // namespace quant::core

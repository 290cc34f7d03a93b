// Reports progress to the caller, who may cancel.
#pragma once

#include <quant/quant.h>

namespace quant::core {

// Is thrown through all stages when the caller cancels. The C interface turns it into
// QUANT_CANCELED.
struct Canceled {};

// Calls the progress function of the options, if there is one. Throws Canceled if the function
// returns anything but 0.
inline void report_progress(const quant_options &options, quant_stage stage,
                            unsigned iteration = 0) {
    if (!options.progress) return;
    const quant_progress progress{sizeof progress, stage, iteration,
                                  stage == QUANT_STAGE_SEARCH ? 0 : options.max_iterations};
    if (options.progress(&progress, options.user_data) != 0) throw Canceled();
}

}  // namespace quant::core

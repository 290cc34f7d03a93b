// Looks at the clock, so that loops can check often, and calls the progress function rarely.
#include "base/progress.h"

#include <algorithm>

namespace quant::core {

Progress::Progress(const quant_options &options, Clock::duration period)
    : function_(options.progress),
      user_data_(options.user_data),
      period_(period),
      max_iterations_(options.max_iterations) {
    state_.struct_size = sizeof state_;
    enter(QUANT_STAGE_HISTOGRAM);  // the first stage, and what comes before it
}

void Progress::enter(quant_stage stage) {
    state_.stage = stage;
    state_.iteration = 0;
    state_.max_iterations = stage == QUANT_STAGE_SEARCH ? 0 : max_iterations_;
}

void Progress::begin(quant_stage stage) {
    enter(stage);
    if (function_) call();
}

void Progress::count(unsigned iteration, double done) {
    if (!function_) return;
    state_.iteration = iteration;
    note(done);
    call();
}

void Progress::check(double done) {
    if (!function_) return;
    if (how_ == Part::Smoothly) note(done);
    if (Clock::now() - last_call_ >= period_) call();
}

std::function<void(double)> Progress::checks() {
    if (!function_) return {};
    return [this](double done) { check(done); };
}

void Progress::note(double done) {
    const double all = first_ + (last_ - first_) * std::clamp(done, 0.0, 1.0);
    state_.done = std::clamp(all, state_.done, 1.0);
}

void Progress::call() {
    // Work of other threads can still be ending when the function has canceled, or thrown.
    if (is_over_) throw Canceled();
    const quant_progress state = state_;
    is_over_ = true;
    if (function_(&state, user_data_) != 0) throw Canceled();
    is_over_ = false;
    // The time that the function itself takes is not the library's.
    last_call_ = Clock::now();
}

Progress::Part::Part(Progress &progress, double first, double last, How how)
    : progress_(progress), first_(progress.first_), last_(progress.last_), how_(progress.how_) {
    progress.first_ = first_ + (last_ - first_) * first;
    progress.last_ = first_ + (last_ - first_) * last;
    progress.how_ = how;
    progress.note(0);
}

Progress::Part::~Part() {
    progress_.note(1);
    progress_.first_ = first_;
    progress_.last_ = last_;
    progress_.how_ = how_;
}

}  // namespace quant::core

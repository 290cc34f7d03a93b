// Reports progress to the caller, who may cancel.
#pragma once

#include <quant/quant.h>

#include <chrono>
#include <functional>

namespace quant::core {

// Is thrown through all stages when the caller cancels. The C interface turns it into
// QUANT_CANCELED.
struct Canceled {};

// What one call of the library has done, and the progress function of its options. Only the thread
// that makes the object may use it. Without a function, nothing happens.
//
// Every function that calls the progress function throws Canceled if that returns anything but 0.
class Progress {
public:
    using Clock = std::chrono::steady_clock;

    // The time after which check() calls the function again.
    static constexpr std::chrono::milliseconds kPeriod{20};

    explicit Progress(const quant_options &options, Clock::duration period = kPeriod);
    Progress(const Progress &) = delete;
    Progress &operator=(const Progress &) = delete;

    // Begins a stage: enter() without calling the function, begin() with a call.
    void enter(quant_stage stage);
    void begin(quant_stage stage);

    // Calls the function after an iteration, or a step of the search. `done` is the part of the
    // work at hand that is done, from 0 to 1.
    void count(unsigned iteration, double done);

    // Calls the function if the last call was a period ago. Must be called now and then.
    void check(double done);

    // Returns check() for a Team, or an empty function if there is nobody to report to. It refers
    // to this object.
    std::function<void(double)> checks();

    // The work at hand, as long as the object lives: the part from `first` to `last` of the work
    // around it, where 0 is its beginning and 1 its end. How much of the whole call is done is
    // computed from these parts, and never falls.
    class Part {
    public:
        // check() tells how much is done, or, with Steps, only count() does.
        enum How { Smoothly, Steps };
        Part(Progress &progress, double first, double last, How how = Smoothly);
        ~Part();
        Part(const Part &) = delete;
        Part &operator=(const Part &) = delete;

    private:
        Progress &progress_;
        double first_, last_;  // those of the work around it
        How how_;
    };

private:
    void note(double done);
    void call();

    quant_progress_function function_;
    void *user_data_;
    Clock::duration period_;
    Clock::time_point last_call_ = Clock::now();
    quant_progress state_{};
    unsigned max_iterations_;
    double first_ = 0, last_ = 1;  // of the whole call
    Part::How how_ = Part::Smoothly;
    bool is_over_ = false;  // the function has canceled, and must not be called again
};

}  // namespace quant::core

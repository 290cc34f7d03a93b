// Lets the library log its work, and shares the units out to threads that do not exist.
#include "projection.h"

#include <algorithm>
#include <chrono>
#include <functional>
#include <limits>
#include <numeric>
#include <vector>

#include "base/failure.h"
#include "base/parallel.h"

namespace quant::experiment {
namespace {

using core::WorkLog;
using Clock = std::chrono::steady_clock;

void add(const WorkLog::Work &work, LoggedRun &run) {
    run.shared += std::accumulate(work.units.begin(), work.units.end(), 0.0);
    run.longest += seconds_with_threads(work);
    run.workers = std::max(run.workers, work.workers);
}

// Returns the figures of a call whose work is logged.
template <typename Progress>
Stats logged(const Image &image, const quant_options &options, WorkLog &log, Progress progress) {
    core::work_log = &log;
    const auto result = quant::quantize(image, options, progress);
    core::work_log = nullptr;
    if (!result) throw quant::cli::Failure(result.error().message);
    return result->stats();
}

double kmeans_seconds(const Stats &stats) {
    const double seconds = stats.seconds_iterations + stats.seconds_mapping;
    return stats.engine == QUANT_ENGINE_CELLS ? stats.seconds_histogram + seconds : seconds;
}

Clock::time_point after(Clock::time_point begin, double seconds) {
    return begin +
           std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
}

}  // namespace

double seconds_with_threads(const WorkLog::Work &work) {
    std::vector<double> ends(work.workers);
    for (const double unit : work.units) *std::ranges::min_element(ends) += unit;
    return *std::ranges::max_element(ends);
}

LoggedRun log_call(const Image &image, const quant_options &options) {
    WorkLog log;
    LoggedRun run;
    const auto begin = Clock::now();
    logged(image, options, log, [](const Progress &) { return true; });
    run.whole = std::chrono::duration<double>(Clock::now() - begin).count();
    for (const WorkLog::Work &work : log.works) add(work, run);
    return run;
}

LoggedRun log_kmeans(const Image &image, const quant_options &options) {
    WorkLog log;
    const auto begin = Clock::now();
    auto iterations = Clock::time_point::max();
    const Stats stats = logged(image, options, log, [&](const Progress &progress) {
        if (progress.stage == QUANT_STAGE_ITERATIONS)
            iterations = std::min(iterations, Clock::now());
        return true;
    });
    const auto histogram_end = after(begin, stats.seconds_histogram);
    const auto end = after(iterations, stats.seconds_iterations + stats.seconds_mapping);
    LoggedRun run;
    run.whole = kmeans_seconds(stats);
    for (const WorkLog::Work &work : log.works) {
        const bool is_of_histogram = work.begin < histogram_end;
        if (is_of_histogram ? stats.engine == QUANT_ENGINE_CELLS
                            : work.begin >= iterations && work.begin < end)
            add(work, run);
    }
    return run;
}

double time_kmeans(const Image &image, const quant_options &options) {
    const auto result = quant::quantize(image, options);
    if (!result) throw quant::cli::Failure(result.error().message);
    const Stats &stats = result->stats();
    return stats.threads == options.threads ? kmeans_seconds(stats)
                                            : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace quant::experiment

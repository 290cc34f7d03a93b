// Computes the figures of the serial fraction, of scaled speed-up, of the overhead of threads, and
// of the single pictures.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "report/analysis.h"

namespace quant::cli::report {

// Returns the quartiles of the serial fractions that are fitted to each picture alone; nothing for
// fewer than four pictures.
std::optional<Quartiles> serial_of_pictures(const SetAnalysis &set, const Scaling &scaling,
                                            const Processor &processor);

// The scaled speed-up of a parallel engine: with p threads and p copies of each picture, p times
// the time for each pass of one thread over one copy, divided by that of p threads over p copies.
struct ScaledSpeedUp {
    results::Engine engine = results::Engine::openmp;
    unsigned k = 0, threads = 0;
    double serial = 0;         // serial fraction by Amdahl's law, also beyond 0 to 1
    double predicted = 0;      // p - s (p - 1), by Gustafson's law; NaN if s is not between 0 and 1
    double one = 0, more = 0;  // mean seconds of both
    Interval measured;
};
// Returns those of thread counts within the cores; nothing if weak scaling was not measured.
std::vector<ScaledSpeedUp> scaled_speed_ups(const SetAnalysis &set, const Processor &processor);

// The time that the engine `openmp` takes beyond the ideal: the time of one thread, divided by the
// threads, or by the cores if there are fewer.
struct Overhead {
    ScalingPoint one, more;
    unsigned k = 0;
    double ideal = 0, extra = 0;  // seconds
    double per_pass = 0;          // `extra` for each pass over the pixels; NaN if not known
};
std::vector<Overhead> overheads(const SetAnalysis &set, const Processor &processor);

// The speed-ups of the single pictures, with the thread count that is fastest on average without
// oversubscription, or fastest of all if every count is oversubscribed.
struct Distribution {
    results::Engine engine = results::Engine::openmp;
    unsigned k = 0, threads = 0;
    ImageSpeedUps each;
    Quartiles quartiles;
};
std::vector<Distribution> distributions(const SetAnalysis &set, const Processor &processor);

}  // namespace quant::cli::report

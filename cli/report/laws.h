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

// The speed-up of the engine `openmp` on the large pictures of one data set, as predicted from the
// small pictures of another and as measured.
struct ScaledSpeedUp {
    unsigned k = 0, threads = 0;
    double serial = 0;                   // serial fraction of the small pictures, 0 to 1
    double growth = 0;                   // factor by which the work grows from small to large
    double small = 0;                    // own speed-up of the small pictures, measured
    double gustafson = 0;                // p - s (p - 1), with p threads and the serial fraction s
    double predicted = 0, measured = 0;  // own speed-up of the large pictures
};
std::vector<ScaledSpeedUp> scaled_speed_ups(const Analysis &analysis);

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
    std::string engine;
    unsigned k = 0, threads = 0;
    ImageSpeedUps each;
    Quartiles quartiles;
};
std::vector<Distribution> distributions(const SetAnalysis &set, const Processor &processor);

}  // namespace quant::cli::report

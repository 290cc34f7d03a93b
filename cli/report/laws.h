// laws.h: the figures of scaled speed-up, of what threads cost, and of the single pictures.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "report/analysis.h"

namespace quant::cli::report {

// Quartiles of the serial fractions fitted to each picture alone; none of fewer than four.
std::optional<Quartiles> serial_of_pictures(const SetAnalysis &set, const Scaling &scaling,
                                            const Processor &processor);

// From the small pictures of one set to the large ones of another, with the engine openmp.
struct ScaledSpeedUp {
    unsigned k = 0, threads = 0;
    double serial = 0;  // of the small pictures, 0 to 1
    double growth = 0;  // of the work, from small to large
    double small = 0;   // own speed-up, measured
    double gustafson = 0;
    double predicted = 0, measured = 0;  // own speed-up of the large
};
std::vector<ScaledSpeedUp> scaled_speed_ups(const Analysis &analysis);

// Time of the engine openmp beyond that of one thread divided by the threads that run at once.
struct Overhead {
    ScalingPoint one, more;
    unsigned k = 0;
    double ideal = 0, extra = 0;  // seconds
    double per_pass = 0;          // extra, of one pass over the pixels; NaN: not known
};
std::vector<Overhead> overheads(const SetAnalysis &set, const Processor &processor);

// The speed-ups of the single pictures, at the thread count that is fastest on average.
struct Distribution {
    std::string engine;
    unsigned k = 0, threads = 0;
    ImageSpeedUps each;
    Quartiles quartiles;
};
std::vector<Distribution> distributions(const SetAnalysis &set, const Processor &processor);

}  // namespace quant::cli::report

// Computes the roofline model: the rate that memory and arithmetic of the machine allow, and how
// near an engine comes to it.
#pragma once

#include <optional>
#include <vector>

#include "report/images.h"
#include "report/scaling.h"
#include "results/record.h"

namespace quant::cli::report {

// Bytes of a pixel. The engines that read the pixels in every iteration store them as four 16-bit
// values (a point); `cells` reads three 8-bit channels once (a pixel).
inline constexpr double kPointBytes = 8;
inline constexpr double kPixelBytes = 3;

// The ceilings of memory and arithmetic with one number of threads.
struct Roof {
    unsigned threads = 0;
    double bandwidth = 0;   // bytes per second
    double arithmetic = 0;  // operations per second

    // Returns the operations per second that the roof allows with `intensity` operations per byte.
    double at(double intensity) const;
    // Returns the intensity from which arithmetic is the limit, not memory.
    double ridge() const { return arithmetic / bandwidth; }
};

// Returns the roof that was measured with `threads` threads, with the next lower count, or with
// the lowest count if none is lower; nothing if no count has both ceilings. The ceilings must be
// sorted by threads.
std::optional<Roof> roof_for(const std::vector<results::Ceiling> &ceilings, unsigned threads);

// The place of an engine in the roofline plot.
struct Placement {
    double intensity = 0;    // operations per byte of pixels read
    double performance = 0;  // operations per second
};

// Counts all scores of the textbook algorithm, whose every pass over the pixels reads each pixel
// once.
Placement textbook_placement(const Work &work, double seconds);
// Counts only the scores that the engine evaluated, and reads the pixels once in all.
Placement evaluated_placement(const Work &work, double seconds);

// The shares of the two ceilings that an engine reaches; 1 is the ceiling.
struct Nearness {
    double arithmetic = 0, bandwidth = 0;
};
Nearness nearness(const Roof &roof, const Placement &placement);

}  // namespace quant::cli::report

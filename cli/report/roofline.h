// roofline.h: what memory and arithmetic of the machine allow, and how near an engine comes.
#pragma once

#include <optional>
#include <vector>

#include "report/images.h"
#include "report/scaling.h"
#include "results/record.h"

namespace quant::cli::report {

// Bytes of a pixel: the engines that go through the pixels in every iteration have them as four
// 16-bit values, and cells reads three 8-bit channels once.
inline constexpr double point_bytes = 8;
inline constexpr double pixel_bytes = 3;

struct Roof {
    unsigned threads = 0;
    double bandwidth = 0;   // bytes per second
    double arithmetic = 0;  // operations per second

    double at(double intensity) const;
    double ridge() const { return arithmetic / bandwidth; }
};

// Returns the roof measured with so many threads, or else with the most below that; nothing if no
// thread count has both parts. The ceilings are sorted by threads.
std::optional<Roof> roof_for(const std::vector<results::Ceiling> &ceilings, unsigned threads);

// An engine in the picture.
struct Placement {
    double intensity = 0;    // operations per byte of pixels read
    double performance = 0;  // operations per second
};

// All the textbook's scores, where each pass over the pixels reads every one once.
Placement textbook_placement(const Work &work, double seconds);
// The operations of the scores really evaluated, where the pixels are read once in all.
Placement evaluated_placement(const Work &work, double seconds);

struct Nearness {
    double arithmetic = 0, bandwidth = 0;  // shares of the two ceilings in use
};
Nearness nearness(const Roof &roof, const Placement &placement);

}  // namespace quant::cli::report

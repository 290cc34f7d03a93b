// rules.h: what may be said of the figures, as rules: each takes numbers and gives a sentence that
// follows from them, or none. Nothing else on the page judges.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "report/images.h"
#include "report/roofline.h"
#include "report/scaling.h"
#include "report/statistics.h"

namespace quant::cli::report {

// Where a rule decides. The page names them.
inline constexpr double growth_threshold = 0.05;      // of speed-up, to still call it growing
inline constexpr double efficiency_threshold = 0.5;   // own speed-up per thread
inline constexpr double noise_threshold = 0.1;        // spread of the runs, of the time
inline constexpr double overhead_threshold = 0.5;     // of the time, to call it most of it
inline constexpr double fit_threshold = 0.02;         // residual of 1/S, to call Amdahl's law met
inline constexpr double agreement_threshold = 0.1;    // of a prediction, to call it met
inline constexpr double near_threshold = 0.5;         // of a ceiling, to call it the limit
inline constexpr double spread_threshold = 1.5;       // third quartile over first, between pictures
inline constexpr double correlation_threshold = 0.7;  // rank correlation
inline constexpr std::size_t few_pictures = 5;        // below that nothing is said of them
inline constexpr double inertia_threshold = 0.001;    // the published rule for correct

using Sentence = std::optional<std::string>;

// Why it cannot be told which of two times is the shorter.
std::string why_unclear(double spread_a, double spread_b);

// The index of the first thread count after which none is faster by more than the threshold.
std::size_t last_growth(const Scaling &scaling);

// What may end the growth, as far as it is known.
struct Limits {
    std::optional<AmdahlFit> fit;
    // How near the last thread count that gains comes to the ceilings of the next one, and with how
    // many threads those were measured.
    std::optional<Nearness> near;
    unsigned ceiling_threads = 0;
};

// Sentences without their subject; by_k() puts it before them.
// Where speed-up stops, and which limits the figures point at.
Sentence growth(const Scaling &scaling, const Processor &processor, const Limits &limits = {});
Sentence efficiency(const Scaling &scaling);
Sentence oversubscription(const Scaling &scaling, const Processor &processor);
Sentence noise(const Scaling &scaling);
Sentence superlinear(const Scaling &scaling);

// One sentence for all K of which the same holds: "K = 8 and 16: ...".
std::vector<std::string> by_k(const std::vector<Scaling> &all,
                              const std::function<Sentence(const Scaling &)> &rule);

// What holds of something with some K, and the sentences that say it once for all of which it
// holds: "openmp (K = 8 and 16); cells (K = 8): ...".
struct Remark {
    std::string subject;
    unsigned k = 0;
    std::string text;
};
std::vector<std::string> merged(const std::vector<Remark> &remarks);

// From the smallest K to the largest, at each one's best.
Sentence trend_over_k(const std::vector<Scaling> &all);
// Two engines at the same K, at each one's best without oversubscription.
Sentence engines(const Scaling &a, const Scaling &b, const Processor &processor);
Sentence amdahl(const AmdahlFit &fit);
// Scaled speed-up: what a small picture's serial fraction promises for a large one.
std::string scaled(double predicted, double measured);
// More threads than one, of whose time `extra` is beyond the ideal.
Sentence overhead(const ScalingPoint &one, const ScalingPoint &more, double extra);
std::string ceilings(const Nearness &near);
// Pixels against the last cache level.
Sentence cache(double pixels, std::uint64_t cache_bytes);
Sentence image_spread(const ImageSpeedUps &speed_ups);
Sentence color_correlation(const ImageSpeedUps &speed_ups);
Sentence inertia(const InertiaDifference &difference);

// The fastest, and all others whose difference from it lies within the spread. Not empty.
struct Contender {
    std::string engine;
    unsigned threads = 0;
    double seconds = 0, spread = 0, speed_up = 0;
};
std::vector<Contender> best_of(std::vector<Contender> all);

}  // namespace quant::cli::report

// Offers the rules that judge the figures: each takes numbers and returns a sentence that follows
// from them, or none. Nothing else on the page judges.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "report/comparison.h"
#include "report/images.h"
#include "report/remarks.h"
#include "report/roofline.h"
#include "report/scaling.h"
#include "report/statistics.h"

namespace quant::cli::report {

// The thresholds at which the rules decide, which the page states.
inline constexpr double kGrowthThreshold = 0.05;      // least growth of speed-up that counts
inline constexpr double kEfficiencyThreshold = 0.5;   // own speed-up per thread
inline constexpr double kNoiseThreshold = 0.1;        // spread of the runs, as a share of the time
inline constexpr double kOverheadThreshold = 0.5;     // share of the time that counts as most of it
inline constexpr double kFitThreshold = 0.02;         // largest residual of 1/S under Amdahl's law
inline constexpr double kAgreementThreshold = 0.1;    // largest error of a prediction that is met
inline constexpr double kNearThreshold = 0.5;         // least share that makes a ceiling the limit
inline constexpr double kSpreadThreshold = 1.5;       // third quartile over first, of the pictures
inline constexpr double kCorrelationThreshold = 0.7;  // rank correlation
inline constexpr std::size_t kFewPictures = 5;        // with fewer, pictures are not judged
inline constexpr double kInertiaThreshold = 0.001;    // published rule for a correct engine

// Returns the index of the first thread count after which no count is faster by more than the
// threshold of growth.
std::size_t last_growth(const Scaling &scaling);

// The limits that may end the growth of speed-up, as far as they are known.
struct Limits {
    std::optional<AmdahlFit> fit;
    // How near the last thread count that gains comes to the ceilings of the next count, and the
    // number of threads with which these ceilings were measured.
    std::optional<Nearness> near;
    unsigned ceiling_threads = 0;
};

// The next six rules return sentences without their subject, which by_k() puts before them.
// growth() says where speed-up stops, and which limits the figures point at.
Sentence growth(const Scaling &scaling, const Compare &compare, const Processor &processor,
                const Limits &limits = {});
Sentence efficiency(const Scaling &scaling);
Sentence oversubscription(const Scaling &scaling, const Compare &compare,
                          const Processor &processor);
Sentence noise(const Scaling &scaling);
Sentence superlinear(const Scaling &scaling);
// Says where fewer threads worked than were asked for.
Sentence fewer_threads(const Scaling &scaling);

// Compares the best speed-up of the smallest K with that of the largest.
Sentence trend_over_k(const std::vector<Scaling> &all);
// Compares two engines with the same K, each with its best thread count without oversubscription.
Sentence engines(const Scaling &a, const Scaling &b, const Compare &compare,
                 const Processor &processor);
Sentence amdahl(const AmdahlFit &fit);
// Compares the measured scaled speed-up with the law of Gustafson for the serial fraction s.
std::string gustafson(double serial, unsigned threads, const Interval &measured);
// Judges more threads than one. `extra` is the part of their time beyond the ideal.
Sentence overhead(const ScalingPoint &more, double extra);
// Judges the distances of `sequential` from the reference in doubles.
Sentence doubles(const std::vector<double> &distances);
std::string ceilings(const Nearness &near);
// Compares the size of the pixels with the last cache level.
Sentence cache(double pixels, std::uint64_t cache_bytes);
Sentence image_spread(const ImageSpeedUps &speed_ups);
Sentence color_correlation(const ImageSpeedUps &speed_ups);
Sentence inertia(const InertiaDifference &difference);

// An engine with one thread count that competes for the shortest time. best_of() returns the
// fastest and, after it, all others that cannot be told to be slower. `all` must not be empty.
struct Contender {
    results::Engine engine = results::Engine::openmp;
    unsigned threads = 0;
    double seconds = 0, speed_up = 0;
};
std::vector<Contender> best_of(
    std::vector<Contender> all,
    const std::function<Comparison(const Contender &, const Contender &)> &compare);

}  // namespace quant::cli::report

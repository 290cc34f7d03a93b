// Compares the figures with the thresholds and writes the sentences, which also say what cannot be
// told.
#include "report/rules.h"

#include <algorithm>
#include <cmath>

#include "report/format.h"

namespace quant::cli::report {
namespace {

std::string threads_text(unsigned count) { return count_text(count, "thread"); }

bool is_near(double share) { return share >= kNearThreshold && share <= 1 + kAgreementThreshold; }

// Returns whether Amdahl's law predicts no more gain for the next thread count than the threshold
// of growth.
bool serial_fraction_ends_it(const AmdahlFit &fit, const ScalingPoint &stop,
                             const ScalingPoint &next) {
    if (!(fit.serial > 0 && fit.serial <= 1)) return false;
    if (fit.points > 1 && fit.residual > kFitThreshold) return false;
    return amdahl_speed_up(fit.serial, next.threads) <=
           amdahl_speed_up(fit.serial, stop.threads) * (1 + kGrowthThreshold);
}

// Returns the limits that may explain the end of growth, such as "the physical cores (2, and the
// next count measured is 4)"; empty if none explains it.
std::vector<std::string> limits_between(const ScalingPoint &stop, const ScalingPoint &next,
                                        const Comparison &next_over_stop,
                                        const Processor &processor, const Limits &limits) {
    std::vector<std::string> found;
    const bool beyond = processor.beyond_cores(next.threads);
    const std::string half =
        " (at half or more of its ceiling with " + threads_text(limits.ceiling_threads) + ")";
    if (beyond)
        found.push_back((processor.limited ? "the processors that a container may use ("
                                           : "the physical cores (") +
                        std::to_string(processor.cores) + ", and the next count measured is " +
                        std::to_string(next.threads) + ")");
    if (limits.near && is_near(limits.near->bandwidth)) found.push_back("memory bandwidth" + half);
    if (limits.near && is_near(limits.near->arithmetic)) found.push_back("arithmetic" + half);
    if (!beyond && next_over_stop.is_slower())
        found.push_back("thread overhead (" + std::to_string(next.threads) + " take longer)");
    else if (limits.fit && serial_fraction_ends_it(*limits.fit, stop, next))
        // A fit to one count always predicts the end, whatever the cause.
        found.push_back(limits.fit->points == 1
                            ? "the serial fraction or thread overhead, which one thread count "
                              "within the cores does not tell apart"
                            : "the serial fraction (by Amdahl's law " +
                                  std::to_string(next.threads) + " gain no more than that either)");
    else if (!beyond && next.efficiency < 1 - kOverheadThreshold)
        found.push_back("thread overhead (more than half of the time with " +
                        std::to_string(next.threads) + ")");
    return found;
}

std::string limits_text(const ScalingPoint &stop, const ScalingPoint &next,
                        const Comparison &next_over_stop, const Processor &processor,
                        const Limits &limits) {
    if (!processor.beyond_cores(next.threads) && !next_over_stop.differs() &&
        !next_over_stop.is_within(kGrowthThreshold))
        return "; which limit that is cannot be told";
    const auto found = limits_between(stop, next, next_over_stop, processor, limits);
    if (found.empty())
        return ", and none of cores, memory bandwidth, arithmetic, serial fraction and thread "
               "overhead explains it";
    return ", and the figures point at " + list_text(found);
}

}  // namespace

std::size_t last_growth(const Scaling &scaling) {
    const auto &points = scaling.points;
    for (std::size_t i = 0; i < points.size(); ++i) {
        const bool grows =
            std::any_of(points.begin() + static_cast<std::ptrdiff_t>(i) + 1, points.end(),
                        [&](const ScalingPoint &later) {
                            return points[i].seconds > later.seconds * (1 + kGrowthThreshold);
                        });
        if (!grows) return i;
    }
    return points.size() - 1;
}

Sentence growth(const Scaling &scaling, const Compare &compare, const Processor &processor,
                const Limits &limits) {
    const auto &points = scaling.points;
    if (points.size() < 2)
        return "only one thread count was measured, " + std::to_string(points[0].threads) +
               ": too few to tell where speed-up stops";
    const std::size_t stop = last_growth(scaling);
    const std::string threshold = fixed(100 * kGrowthThreshold, 0) + " %";
    const std::string last = threads_text(points[stop].threads);
    const auto compared = [&](const ScalingPoint &a, const ScalingPoint &b) {
        return compare(scaling.task(a), scaling.task(b));
    };
    if (stop + 1 == points.size()) {
        const auto before =
            std::min_element(points.begin(), points.end() - 1,
                             [](const auto &a, const auto &b) { return a.seconds < b.seconds; });
        const Comparison last_step = compared(*before, points[stop]);
        if (!last_step.differs())
            return "whether speed-up grows up to the most measured, " + last +
                   ", or stops before cannot be told: " + why_unclear(last_step);
        return "speed-up still grows by more than " + threshold + " up to the most measured, " +
               last + ": it does not stop within them";
    }
    const ScalingPoint &next = points[stop + 1];
    const Comparison next_over_stop = compared(next, points[stop]);
    std::string text = "speed-up stops growing by more than " + threshold + " at " + last +
                       limits_text(points[stop], next, next_over_stop, processor, limits);
    if (!next_over_stop.differs())
        text += ". Whether " + last + " or " + std::to_string(next.threads) +
                " are faster cannot be told: " + why_unclear(next_over_stop);
    return text;
}

Sentence efficiency(const Scaling &scaling) {
    if (scaling.points.size() < 2 || !scaling.at(1)) return std::nullopt;
    const std::string threshold = fixed(100 * kEfficiencyThreshold, 0) + " %";
    for (const ScalingPoint &point : scaling.points)
        if (point.efficiency < kEfficiencyThreshold)
            return "efficiency falls under " + threshold + " at " + threads_text(point.threads);
    return "efficiency stays at or above " + threshold + " up to " +
           threads_text(scaling.points.back().threads);
}

Sentence oversubscription(const Scaling &scaling, const Compare &compare,
                          const Processor &processor) {
    const ScalingPoint *within = scaling.fastest_within(processor);
    std::vector<unsigned> slower, faster, unclear;
    if (!within) return std::nullopt;
    for (const ScalingPoint &point : scaling.points) {
        if (!processor.oversubscribed(point.threads)) continue;
        const Comparison comparison = compare(scaling.task(point), scaling.task(*within));
        if (!comparison.is_known()) continue;
        (comparison.is_slower()   ? slower
         : comparison.is_faster() ? faster
                                  : unclear)
            .push_back(point.threads);
    }
    std::vector<std::string> parts;
    const auto add = [&](const std::vector<unsigned> &counts, const std::string &what) {
        if (!counts.empty()) parts.push_back(what + " with " + list_text(counts) + " threads");
    };
    add(slower, "slower");
    add(faster, "faster");
    add(unclear, "neither clearly slower nor faster");
    if (parts.empty()) return std::nullopt;
    return "oversubscribed, against the best without, the engine is " + list_text(parts);
}

Sentence noise(const Scaling &scaling) {
    std::vector<unsigned> noisy;
    for (const ScalingPoint &point : scaling.points)
        if (point.spread > kNoiseThreshold * point.seconds) noisy.push_back(point.threads);
    if (noisy.empty()) return std::nullopt;
    return "the runs with " + list_text(noisy) +
           (noisy == std::vector<unsigned>{1} ? " thread" : " threads") + " spread by more than " +
           fixed(100 * kNoiseThreshold, 0) +
           " % of their mean: small differences there mean nothing";
}

Sentence superlinear(const Scaling &scaling) {
    std::vector<unsigned> counts;
    for (const ScalingPoint &point : scaling.points)
        if (point.threads > 1 && point.efficiency > 1 + kGrowthThreshold &&
            point.own.ratio.low > point.threads)
            counts.push_back(point.threads);
    if (counts.empty()) return std::nullopt;
    return "speed-up is above the ideal line with " + list_text(counts) +
           " threads, which more threads alone cannot explain";
}

Sentence fewer_threads(const Scaling &scaling) {
    std::vector<std::string> counts;
    for (const ScalingPoint &point : scaling.points)
        if (point.most_used > 0 && point.least_used < point.threads)
            counts.push_back(std::to_string(point.threads) + " (used: " +
                             (point.least_used == point.most_used
                                  ? std::to_string(point.most_used)
                                  : std::to_string(point.least_used) + " to " +
                                        std::to_string(point.most_used)) +
                             ")");
    if (counts.empty()) return std::nullopt;
    return "fewer threads worked than were asked for with " + list_text(counts) +
           ": the work cannot be divided by more, and such counts say nothing about threads";
}

Sentence trend_over_k(const std::vector<Scaling> &all) {
    if (all.size() < 2) return std::nullopt;
    const double first = all.front().fastest().speed_up;
    const double last = all.back().fastest().speed_up;
    if (!(first > 0) || !(last > 0)) return std::nullopt;
    const std::string range = " from K = " + std::to_string(all.front().k) +
                              " to K = " + std::to_string(all.back().k) + " (" +
                              significant(first) + " to " + significant(last) + ").";
    if (last > first * (1 + kGrowthThreshold)) return "The best speed-up grows" + range;
    if (last < first / (1 + kGrowthThreshold)) return "The best speed-up falls" + range;
    return "The best speed-up changes by no more than " + fixed(100 * kGrowthThreshold, 0) + " %" +
           range;
}

Sentence engines(const Scaling &a, const Scaling &b, const Compare &compare,
                 const Processor &processor) {
    const ScalingPoint *best_a = a.fastest_within(processor);
    const ScalingPoint *best_b = b.fastest_within(processor);
    if (!best_a || !best_b) return std::nullopt;
    const std::string head = "K = " + std::to_string(a.k) + ": ";
    const auto at_best = [](const Scaling &s, const ScalingPoint &point) {
        return std::string(name_of(s.engine)) + " (" + threads_text(point.threads) + ")";
    };
    const std::string text_a = at_best(a, *best_a), text_b = at_best(b, *best_b);
    const Comparison b_over_a = compare(b.task(*best_b), a.task(*best_a));
    if (!b_over_a.differs())
        return head + "whether " + text_a + " or " + text_b +
               " is faster cannot be told: " + why_unclear(b_over_a) + ".";
    if (b_over_a.is_slower())
        return head + text_a + " is " + interval_text(b_over_a.ratio) + " times as fast as " +
               text_b + ".";
    return head + text_b + " is " + interval_text(compare(a.task(*best_a), b.task(*best_b)).ratio) +
           " times as fast as " + text_a + ".";
}

Sentence amdahl(const AmdahlFit &fit) {
    if (fit.serial < 0)
        return "the fraction is below zero: threads gain more than their number, which the law "
               "cannot describe";
    if (fit.serial > 1)
        return "the fraction is above one: threads are slower than one thread, which the law "
               "cannot "
               "describe";
    if (fit.points == 1)
        return "one thread count determines the fraction, so how well the law describes the engine "
               "cannot be told";
    return fit.residual <= kFitThreshold
               ? "the law describes the measurements: the error of 1/S is at most " +
                     fixed(kFitThreshold, 2)
               : "the law does not describe the measurements well: the error of 1/S is above " +
                     fixed(kFitThreshold, 2);
}

std::string gustafson(double serial, unsigned threads, const Interval &measured) {
    if (std::isnan(serial))
        return "what the law gives is not known: that takes the number of cores and one more "
               "thread count";
    if (!(serial >= 0 && serial <= 1))
        return "the law cannot describe this: the serial fraction, " + serial_text(serial) +
               ", is not between 0 and 1";
    const double predicted = gustafson_speed_up(serial, threads);
    const std::string law = "the law gives " + significant(predicted) + ", and ";
    if (measured.low > predicted * (1 + kAgreementThreshold))
        return law + "threads gain more than that";
    if (measured.high < predicted * (1 - kAgreementThreshold))
        return law + "threads gain less than that";
    if (measured.low >= predicted * (1 - kAgreementThreshold) &&
        measured.high <= predicted * (1 + kAgreementThreshold))
        return law + "the measurements agree";
    return law + "whether the measurements agree cannot be told";
}

Sentence overhead(const ScalingPoint &more, double extra) {
    if (!more.own.differs())
        return "whether threads gain or lose cannot be told: " + why_unclear(more.own);
    if (more.own.is_faster()) return "slower than one thread: threads cost more than they gain";
    if (extra > kOverheadThreshold * more.seconds) return "more than half of the time is overhead";
    return std::nullopt;
}

Sentence doubles(const std::vector<double> &distances) {
    if (distances.empty()) return std::nullopt;
    std::size_t beyond = 0, worse = 0;
    for (const double distance : distances) {
        beyond += std::fabs(distance) >= kInertiaThreshold;
        worse += distance > 0;
    }
    const Quartiles q = quartiles(distances);
    const std::size_t others = distances.size() - worse;
    std::string text = "Of " + count_text(distances.size(), "pair") + ", " +
                       std::to_string(beyond) + (beyond == 1 ? " differs" : " differ") + " by " +
                       fixed(100 * kInertiaThreshold, 1) + " % or more";
    if (worse > 0)
        text += "; " + std::to_string(worse) + (worse == 1 ? " ends" : " end") +
                " with a larger inertia than the reference, by up to " + percent(q.high);
    if (others > 0)
        text += "; " + std::to_string(others) + (others == 1 ? " ends" : " end") +
                " with the same or a smaller one, by up to " + percent(-q.low);
    return text + ".";
}

std::string ceilings(const Nearness &near) {
    const bool arithmetic = near.arithmetic >= near.bandwidth;
    const double share = std::max(near.arithmetic, near.bandwidth);
    const std::string name = arithmetic ? "arithmetic" : "memory bandwidth";
    if (share > 1 + kAgreementThreshold)
        return "above the ceiling of " + name + " as measured, which therefore is not its limit";
    if (share >= kNearThreshold)
        return "nearest to the ceiling of " + name +
               ", and at half of it or more: the figures "
               "point at " +
               name;
    return "nearest to the ceiling of " + name +
           ", but under half of it: neither ceiling explains "
           "the time";
}

Sentence cache(double pixels, std::uint64_t cache_bytes) {
    if (cache_bytes == 0 || !(pixels > 0)) return std::nullopt;
    const double bytes = pixels * kPointBytes;
    const std::string sizes = bytes_text(bytes) +
                              " of pixels, on average, and the last cache level "
                              "has " +
                              bytes_text(static_cast<double>(cache_bytes));
    return bytes <= static_cast<double>(cache_bytes)
               ? sizes +
                     ": the pixels fit, so after the first iteration the bandwidth of memory "
                     "is not what bounds it"
               : sizes + ": the pixels do not fit, so each iteration reads them from memory";
}

Sentence image_spread(const ImageSpeedUps &speed_ups) {
    if (speed_ups.speed_ups.size() < kFewPictures) return std::nullopt;
    const Quartiles q = quartiles(speed_ups.speed_ups);
    const std::string threshold = fixed(kSpreadThreshold, 1) + " times the first";
    if (q.third > kSpreadThreshold * q.first)
        return "speed-up depends on the picture: the third quartile is more than " + threshold;
    return "speed-up depends little on the picture: the third quartile is at most " + threshold;
}

Sentence color_correlation(const ImageSpeedUps &speed_ups) {
    if (speed_ups.speed_ups.size() < kFewPictures) return std::nullopt;
    const auto rho = rank_correlation(speed_ups.unique_colors, speed_ups.speed_ups);
    if (!rho) return std::nullopt;
    const std::string threshold = fixed(kCorrelationThreshold, 1);
    if (*rho <= -kCorrelationThreshold)
        return "pictures with more distinct colors gain less (rank correlation −" + threshold +
               " or below)";
    if (*rho >= kCorrelationThreshold)
        return "pictures with more distinct colors gain more (rank correlation " + threshold +
               " or above)";
    return "the number of distinct colors does not decide it (rank correlation between −" +
           threshold + " and " + threshold + ")";
}

Sentence inertia(const InertiaDifference &difference) {
    if (difference.compared == 0) return std::nullopt;
    const std::string head = "Inertia of the engines against sequential, " +
                             std::to_string(difference.compared) +
                             (difference.compared == 1 ? " pair: " : " pairs: ");
    if (difference.largest == 0) return head + "the same to every digit.";
    const bool passed = difference.largest < kInertiaThreshold;
    return head + "they differ by up to " + significant(100 * difference.largest, 2) +
           " %, which " + (passed ? "passes" : "fails") + " the published rule (less than " +
           fixed(100 * kInertiaThreshold, 1) + " %).";
}

std::vector<Contender> best_of(
    std::vector<Contender> all,
    const std::function<Comparison(const Contender &, const Contender &)> &compare) {
    std::sort(all.begin(), all.end(),
              [](const Contender &a, const Contender &b) { return a.seconds < b.seconds; });
    const Contender best = all.front();
    const auto is_clearly_slower = [&](const Contender &other) {
        const bool is_best = other.engine == best.engine && other.threads == best.threads;
        return !is_best && compare(other, best).is_slower();
    };
    std::erase_if(all, is_clearly_slower);
    return all;
}

}  // namespace quant::cli::report

// Picks the most telling figures of a plot.
#include "report/plot_sentences.h"

#include <algorithm>
#include <cmath>

#include "report/format.h"
#include "report/laws.h"

namespace quant::cli::report {
namespace {

// The point of all K, among those that are not oversubscribed, with the largest value.
struct Highest {
    const Scaling *scaling = nullptr;
    const ScalingPoint *point = nullptr;
    double value = 0;
};

template <typename Value>
Highest highest(const std::vector<Scaling> &all, const Processor &processor, Value value) {
    Highest best;
    for (const Scaling &scaling : all)
        for (const ScalingPoint &point : scaling.points)
            if (!processor.oversubscribed(point.threads) && value(point) > best.value)
                best = {&scaling, &point, value(point)};
    return best;
}

std::string where(const Highest &best) {
    return "K = " + std::to_string(best.scaling->k) + " and " +
           count_text(best.point->threads, "thread");
}

}  // namespace

std::string speed_up_sentence(const std::vector<Scaling> &all, const Processor &processor) {
    const Highest best =
        highest(all, processor, [](const ScalingPoint &point) { return point.speed_up; });
    if (!best.point) return {};
    const ScalingPoint *one = best.scaling->at(1);
    std::string text =
        "At most " + significant(best.value) + " times as fast as sequential, with " + where(best);
    if (one && one != best.point)
        text += "; one thread alone is " + significant(one->speed_up) + " times as fast";
    return text + ".";
}

std::string published_efficiency_sentence(const std::vector<Scaling> &all) {
    const Scaling *last = nullptr;
    for (const Scaling &scaling : all)
        if (scaling.points.front().speed_up > 0) last = &scaling;
    if (!last) return {};
    const ScalingPoint &first = last->points.front(), &most = last->points.back();
    const double from = first.speed_up / first.threads, to = most.speed_up / most.threads;
    std::string text = "For K = " + std::to_string(last->k) + ", " + significant(from) + " with " +
                       count_text(first.threads, "thread");
    if (most.threads != first.threads)
        text += " and " + significant(to) + " with " + std::to_string(most.threads) + " threads";
    if (std::max(from, to) > 1)
        text += last->engine == results::Engine::cells
                    ? "; values above 1 come from the algorithm, which does less"
                    : "; values above 1 do not come from threads, but from faster code for each";
    return text + ".";
}

std::string own_speed_up_sentence(const std::vector<Scaling> &all, const Processor &processor) {
    const Highest best =
        highest(all, processor, [](const ScalingPoint &point) { return point.own_speed_up; });
    if (!best.point) return {};
    if (best.point->threads == 1)
        return best.scaling->points.size() == 1 ? "Only one thread was measured."
                                                : "No number of threads that can run at once is "
                                                  "faster than one.";
    return "Threads alone gain at most " +
           interval_text(best.point->own.is_known()
                             ? best.point->own.ratio
                             : Interval{best.value, std::nan(""), std::nan(""), 0}) +
           " times, with " + where(best) + ".";
}

std::string efficiency_sentence(const std::vector<Scaling> &all, const Processor &processor) {
    double low = 0, high = 0;
    unsigned threads = 0;
    for (const Scaling &scaling : all)
        for (const ScalingPoint &point : scaling.points) {
            if (point.threads < 2 || processor.oversubscribed(point.threads) ||
                point.threads < threads || !(point.efficiency > 0))
                continue;
            if (point.threads > threads) low = high = point.efficiency;
            threads = point.threads;
            low = std::min(low, point.efficiency);
            high = std::max(high, point.efficiency);
        }
    if (threads == 0) return {};
    return "With " + std::to_string(threads) + " threads, the most that are not oversubscribed, " +
           (low == high ? percent(low) : percent(low) + " to " + percent(high)) +
           " of each thread's time is a gain.";
}

std::string time_sentence(const std::vector<Scaling> &all, const Processor &processor) {
    const Scaling &last = all.back();
    const ScalingPoint *best = last.fastest_within(processor);
    if (!best) return {};
    std::string text = "For K = " + std::to_string(last.k) + ", the least time is " +
                       seconds_text(best->seconds) + ", with " +
                       count_text(best->threads, "thread");
    if (last.sequential > 0)
        text += "; sequential, the dashed line, takes " + seconds_text(last.sequential);
    return text + ".";
}

std::string pictures_sentence(const SetAnalysis &set, results::Engine engine,
                              const Processor &processor) {
    const Distribution *last = nullptr;
    const std::vector<Distribution> all = distributions(set, processor);
    for (const Distribution &one : all)
        if (one.engine == engine) last = &one;
    if (!last) return {};
    return "For K = " + std::to_string(last->k) + " and " + count_text(last->threads, "thread") +
           ", half of the pictures gain " + significant(last->quartiles.first) + " to " +
           significant(last->quartiles.third) + " times, and all of them " +
           significant(last->quartiles.low) + " to " + significant(last->quartiles.high) + ".";
}

std::string sets_sentence(const std::vector<const SetAnalysis *> &sets,
                          const Processor &processor) {
    std::vector<std::string> parts;
    for (const SetAnalysis *set : sets) {
        const Scaling *first = nullptr, *last = nullptr;
        for (const Scaling &scaling : set->openmp) {
            const ScalingPoint *best = scaling.fastest_within(processor);
            if (!best || !(best->speed_up > 0)) continue;
            if (!first) first = &scaling;
            last = &scaling;
        }
        if (!first) continue;
        parts.push_back(set->title() + " goes from " +
                        significant(first->fastest_within(processor)->speed_up) +
                        " at K = " + std::to_string(first->k) + " to " +
                        significant(last->fastest_within(processor)->speed_up) +
                        " at K = " + std::to_string(last->k));
    }
    return parts.empty() ? std::string() : list_text(parts) + ".";
}

}  // namespace quant::cli::report

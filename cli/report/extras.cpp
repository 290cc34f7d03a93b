// Groups the measurements by maps whose keys are sorted as the tables are.
#include "report/extras.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "report/format.h"
#include "report/statistics.h"

namespace quant::cli::report {

using namespace results;

namespace {

constexpr double kCacheLine = 64;  // bytes

// Returns the median of the values that are known; NaN if there are none.
double median_of(std::vector<double> values) {
    std::erase_if(values, [](double value) { return std::isnan(value); });
    return values.empty() ? kNan : quartiles(std::move(values)).median;
}

// Tells the sizes of pictures apart, if there are few: a photographer's pictures have many.
class Sizes {
public:
    using Size = std::pair<std::size_t, std::size_t>;

    template <typename Line>
    explicit Sizes(const std::vector<Line> &lines) {
        for (const Line &line : lines) all_.insert({line.subject.width, line.subject.height});
    }
    Size of(const ExtraSubject &subject) const {
        return all_.size() > kFewSizes ? Size{} : Size{subject.width, subject.height};
    }
    static std::string text(const Size &size) {
        if (size == Size{}) return "all sizes";
        return std::to_string(size.first) + " × " + std::to_string(size.second);
    }

private:
    std::set<Size> all_;
};

// Returns the place of a variant in the table of known ones; unknown ones come last.
std::size_t place_of(const std::string &variant) {
    const auto known = known_variants();
    return static_cast<std::size_t>(
        std::find_if(known.begin(), known.end(),
                     [&](const KnownVariant &one) { return one.name == variant; }) -
        known.begin());
}

std::string reference_of(const std::string &variant) {
    const auto known = known_variants();
    const std::size_t place = place_of(variant);
    if (place == known.size()) return known[0].name;
    return known[place].reference ? known[place].reference : "";
}

// What is the same in a pair of runs.
using PairKey = std::tuple<std::string, unsigned, unsigned, unsigned, std::string>;

PairKey key_of(const VariantRun &run, const std::string &variant) {
    return {run.subject.image, run.subject.colors, run.threads, run.run, variant};
}

// The logarithms of ratios, by picture.
class LogRatios {
public:
    void add(const std::string &image, double ratio) { all_[image].push_back(std::log(ratio)); }
    Interval interval() const {
        std::vector<std::vector<double>> by_picture;
        for (const auto &[image, ratios] : all_) by_picture.push_back(ratios);
        return ratio_interval_of(by_picture);
    }

private:
    std::map<std::string, std::vector<double>> all_;
};

VariantComparison comparison_of(const std::vector<const VariantRun *> &runs,
                                const std::map<PairKey, double> &seconds) {
    VariantComparison comparison;
    comparison.variant = runs[0]->variant;
    comparison.reference = reference_of(comparison.variant);
    comparison.k = runs[0]->subject.colors;
    comparison.threads = runs[0]->threads;
    std::vector<double> times, per_cycle, bytes, joules;
    LogRatios ratios;
    for (const VariantRun *run : runs) {
        times.push_back(run->seconds);
        per_cycle.push_back(run->cycles > 0 ? run->instructions / run->cycles : kNan);
        bytes.push_back(kCacheLine * run->cache_misses / run->seconds);
        joules.push_back(run->joules);
        const auto other = seconds.find(key_of(*run, comparison.reference));
        if (other != seconds.end()) ratios.add(run->subject.image, run->seconds / other->second);
    }
    comparison.seconds = median_of(times);
    comparison.ratio = ratios.interval();
    comparison.instructions_per_cycle = median_of(per_cycle);
    comparison.bytes_per_second = median_of(bytes);
    comparison.joules = median_of(joules);
    return comparison;
}

// The measurements of one picture with one K from several starts.
struct Starts {
    struct Start {
        std::vector<double> seconds;
        unsigned iterations = 0;
        double inertia = 0;
    };
    std::map<std::uint64_t, Start> by_seed;
};

void add(const Starts &starts, StartEffect &effect, std::vector<double> &inertia,
         std::vector<double> &seconds) {
    if (starts.by_seed.size() < 2) return;
    std::vector<double> inertias, times;
    for (const auto &[seed, start] : starts.by_seed) {
        inertias.push_back(start.inertia);
        times.push_back(median_of(start.seconds));
        effect.most_iterations = std::max(effect.most_iterations, start.iterations);
        effect.fewest_iterations = effect.pictures + inertias.size() == 1
                                       ? start.iterations
                                       : std::min(effect.fewest_iterations, start.iterations);
    }
    const auto worst_over_best = [](const std::vector<double> &values) {
        const auto [least, most] = std::minmax_element(values.begin(), values.end());
        return *least > 0 ? *most / *least : 1;
    };
    inertia.push_back(worst_over_best(inertias));
    seconds.push_back(worst_over_best(times));
    effect.seeds = std::max(effect.seeds, inertias.size());
    ++effect.pictures;
}

// The phases of one run.
struct PhasesOfRun {
    std::map<unsigned, std::map<Phase, double>> threads;

    double sum(Phase phase) const {
        double seconds = 0;
        for (const auto &[thread, phases] : threads) {
            const auto found = phases.find(phase);
            if (found != phases.end()) seconds += found->second;
        }
        return seconds;
    }
    double slowest() const {
        double most = 0;
        for (const auto &[thread, phases] : threads) {
            double work = 0;
            for (const auto &[phase, seconds] : phases)
                if (phase != Phase::wait && phase != Phase::serial) work += seconds;
            most = std::max(most, work);
        }
        return most;
    }
};

}  // namespace

std::string verdict(const Interval &ratio) {
    if (ratio.is_above_one()) return "slower";
    if (ratio.is_below_one()) return "faster";
    return "cannot be told";
}

std::vector<VariantComparison> compare_variants(const std::vector<VariantRun> &runs) {
    const Sizes sizes(runs);
    std::map<PairKey, double> seconds;
    using Key = std::tuple<std::size_t, std::string, Sizes::Size, unsigned, unsigned>;
    std::map<Key, std::vector<const VariantRun *>> groups;
    for (const VariantRun &run : runs) {
        seconds[key_of(run, run.variant)] = run.seconds;
        groups[{place_of(run.variant), run.variant, sizes.of(run.subject), run.threads,
                run.subject.colors}]
            .push_back(&run);
    }
    std::vector<VariantComparison> comparisons;
    for (const auto &[key, group] : groups) {
        comparisons.push_back(comparison_of(group, seconds));
        comparisons.back().size = Sizes::text(std::get<2>(key));
    }
    return comparisons;
}

std::vector<StartEffect> start_effects(const std::vector<SeedRun> &runs) {
    const Sizes sizes(runs);
    std::map<std::pair<Sizes::Size, unsigned>, std::map<std::string, Starts>> groups;
    for (const SeedRun &run : runs) {
        Starts::Start &start =
            groups[{sizes.of(run.subject), run.subject.colors}][run.subject.image]
                .by_seed[run.seed];
        start.seconds.push_back(run.seconds);
        start.iterations = run.iterations;
        start.inertia = run.inertia;
    }
    std::vector<StartEffect> effects;
    for (const auto &[key, pictures] : groups) {
        StartEffect effect;
        effect.size = Sizes::text(key.first);
        effect.k = key.second;
        std::vector<double> inertia, seconds;
        for (const auto &[name, starts] : pictures) add(starts, effect, inertia, seconds);
        if (effect.pictures == 0) continue;
        effect.inertia = median_of(inertia);
        effect.largest_inertia = *std::max_element(inertia.begin(), inertia.end());
        effect.seconds = median_of(seconds);
        effects.push_back(effect);
    }
    return effects;
}

std::vector<ThreadUse> thread_uses(const std::vector<PhaseTime> &times) {
    const Sizes sizes(times);
    std::map<std::tuple<Sizes::Size, unsigned, unsigned>,
             std::map<std::pair<std::string, unsigned>, PhasesOfRun>>
        groups;
    for (const PhaseTime &time : times)
        groups[{sizes.of(time.subject), time.threads, time.subject.colors}]
              [{time.subject.image, time.run}]
                  .threads[time.thread][time.phase] = time.seconds;
    std::vector<ThreadUse> uses;
    for (const auto &[key, runs] : groups) {
        const auto &[size, threads, k] = key;
        std::map<Phase, std::vector<double>> shares;
        std::vector<double> imbalances;
        for (const auto &[name, run] : runs) {
            if (run.threads.size() != threads) continue;
            // While one thread does serial work, the others have none.
            const double serial = run.sum(Phase::serial) * threads;
            const double work =
                run.sum(Phase::assign) + run.sum(Phase::update) + run.sum(Phase::map);
            const double whole = work + run.sum(Phase::wait) + serial;
            if (!(work > 0)) continue;
            for (const Phase phase : kPhases)
                shares[phase].push_back((phase == Phase::serial ? serial : run.sum(phase)) / whole);
            imbalances.push_back(run.slowest() / (work / threads));
        }
        if (imbalances.empty()) continue;
        uses.push_back({Sizes::text(size), k, threads, median_of(shares[Phase::assign]),
                        median_of(shares[Phase::update]), median_of(shares[Phase::map]),
                        median_of(shares[Phase::wait]), median_of(shares[Phase::serial]),
                        median_of(imbalances)});
    }
    return uses;
}

std::vector<ProjectedSpeedUp> projected_speed_ups(const std::vector<Projection> &lines) {
    const Sizes sizes(lines);
    using Key = std::tuple<Sizes::Size, std::string, unsigned, unsigned>;
    std::map<Key, std::vector<const Projection *>> groups;
    for (const Projection &line : lines)
        groups[{sizes.of(line.subject), line.engine, line.threads, line.subject.colors}].push_back(
            &line);
    std::vector<ProjectedSpeedUp> speed_ups;
    for (const auto &[key, group] : groups) {
        std::vector<double> serial;
        LogRatios projected, measured, errors;
        for (const Projection *line : group) {
            const std::string &image = line->subject.image;
            serial.push_back(line->serial / line->seconds_one);
            projected.add(image, line->projected);
            if (std::isnan(line->measured)) continue;
            measured.add(image, line->measured);
            errors.add(image, line->measured / line->projected);
        }
        const auto &[size, engine, threads, k] = key;
        speed_ups.push_back({Sizes::text(size), engine, k, threads, median_of(serial),
                             projected.interval().estimate, measured.interval().estimate,
                             errors.interval()});
    }
    return speed_ups;
}

}  // namespace quant::cli::report

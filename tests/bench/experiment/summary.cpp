// Groups the measurements by the size of the pictures, K and threads.
#include "summary.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>
#include <set>
#include <tuple>

namespace quant::experiment {
namespace {

using namespace quant::cli::results;

std::string format(const char *pattern, double value) {
    char text[64];
    std::snprintf(text, sizeof text, pattern, value);
    return text;
}

// Returns the value below which a share of the values lies, by linear interpolation.
double quantile(std::vector<double> values, double share) {
    std::sort(values.begin(), values.end());
    const double at = share * static_cast<double>(values.size() - 1);
    const auto below = static_cast<std::size_t>(at);
    const std::size_t above = std::min(below + 1, values.size() - 1);
    return values[below] + (at - static_cast<double>(below)) * (values[above] - values[below]);
}

double median(const std::vector<double> &values) { return quantile(values, 0.5); }

// Returns "1.234 (1.2 to 1.3)": the median and the quartiles.
std::string spread_text(const std::vector<double> &values) {
    return format("%.3f", median(values)) + " (" + format("%.3f", quantile(values, 0.25)) + " to " +
           format("%.3f", quantile(values, 0.75)) + ")";
}

using Size = std::pair<std::size_t, std::size_t>;

Size size_of(const ExtraSubject &subject) { return {subject.width, subject.height}; }

std::string size_text(const Size &size) {
    return std::to_string(size.first) + " x " + std::to_string(size.second);
}

std::string head(const std::vector<std::string> &columns) {
    std::string names = "|";
    std::string line = "|";
    for (std::size_t i = 0; i < columns.size(); ++i) {
        names += " " + columns[i] + " |";
        line += i == 0 ? "---|" : "---:|";
    }
    return names + "\n" + line + "\n";
}

std::string row(const std::vector<std::string> &cells) {
    std::string text = "|";
    for (const std::string &cell : cells) text += " " + cell + " |";
    return text + "\n";
}

// The runs of one size and one number of threads, by variant and K.
struct Block {
    std::string title;
    std::map<std::pair<std::string, unsigned>, std::vector<const VariantRun *>> runs;
};

std::string cell_of(const Block &block, const std::string &variant, unsigned colors) {
    const auto found = block.runs.find({variant, colors});
    if (found == block.runs.end()) return "";
    std::vector<double> milliseconds;
    for (const VariantRun *run : found->second) milliseconds.push_back(1e3 * run->seconds);
    return spread_text(milliseconds);
}

// Returns what the counters say: instructions per cycle, and bytes from memory per second. A cache
// line of 64 bytes is read for each miss, and prefetched lines are not all counted.
std::string counters_of(const Block &block, const std::string &variant) {
    std::vector<double> per_cycle;
    std::vector<double> gigabytes;
    std::vector<double> joules;
    for (const auto &[key, runs] : block.runs) {
        if (key.first != variant) continue;
        for (const VariantRun *run : runs) {
            if (run->instructions / run->cycles > 0)
                per_cycle.push_back(run->instructions / run->cycles);
            if (!std::isnan(run->cache_misses))
                gigabytes.push_back(64e-9 * run->cache_misses / run->seconds);
            if (!std::isnan(run->joules)) joules.push_back(run->joules);
        }
    }
    std::string text;
    if (!per_cycle.empty()) text += format("%.2f instructions per cycle", median(per_cycle));
    if (!gigabytes.empty())
        text += format(", an estimated %.2f GB/s from memory (cache misses x 64 bytes)",
                       median(gigabytes));
    if (!joules.empty()) text += format(", %.3f J", median(joules));
    return text.starts_with(", ") ? text.substr(2) : text;
}

}  // namespace

std::string variants_summary(const std::vector<VariantRun> &runs,
                             const std::vector<Variant> &variants) {
    std::map<std::pair<Size, unsigned>, Block> blocks;
    std::set<unsigned> colors;
    for (const VariantRun &run : runs) {
        Block &block = blocks[{size_of(run.subject), run.threads}];
        block.title = size_text(size_of(run.subject)) + ", " + std::to_string(run.threads) +
                      (run.threads == 1 ? " thread" : " threads");
        block.runs[{run.variant, run.subject.colors}].push_back(&run);
        colors.insert(run.subject.colors);
    }
    std::string text =
        "## Variants of the engine openmp\n\nMilliseconds of the K-Means: medians "
        "over pictures and runs (quartiles).\n\n";
    for (const Variant &variant : variants)
        text += "- `" + variant.name + "`: " + variant.what + "\n";
    for (const auto &[key, block] : blocks) {
        text += "\n### " + block.title + "\n\n";
        std::vector<std::string> columns{"Variant"};
        for (const unsigned k : colors) columns.push_back("K = " + std::to_string(k));
        text += head(columns);
        std::string counters;
        for (const Variant &variant : variants) {
            std::vector<std::string> cells{"`" + variant.name + "`"};
            for (const unsigned k : colors) cells.push_back(cell_of(block, variant.name, k));
            text += row(cells);
            const std::string counted = counters_of(block, variant.name);
            if (!counted.empty()) counters += "- `" + variant.name + "`: " + counted + "\n";
        }
        if (!counters.empty()) text += "\nMedians over all K:\n\n" + counters;
    }
    return text + "\n";
}

std::string seeds_summary(const std::vector<SeedRun> &runs) {
    struct OfSeed {
        std::vector<double> milliseconds, iterations, inertia;
    };
    std::map<std::pair<std::string, unsigned>, double> best;  // by picture and K
    for (const SeedRun &run : runs) {
        const auto [at, is_new] =
            best.emplace(std::pair{run.subject.image, run.subject.colors}, run.inertia);
        if (!is_new) at->second = std::min(at->second, run.inertia);
    }
    std::map<std::tuple<Size, unsigned, std::uint64_t>, OfSeed> seeds;
    for (const SeedRun &run : runs) {
        OfSeed &seed = seeds[{size_of(run.subject), run.subject.colors, run.seed}];
        seed.milliseconds.push_back(1e3 * run.seconds);
        seed.iterations.push_back(run.iterations);
        seed.inertia.push_back(run.inertia / best[{run.subject.image, run.subject.colors}]);
    }
    std::string text =
        "## Seeds\n\nThe engine openmp with one thread. Medians over pictures and runs "
        "(quartiles); the inertia is\nrelative to that of the best seed.\n\n" +
        head({"Size", "K", "Seed", "ms", "Iterations", "Inertia"});
    for (const auto &[key, seed] : seeds)
        text += row({size_text(std::get<0>(key)), std::to_string(std::get<1>(key)),
                     std::to_string(std::get<2>(key)), spread_text(seed.milliseconds),
                     format("%.0f", median(seed.iterations)), spread_text(seed.inertia)});
    return text + "\n";
}

std::string phases_summary(const std::vector<PhaseTime> &times) {
    std::map<std::tuple<Size, unsigned, unsigned, unsigned>, std::map<Phase, std::vector<double>>>
        groups;
    for (const PhaseTime &time : times) {
        groups[{size_of(time.subject), time.subject.colors, time.threads, time.thread}][time.phase]
            .push_back(1e3 * time.seconds);
    }
    std::vector<std::string> columns{"Size", "K", "Threads", "Thread"};
    for (const Phase phase : kPhases) columns.emplace_back(phase_name(phase));
    std::string text =
        "## Phases\n\nMilliseconds of each thread: medians over pictures and runs "
        "(quartiles).\n\n" +
        head(columns);
    for (const auto &[key, phases] : groups) {
        std::vector<std::string> cells{
            size_text(std::get<0>(key)), std::to_string(std::get<1>(key)),
            std::to_string(std::get<2>(key)), std::to_string(std::get<3>(key))};
        for (const Phase phase : kPhases) {
            const auto found = phases.find(phase);
            cells.push_back(found == phases.end() ? "" : spread_text(found->second));
        }
        text += row(cells);
    }
    return text;
}

}  // namespace quant::experiment

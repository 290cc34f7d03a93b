// Composes the sections on what the programs of tests/bench/experiment measured: one for each file
// that is there.
#include <algorithm>
#include <cmath>
#include <map>

#include "report/comparison.h"
#include "report/compose.h"
#include "report/extras.h"
#include "report/format.h"

namespace quant::cli::report {

using namespace results;

namespace {

// Returns "1.2 to 3.4 times".
std::string range_text(double low, double high) {
    return low == high ? significant(low) + " times"
                       : significant(low) + " to " + significant(high) + " times";
}

// Says so if any picture was painted by the program.
template <typename Line>
void add_synthetic_note(const std::vector<Line> &lines, Section &section) {
    const bool some = std::any_of(lines.begin(), lines.end(), [](const Line &line) {
        return line.subject.image.starts_with("synthetic-");
    });
    if (some)
        section.blocks.emplace_back(
            Paragraph{"Pictures whose names begin with synthetic- are among these: made by quant, "
                      "no photographs."});
}

// Counts the verdicts on one variant.
struct Tally {
    std::string reference;
    std::map<std::string, std::size_t> verdicts;
    std::size_t cases = 0;
    double low = 0, high = 0;  // of the ratios
};

std::string tally_text(const std::string &variant, const Tally &tally) {
    std::string what;
    for (const KnownVariant &known : known_variants())
        if (known.name == variant) what = std::string(" (") + known.what + ")";
    std::vector<std::string> parts;
    for (const char *name : {"slower", "faster"})
        if (const auto found = tally.verdicts.find(name); found != tally.verdicts.end())
            parts.push_back(std::string(name) + " in " + std::to_string(found->second));
    if (const auto found = tally.verdicts.find("cannot be told"); found != tally.verdicts.end())
        parts.push_back("not told apart in " + std::to_string(found->second));
    return variant + what + " against " + tally.reference + ": " + list_text(parts) + " of " +
           count_text(tally.cases, "case") + "; it takes " + range_text(tally.low, tally.high) +
           " as long.";
}

std::vector<std::string> variant_sentences(const std::vector<VariantComparison> &comparisons) {
    std::vector<std::pair<std::string, Tally>> tallies;
    for (const VariantComparison &one : comparisons) {
        if (one.ratio.pairs == 0) continue;
        if (tallies.empty() || tallies.back().first != one.variant)
            tallies.push_back(
                {one.variant, {one.reference, {}, 0, one.ratio.estimate, one.ratio.estimate}});
        Tally &tally = tallies.back().second;
        ++tally.verdicts[verdict(one.ratio)];
        ++tally.cases;
        tally.low = std::min(tally.low, one.ratio.estimate);
        tally.high = std::max(tally.high, one.ratio.estimate);
    }
    std::vector<std::string> sentences;
    sentences.reserve(tallies.size());
    for (const auto &[variant, tally] : tallies) sentences.push_back(tally_text(variant, tally));
    return sentences;
}

Table variants_table(const std::vector<VariantComparison> &comparisons) {
    Table table;
    table.title = "Variants of the engine openmp";
    table.columns = {"Variant", "Against",          "Size",           "Verdict", "K",
                     "Threads", "Time per picture", "Ratio of times", "Ratios"};
    table.text_columns = 4;
    for (const VariantComparison &one : comparisons)
        table.rows.push_back({one.variant, one.reference, one.size,
                              one.ratio.pairs == 0 ? "" : verdict(one.ratio), std::to_string(one.k),
                              std::to_string(one.threads), seconds_text(one.seconds),
                              interval_text(one.ratio), std::to_string(one.ratio.pairs)});
    table.note =
        "Time per picture: median over pictures and runs. Ratio of times: geometric mean over the "
        "pictures of the ratios within a run, with a 95 % interval by Student's t on their "
        "logarithms; of one picture, over its runs. A variant is slower or faster if the interval "
        "does not contain 1; of twenty "
        "equal variants, about one is told apart by chance.";
    return table;
}

// Returns a table of what the hardware counted; without rows if it counted nothing.
Table counters_table(const std::vector<VariantComparison> &comparisons) {
    Table table;
    table.title = "Hardware counters of the variants";
    table.columns = {
        "Variant", "Size", "K", "Threads", "Instructions per cycle", "From memory, estimated",
        "Energy"};
    table.text_columns = 2;
    for (const VariantComparison &one : comparisons) {
        if (std::isnan(one.instructions_per_cycle) && std::isnan(one.bytes_per_second) &&
            std::isnan(one.joules))
            continue;
        const std::string rate = std::isnan(one.bytes_per_second)
                                     ? std::string(kNoValue)
                                     : rate_text(one.bytes_per_second) + "B/s";
        const std::string energy =
            std::isnan(one.joules) ? std::string(kNoValue) : significant(one.joules) + " J";
        table.rows.push_back({one.variant, one.size, std::to_string(one.k),
                              std::to_string(one.threads), fixed(one.instructions_per_cycle, 2),
                              rate, energy});
    }
    table.note =
        "Medians over pictures and runs. From memory: misses of the last cache times 64 bytes, an "
        "estimate. Cycles include those of threads that wait without sleeping. Energy is that of "
        "the processors, with all that runs on them.";
    return table;
}

Section variants_section(const std::vector<VariantRun> &runs) {
    Section section{"variants", "Variants of the engine openmp", {}};
    const auto comparisons = compare_variants(runs);
    section.blocks.emplace_back(
        Paragraph{"Each variant does the iterations of the engine openmp in another way and comes "
                  "to the same labels and sums. It differs in one thing from the variant against "
                  "which it is compared."});
    add_synthetic_note(runs, section);
    add_findings(section, "", variant_sentences(comparisons));
    section.blocks.emplace_back(variants_table(comparisons));
    if (Table counters = counters_table(comparisons); !counters.rows.empty())
        section.blocks.emplace_back(std::move(counters));
    return section;
}

Section start_section(const std::vector<SeedRun> &runs) {
    Section section{"start", "How much the start matters", {}};
    section.blocks.emplace_back(
        Paragraph{"Random pixels are the first centroids. Another seed chooses others, from which "
                  "the iterations come to other colors."});
    add_synthetic_note(runs, section);
    Table table;
    table.title = "The worst start over the best";
    table.columns = {"Size",       "K",       "Pictures", "Seeds",
                     "Iterations", "Inertia", "at most",  "Time of iterations"};
    std::vector<Remark> remarks;
    for (const StartEffect &one : start_effects(runs)) {
        const std::string iterations = one.fewest_iterations == one.most_iterations
                                           ? std::to_string(one.most_iterations)
                                           : std::to_string(one.fewest_iterations) + " to " +
                                                 std::to_string(one.most_iterations);
        table.rows.push_back({one.size, std::to_string(one.k), std::to_string(one.pictures),
                              std::to_string(one.seeds), iterations, fixed(one.inertia, 4),
                              fixed(one.largest_inertia, 4), fixed(one.seconds, 3)});
        const std::string threshold = significant(100 * kInertiaThreshold, 1) + " %";
        remarks.push_back({one.size, one.k,
                           one.inertia > 1 + kInertiaThreshold
                               ? "the start changes the inertia by more than the " + threshold +
                                     " that the published rule allows between two programs"
                               : "the start changes the inertia by no more than the " + threshold +
                                     " that the published rule allows between two programs"});
    }
    table.note =
        "Inertia and time: the largest of a picture's seeds divided by the smallest, as a median "
        "over the pictures; at most: the largest of all pictures. Iterations: the fewest and the "
        "most. The engine is openmp with one thread.";
    add_findings(section, "", merged(remarks));
    section.blocks.emplace_back(std::move(table));
    return section;
}

std::string use_text(const ThreadUse &use) {
    const std::string threshold = fixed(100 * kLossThreshold, 0) + " %";
    if (use.lost() < kLossThreshold) return "less than " + threshold + " of the time is lost";
    return "more than " + threshold + " of the time is lost, most of it " +
           (use.wait > use.serial ? "because threads wait for one another"
                                  : "because one thread does serial work");
}

Section phases_section(const std::vector<PhaseTime> &times) {
    Section section{"phases", "Where the time of a thread goes", {}};
    section.blocks.emplace_back(
        Paragraph{"The variant baseline, with a clock in each thread. Imbalance is the work of the "
                  "slowest thread divided by the mean. A thread waits in a parallel region until "
                  "it wakes up, and from its own end to the end of the slowest. The serial part "
                  "is what one thread does between the regions, while the others have no work."});
    add_synthetic_note(times, section);
    Table table;
    table.title = "Shares of the time of all threads";
    table.columns = {"Size", "K",    "Threads", "Assign",   "Update",
                     "Map",  "Wait", "Serial",  "Imbalance"};
    std::vector<Remark> remarks;
    for (const ThreadUse &use : thread_uses(times)) {
        table.rows.push_back({use.size, std::to_string(use.k), std::to_string(use.threads),
                              percent(use.assign), percent(use.update), percent(use.map),
                              percent(use.wait), percent(use.serial), fixed(use.imbalance, 3)});
        remarks.push_back(
            {use.size + ", " + count_text(use.threads, "thread"), use.k, use_text(use)});
    }
    table.note =
        "Medians over pictures and runs. The clock itself adds about one percent to assignment and "
        "update.";
    add_findings(section, "", merged(remarks));
    section.blocks.emplace_back(std::move(table));
    return section;
}

std::string check_text(const Interval &check) {
    const std::string threshold = fixed(100 * kProjectionError, 0) + " %";
    if (!check.is_known())
        return "too few pairs tell whether the measured speed-up is within " + threshold +
               " of the projected one";
    if (check.low >= 1 - kProjectionError && check.high <= 1 + kProjectionError)
        return "the measured speed-up is within " + threshold + " of the projected one";
    if (check.high < 1 - kProjectionError)
        return "the measured speed-up is more than " + threshold + " below the projected one";
    if (check.low > 1 + kProjectionError)
        return "the measured speed-up is more than " + threshold + " above the projected one";
    return "whether the measured speed-up is within " + threshold +
           " of the projected one cannot be told";
}

Section projection_section(const std::vector<Projection> &lines) {
    Section section{"projected", "PROJECTED: more cores than here", {}};
    section.blocks.emplace_back(Paragraph{
        "These speed-ups are projected and not measured. One thread did the work of all threads, "
        "unit by unit, and each unit is given to the thread that would be free first. Waking "
        "threads, shared caches and memory bandwidth are left out, so that the figures are upper "
        "limits. The check compares the projection with what was measured where the machine has "
        "the threads."});
    add_synthetic_note(lines, section);
    Table table;
    table.title = "PROJECTED speed-up over one thread";
    table.columns = {"Size",           "Engine",    "K",        "Threads",
                     "Not shared out", "Projected", "Measured", "Measured over projected"};
    table.text_columns = 2;
    std::vector<Remark> remarks;
    for (const ProjectedSpeedUp &one : projected_speed_ups(lines)) {
        if (one.threads == 1) continue;
        table.rows.push_back({one.size, one.engine, std::to_string(one.k),
                              std::to_string(one.threads), percent(one.serial),
                              significant(one.projected), significant(one.measured),
                              interval_text(one.check)});
        if (one.check.pairs > 0)
            remarks.push_back(
                {one.engine + " with " + count_text(one.threads, "thread") + ", " + one.size, one.k,
                 check_text(one.check)});
    }
    table.note =
        "Speed-ups are geometric means over pictures, of one picture over its runs, with a 95 % "
        "interval by Student's t on the logarithms. Where the library takes fewer threads for a "
        "small picture, there is no "
        "row.";
    add_findings(section, "Check of the projection", merged(remarks));
    section.blocks.emplace_back(std::move(table));
    return section;
}

}  // namespace

std::vector<Section> experiment_sections(const Analysis &analysis) {
    const Extras &extras = analysis.results->extras;
    std::vector<Section> sections;
    if (!extras.variants.empty()) sections.push_back(variants_section(extras.variants));
    if (!extras.seeds.empty()) sections.push_back(start_section(extras.seeds));
    if (!extras.phases.empty()) sections.push_back(phases_section(extras.phases));
    if (!extras.projections.empty()) sections.push_back(projection_section(extras.projections));
    return sections;
}

}  // namespace quant::cli::report

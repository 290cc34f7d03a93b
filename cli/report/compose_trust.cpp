// Composes the sections that say how far results can be trusted: the validation, the distance from
// the reference in doubles, and the runs that stand out.
#include <cmath>

#include "report/compose.h"
#include "report/format.h"

namespace quant::cli::report {

using namespace results;

Section validation_section(const Analysis &analysis) {
    Section section{"validation", "Validation", {}};
    if (!analysis.results->validation) return section;
    const Validation &validation = *analysis.results->validation;
    section.blocks.emplace_back(Paragraph{
        "quant validate ran every engine with " + list_text(validation.threads) +
        " threads and the instruction sets " + list_text(validation.isas) +
        ". Each result must be that of sequential to every bit, and each iteration of sequential a "
        "step of K-Means as computed in doubles by code that shares nothing with the library."});
    Table table;
    table.title = "Checks";
    table.columns = {"Set", "K", "Pictures", "Checks", "Failed"};
    for (const Validation::Row &row : validation.rows)
        table.rows.push_back({row.set, std::to_string(row.colors), std::to_string(row.images),
                              whole_text(static_cast<double>(row.checks)),
                              whole_text(static_cast<double>(row.failed))});
    std::string result =
        "Of " + whole_text(static_cast<double>(validation.checks)) + " checks, " +
        (validation.failed == 0 ? std::string("none") : std::to_string(validation.failed)) +
        " failed.";
    if (!validation.complete) result += " The validation was not completed.";
    add_findings(section, "", {result});
    section.blocks.emplace_back(std::move(table));
    return section;
}

Section doubles_section(const Analysis &analysis) {
    Section section{"double", "The reference in doubles", {}};
    Table table;
    table.title = "Engine sequential against the engine double";
    table.columns = {"Set", "Pairs", "0.1 % or more", "Lowest", "Median", "Highest"};
    std::vector<std::string> sentences;
    for (const SetAnalysis &set : analysis.sets) {
        const std::vector<double> distances = distances_from_doubles(set.times);
        if (distances.empty()) continue;
        std::size_t beyond = 0;
        for (const double distance : distances) beyond += std::fabs(distance) >= kInertiaThreshold;
        const Quartiles q = quartiles(distances);
        const auto signed_percent = [](double part) {
            return (part < 0 ? "−" : "+") + significant(100 * std::fabs(part), 2) + " %";
        };
        table.rows.push_back({set.title(), std::to_string(distances.size()), std::to_string(beyond),
                              signed_percent(q.low), signed_percent(q.median),
                              signed_percent(q.high)});
        if (const Sentence text = doubles(distances))
            sentences.push_back(set.title() + ": " + *text);
    }
    if (table.rows.empty()) return section;
    section.blocks.emplace_back(Paragraph{
        "By the published rule, a parallel program is correct if its inertia differs by less than "
        "0.1 % from that of the sequential one. The engines sequential, openmp and cells compute "
        "in integers and agree to every bit, so that they pass trivially. The engine double is the "
        "published sequential program: the same seeds and rules, in double precision, sharing no "
        "code with the others. Each step of the two agrees to within the rounding of centroids to "
        "1/64 of a level, but K-Means amplifies a difference: a pixel near the border of two "
        "clusters changes sides, and twenty iterations later the two may be on their way to "
        "different local minima, neither of which is better on the whole. So would two programs in "
        "doubles that add in another order."});
    add_findings(section, "", sentences);
    table.note =
        "Inertia of sequential less that of double, as a part of the latter; a pair is a "
        "picture and a K.";
    section.blocks.emplace_back(std::move(table));
    return section;
}

Section outliers_section(const Analysis &analysis) {
    Section section{"outliers", "Runs that stand out", {}};
    Table table;
    table.title = "The farthest of each set";
    table.columns = {"Set",        "Picture", "Engine", "K",      "Threads", "Copies",
                     "Invocation", "Run",     "Time",   "Median", "Ratio"};
    table.text_columns = 3;
    std::vector<std::string> sentences;
    for (const SetAnalysis &set : analysis.sets) {
        const Outliers &found = set.outliers;
        if (found.measurements == 0) continue;
        sentences.push_back(set.title() + ": " + whole_text(static_cast<double>(found.count)) +
                            " of " + whole_text(static_cast<double>(found.measurements)) +
                            (found.count == 1 ? " runs stands out." : " runs stand out."));
        for (const Outlier &one : found.worst) {
            const Measurement &run = one.measurement;
            table.rows.push_back({set.title(), one.image, name_of(run.task.engine),
                                  std::to_string(run.task.colors), std::to_string(run.task.threads),
                                  std::to_string(run.task.copies), std::to_string(run.invocation),
                                  std::to_string(run.run), seconds_text(run.seconds),
                                  seconds_text(one.median), significant(one.ratio())});
        }
    }
    if (sentences.empty()) return section;
    section.blocks.emplace_back(Paragraph{
        "A run stands out if it took more than " + fixed(kOutlierRatio, 1) +
        " times the median of the runs of its picture, engine, K and thread count, and is more "
        "than " +
        fixed(kOutlierDeviations, 0) +
        " times as far from it as half of these runs are. None is left out of any figure."});
    add_findings(section, "", sentences);
    if (!table.rows.empty()) section.blocks.emplace_back(std::move(table));
    return section;
}

}  // namespace quant::cli::report

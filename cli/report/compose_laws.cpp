// Composes the sections on the serial fraction (Amdahl), on scaled speed-up (Gustafson), and on the
// overhead of threads on small pictures.
#include <algorithm>
#include <cmath>

#include "report/compose.h"
#include "report/format.h"
#include "report/laws.h"

namespace quant::cli::report {
namespace {

std::string limit_text(double serial) {
    return serial > 0 && serial <= 1 ? significant(1 / serial) : "none";
}

std::string fractions_text(const std::optional<Quartiles> &quartiles) {
    if (!quartiles) return std::string(kNoValue);
    return serial_text(quartiles->first) + " to " + serial_text(quartiles->third);
}

}  // namespace

Section amdahl_section(const Analysis &analysis) {
    Section section{"amdahl", "Amdahl: the serial fraction", {}};
    section.blocks.emplace_back(Paragraph{
        "Amdahl's law gives the speed-up of a fixed problem over one thread of the same engine as "
        "1/S = s + (1 − s)/p, with p threads and the serial fraction s. s is fitted by least "
        "squares on 1/S, over the thread counts up to the number of cores."});
    Table table;
    table.title = "Serial fraction by Amdahl's law";
    table.columns = {"Set",
                     "Engine",
                     "K",
                     "Serial fraction s",
                     "Standard error",
                     "Error of 1/S (RMS)",
                     "Limit 1/s",
                     "Thread counts",
                     "Middle half of pictures"};
    table.text_columns = 2;
    std::vector<Remark> remarks;
    for (const SetAnalysis &set : analysis.sets)
        for (const auto *all : {&set.openmp, &set.cells})
            for (const Scaling &scaling : *all) {
                const auto fit = fit_amdahl(scaling, analysis.processor);
                if (!fit) continue;
                table.rows.push_back(
                    {set.title(), scaling.engine, std::to_string(scaling.k),
                     serial_text(fit->serial),
                     fit->standard_error ? fixed(*fit->standard_error, 3) : std::string(kNoValue),
                     fit->points > 1 ? fixed(fit->residual, 4) : std::string(kNoValue),
                     limit_text(fit->serial), std::to_string(fit->points),
                     fractions_text(serial_of_pictures(set, scaling, analysis.processor))});
                if (const Sentence text = amdahl(*fit))
                    remarks.push_back({set.title() + ", " + scaling.engine, scaling.k, *text});
            }
    if (table.rows.empty()) {
        section.blocks.emplace_back(Paragraph{
            "Nothing can be fitted: that takes one thread and at least one other count within the "
            "number of cores" +
            (analysis.processor.cores > 0
                 ? ", which is " + std::to_string(analysis.processor.cores) + " here."
                 : std::string(", which is not known here."))});
        return section;
    }
    table.note =
        "Thread counts: those above one that took part in the fit. Middle half: quartiles "
        "of the fractions fitted to each picture alone.";
    add_findings(section, "", merged(remarks));
    section.blocks.emplace_back(std::move(table));
    return section;
}

Section gustafson_section(const Analysis &analysis) {
    Section section{"gustafson", "Gustafson: scaled speed-up", {}};
    const auto pair = analysis.small_and_large();
    if (!pair) {
        section.blocks.emplace_back(
            Paragraph{"This takes two data sets, one with pictures at least twice as large as the "
                      "other's. There are none."});
        return section;
    }
    section.blocks.emplace_back(Paragraph{
        "Gustafson asks how much faster threads make a problem that grows. If the serial time s of "
        "the small pictures, those of " +
        pair->small->title() +
        ", stays while the work grows with the threads, the scaled speed-up is "
        "p\u00a0−\u00a0s\u00a0(p\u00a0−\u00a01). Between the two sizes measured the work grows by "
        "the factor g of "
        "N\u00a0×\u00a0K\u00a0× passes over the pixels, whatever the threads; the same assumption "
        "then predicts "
        "(s\u00a0+\u00a0(1\u00a0−\u00a0s)\u00a0g) / "
        "(s\u00a0+\u00a0(1\u00a0−\u00a0s)\u00a0g\u00a0/\u00a0p) for the large pictures, those of " +
        pair->large->title() + ", which is held against what was measured there."});
    Table table;
    table.title = "Scaled speed-up of engine openmp";
    table.columns = {"K",
                     "Threads",
                     "s of the small",
                     "g",
                     "Small, measured",
                     "p − s (p − 1)",
                     "Large, predicted",
                     "Large, measured"};
    table.text_columns = 0;
    std::vector<Remark> remarks;
    for (const ScaledSpeedUp &one : scaled_speed_ups(analysis)) {
        table.rows.push_back({std::to_string(one.k), std::to_string(one.threads),
                              serial_text(one.serial), significant(one.growth),
                              significant(one.small), significant(one.gustafson),
                              significant(one.predicted), significant(one.measured)});
        remarks.push_back({count_text(one.threads, "thread"), one.k,
                           "the large pictures gain " + scaled(one.predicted, one.measured)});
    }
    if (table.rows.empty()) {
        section.blocks.emplace_back(
            Paragraph{"The two sets have no K and thread count in common for which a serial "
                      "fraction could be fitted."});
        return section;
    }
    table.note = "A prediction counts as met within " + fixed(100 * kAgreementThreshold, 0) +
                 " %. A fraction below zero is taken as zero.";
    add_findings(section, "", merged(remarks));
    section.blocks.emplace_back(std::move(table));
    return section;
}

Section overhead_section(const Analysis &analysis) {
    Section section{"overhead", "What threads cost on small pictures", {}};
    const SetAnalysis *set = analysis.smallest();
    Table table;
    std::vector<Remark> remarks;
    for (const Overhead &one :
         set ? overheads(*set, analysis.processor) : std::vector<Overhead>{}) {
        table.rows.push_back({std::to_string(one.k), std::to_string(one.more.threads),
                              seconds_text(one.one.seconds), seconds_text(one.ideal),
                              seconds_text(one.more.seconds), seconds_text(one.extra),
                              seconds_text(one.per_pass), percent(one.extra / one.more.seconds)});
        if (const Sentence text = overhead(one.one, one.more, one.extra))
            remarks.push_back({count_text(one.more.threads, "thread"), one.k, *text});
    }
    if (table.rows.empty()) {
        section.blocks.emplace_back(Paragraph{
            "Nothing can be said: that takes the engine openmp with one thread and with more."});
        return section;
    }
    section.blocks.emplace_back(Paragraph{
        "The smallest pictures are those of " + set->title() + ", " +
        whole_text(set->size->pixels) +
        " pixels on average. Overhead is what the engine openmp "
        "takes beyond the time of one thread divided by the threads, or by the cores where there "
        "are fewer. A pass goes over all pixels: one in each iteration, and one at the end."});
    table.title = set->title() + ": time beyond the ideal, engine openmp";
    table.columns = {"K",        "Threads",  "One thread", "Ideal",
                     "Measured", "Overhead", "per pass",   "of the time"};
    table.text_columns = 0;
    add_findings(section, "", merged(remarks));
    section.blocks.emplace_back(std::move(table));
    return section;
}

}  // namespace quant::cli::report

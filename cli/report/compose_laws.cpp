// Composes the sections on the serial fraction (Amdahl), on scaled speed-up (Gustafson), and on the
// overhead of threads on small pictures.
#include <algorithm>
#include <cmath>

#include "report/compose.h"
#include "report/format.h"
#include "report/laws.h"

namespace quant::cli::report {

using namespace results;

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
                    {set.title(), name_of(scaling.engine), std::to_string(scaling.k),
                     serial_text(fit->serial),
                     fit->standard_error ? fixed(*fit->standard_error, 3) : std::string(kNoValue),
                     fit->points > 1 ? fixed(fit->residual, 4) : std::string(kNoValue),
                     limit_text(fit->serial), std::to_string(fit->points),
                     fractions_text(serial_of_pictures(set, scaling, analysis.processor))});
                if (const Sentence text = amdahl(*fit))
                    remarks.push_back(
                        {set.title() + ", " + name_of(scaling.engine), scaling.k, *text});
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
    Section section{"gustafson", "Gustafson: work that grows with the threads", {}};
    Table table;
    table.title = "Scaled speed-up";
    table.columns = {"Set",
                     "Engine",
                     "K",
                     "Threads",
                     "1 thread, 1 copy",
                     "p threads, p copies",
                     "Serial fraction s",
                     "p − s (p − 1)",
                     "Measured",
                     "95 % interval"};
    table.text_columns = 2;
    std::vector<Remark> remarks;
    for (const SetAnalysis &set : analysis.sets)
        for (const ScaledSpeedUp &one : scaled_speed_ups(set, analysis.processor)) {
            const Interval &measured = one.measured;
            table.rows.push_back({set.title(), name_of(one.engine), std::to_string(one.k),
                                  std::to_string(one.threads), seconds_text(one.one),
                                  seconds_text(one.more), serial_text(one.serial),
                                  significant(one.predicted), significant(measured.estimate),
                                  bounds_text(measured)});
            remarks.push_back({set.title() + ", " + name_of(one.engine) + " with " +
                                   count_text(one.threads, "thread"),
                               one.k, gustafson(one.serial, one.threads, measured)});
        }
    if (table.rows.empty()) {
        section.blocks.emplace_back(Paragraph{
            "Work that grows with the threads was not measured, or not with more than one thread "
            "within the number of cores: quant bench --weak measures it."});
        return section;
    }
    section.blocks.emplace_back(Paragraph{
        "Gustafson asks how much more work p threads do in the time in which one does its part. "
        "Here p threads get a picture of p copies, one below the other: the colors and their "
        "shares are the same, and the work is p times as large. The scaled speed-up is p times the "
        "time of one thread for one copy, divided by the time of p threads for p copies, each for "
        "one pass over the pixels. By Gustafson's law it is "
        "p\u00a0−\u00a0s\u00a0(p\u00a0−\u00a01), "
        "with the serial fraction s of the small problem, which comes from Amdahl's law. The "
        "engine "
        "cells works on distinct colors, whose number stays: for it, copies add work to the "
        "histogram and to the mapping of the pixels only."});
    table.note = "A prediction counts as met if the whole interval is within " +
                 fixed(100 * kAgreementThreshold, 0) + " % of it.";
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
        if (const Sentence text = overhead(one.more, one.extra))
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

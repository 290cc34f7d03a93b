// compose_laws.cpp: the serial fraction, scaled speed-up, and what threads cost on small pictures.
#include <algorithm>
#include <cmath>

#include "report/compose.h"
#include "report/format.h"

namespace quant::cli::report {
namespace {

std::string limit_text(double serial) {
    return serial > 0 && serial <= 1 ? significant(1 / serial) : "none";
}

// The middle half of the serial fractions of the single pictures.
std::string fractions_of_pictures(const SetAnalysis &set, const Scaling &scaling,
                                  const Processor &processor) {
    std::vector<double> fractions;
    for (const ImageTime &one : set.times) {
        if (one.engine != scaling.engine || one.k != scaling.k || one.threads != 1) continue;
        std::vector<ThreadSpeedUp> points;
        for (const ImageTime &time : set.times)
            if (time.image == one.image && time.engine == one.engine && time.k == one.k &&
                !processor.beyond_cores(time.threads) && time.seconds > 0)
                points.push_back({time.threads, one.seconds / time.seconds});
        if (const auto fit = fit_amdahl(points)) fractions.push_back(fit->serial);
    }
    if (fractions.size() < 4) return std::string(no_value);
    const Quartiles q = quartiles(fractions);
    return serial_text(q.first) + " to " + serial_text(q.third);
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
                     fit->standard_error ? fixed(*fit->standard_error, 3) : std::string(no_value),
                     fit->points > 1 ? fixed(fit->residual, 4) : std::string(no_value),
                     limit_text(fit->serial), std::to_string(fit->points),
                     fractions_of_pictures(set, scaling, analysis.processor)});
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
        "the small pictures (" +
        pair->small->title() +
        ") stays while the work grows with the "
        "threads, the scaled speed-up is p − s (p − 1). Between the two sizes measured the work "
        "grows by the factor g of N × K × iterations, whatever the threads; the same assumption "
        "then predicts (s + (1 − s) g) / (s + (1 − s) g / p) for the large pictures, those of " +
        pair->large->title() + "), which is held against what was measured there."});
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
    const std::vector<Work> small_work = work_of(pair->small->times, "openmp");
    const std::vector<Work> large_work = work_of(pair->large->times, "openmp");
    for (const Scaling &small : pair->small->openmp) {
        const Scaling *large = pair->large->scaling("openmp", small.k);
        const auto fit = fit_amdahl(small, analysis.processor);
        const auto of_k = [&](const Work &work) { return work.k == small.k; };
        const auto from = std::find_if(small_work.begin(), small_work.end(), of_k);
        const auto to = std::find_if(large_work.begin(), large_work.end(), of_k);
        if (!large || !fit || from == small_work.end() || to == large_work.end()) continue;
        const double serial = std::clamp(fit->serial, 0.0, 1.0);
        const double growth = to->operations / from->operations;
        for (const ScalingPoint &point : small.points) {
            const ScalingPoint *measured = large->at(point.threads);
            if (point.threads < 2 || analysis.processor.beyond_cores(point.threads) || !measured)
                continue;
            const double predicted = scaled_speed_up(serial, growth, point.threads);
            table.rows.push_back({std::to_string(small.k), std::to_string(point.threads),
                                  serial_text(serial), significant(growth),
                                  significant(point.own_speed_up),
                                  significant(gustafson_speed_up(serial, point.threads)),
                                  significant(predicted), significant(measured->own_speed_up)});
            remarks.push_back(
                {count_text(point.threads, "thread"), small.k,
                 "the large pictures gain " + scaled(predicted, measured->own_speed_up)});
        }
    }
    if (table.rows.empty()) {
        section.blocks.emplace_back(
            Paragraph{"The two sets have no K and thread count in common for which a serial "
                      "fraction could be fitted."});
        return section;
    }
    table.note = "A prediction counts as met within " + fixed(100 * agreement_threshold, 0) +
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
    if (set) {
        for (const Scaling &scaling : set->openmp) {
            const ScalingPoint *one = scaling.at(1);
            if (!one) continue;
            const std::vector<Work> work = work_of(set->times, "openmp");
            const auto of_k = std::find_if(work.begin(), work.end(),
                                           [&](const Work &w) { return w.k == scaling.k; });
            for (const ScalingPoint &point : scaling.points) {
                if (point.threads < 2) continue;
                const double usable =
                    analysis.processor.cores > 0
                        ? std::min<double>(point.threads, analysis.processor.cores)
                        : point.threads;
                const double ideal = one->seconds / usable;
                const double extra = point.seconds - ideal;
                const bool has_work = of_k != work.end() && of_k->iterations > 0;
                table.rows.push_back(
                    {std::to_string(scaling.k), std::to_string(point.threads),
                     seconds_text(one->seconds), seconds_text(ideal), seconds_text(point.seconds),
                     seconds_text(extra),
                     has_work ? seconds_text(extra / of_k->iterations) : std::string(no_value),
                     percent(extra / point.seconds)});
                if (const Sentence text = overhead(*one, point, extra))
                    remarks.push_back({count_text(point.threads, "thread"), scaling.k, *text});
            }
        }
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
        "are fewer."});
    table.title = set->title() + ": time beyond the ideal, engine openmp";
    table.columns = {"K",        "Threads",  "One thread",    "Ideal",
                     "Measured", "Overhead", "per iteration", "of the time"};
    table.text_columns = 0;
    add_findings(section, "", merged(remarks));
    section.blocks.emplace_back(std::move(table));
    return section;
}

}  // namespace quant::cli::report

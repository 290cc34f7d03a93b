// Composes the sections on the number of operations and on how near the engines come to the limits
// of the machine.
#include <algorithm>
#include <cmath>

#include "report/compose.h"
#include "report/format.h"
#include "report/limits.h"

namespace quant::cli::report {

using namespace results;

namespace {

Reference roof_line(const Roof &roof, Range x) {
    Reference line{count_text(roof.threads, "thread"), {{x.low, roof.at(x.low)}}};
    if (roof.ridge() > x.low && roof.ridge() < x.high)
        line.points.push_back({roof.ridge(), roof.arithmetic});
    line.points.push_back({x.high, roof.at(x.high)});
    return line;
}

Plot roofline_plot(const SetAnalysis &set, const std::vector<Placed> &all) {
    Plot plot;
    plot.title = set.title() + ", roofline";
    plot.description =
        "Operations per second of each engine against operations per byte of "
        "pixels, below the ceilings of memory bandwidth and arithmetic.";
    plot.x = {"operations per byte of pixels read", Scale::log10};
    plot.y = {"operations per second", Scale::log10};
    plot.y.number = rate_tick;
    plot.legend_above = true;
    Range x{all.front().placement.intensity, all.front().placement.intensity};
    Range y{all.front().placement.performance, 0};
    std::vector<Roof> roofs;
    const auto series = [&](const Placed &placed) -> PlotSeries & {
        const std::string name =
            std::string(name_of(placed.engine)) + ", " + count_text(placed.threads, "thread");
        for (PlotSeries &known : plot.series)
            if (known.name == name) return known;
        const std::size_t style = placed.engine == Engine::sequential ? 0
                                  : placed.engine == Engine::openmp   ? 1
                                                                      : 2;
        return plot.series.emplace_back(PlotSeries{name, style, {}, false});
    };
    for (const Placed &placed : all) {
        const Placement &at = placed.placement;
        series(placed).points.push_back(
            {at.intensity, at.performance, 0,
             placed.threads == 1 && placed.engine != Engine::sequential});
        x = {std::min(x.low, at.intensity), std::max(x.high, at.intensity)};
        y = {std::min(y.low, at.performance),
             std::max({y.high, at.performance, placed.roof.arithmetic})};
        const bool known = std::any_of(roofs.begin(), roofs.end(), [&](const Roof &roof) {
            return roof.threads == placed.roof.threads;
        });
        if (!known) roofs.push_back(placed.roof);
    }
    for (const Roof &roof : roofs)  // shows the sloped and the flat part of each roof
        x = {std::min(x.low, roof.ridge() / 3), std::max(x.high, roof.ridge() * 3)};
    x.high *= 4;  // room for the names of the roofs
    plot.x.range = x;
    plot.y.range = round_range({y.low / 1.5, y.high * 1.3}, Scale::log10);
    for (const Roof &roof : roofs) plot.references.push_back(roof_line(roof, *plot.x.range));
    return plot;
}

void add_roofline(Section &section, const SetAnalysis &set, const Analysis &analysis,
                  Figures &figures, Table &table) {
    const std::vector<Placed> all = placements(set, analysis);
    if (all.empty()) return;
    figures.figures.push_back({set.set->name + "-roofline", roofline_plot(set, all)});
    std::vector<std::string> sentences;
    if (const Sentence text =
            cache(set.size->pixels, analysis.results->record.machine.last_level_cache_bytes()))
        sentences.push_back("The pictures have " + *text + ".");
    for (const Placed &placed : all) {
        const Nearness near = nearness(placed.roof, placed.placement);
        table.rows.push_back({set.title(), name_of(placed.engine), std::to_string(placed.k),
                              std::to_string(placed.threads),
                              significant(placed.placement.intensity),
                              rate_text(placed.placement.performance) + "op/s",
                              percent(near.arithmetic), percent(near.bandwidth)});
    }
    std::vector<Remark> remarks;
    remarks.reserve(all.size());
    for (const Placed &placed : all)
        remarks.push_back(
            {std::string(name_of(placed.engine)) + " with " + count_text(placed.threads, "thread"),
             placed.k, ceilings(bounds(placed, set, analysis.results->record.machine))});
    for (std::string &text : merged(remarks)) sentences.push_back(std::move(text));
    add_findings(section, set.title(), sentences);
}

}  // namespace

Section cost_section(const Analysis &analysis) {
    Section section{"cost", "Computational cost", {}};
    Table table;
    table.title = "Operations per picture";
    table.columns = {"Set",
                     "K",
                     "Pixels N",
                     "Iterations",
                     "9 × N × K × iterations",
                     "Scores, textbook",
                     "Scores, cells",
                     "Fewer by"};
    for (const SetAnalysis &set : analysis.sets) {
        const std::vector<Work> cells = work_of(set.times, Engine::cells);
        std::vector<Work> textbook = work_of(set.times, Engine::sequential);
        if (textbook.empty()) textbook = work_of(set.times, Engine::openmp);
        if (textbook.empty()) textbook = cells;
        for (const Work &work : textbook) {
            const Work *of_cells = find_work(cells, work.k);
            const double evaluated = of_cells ? of_cells->evaluations : std::nan("");
            table.rows.push_back({set.title(), std::to_string(work.k), whole_text(work.pixels),
                                  significant(work.iterations), scientific(work.operations),
                                  scientific(work.scores), scientific(evaluated),
                                  evaluated > 0 ? significant(work.scores / evaluated) + " times"
                                                : std::string(kNoValue)});
        }
    }
    if (table.rows.empty()) {
        section.blocks.emplace_back(
            Paragraph{"Not known: that takes the single measurements (NAME-samples.csv)."});
        return section;
    }
    section.blocks.emplace_back(Paragraph{
        "The published count is 9 operations for each pixel, color and iteration. A score is one "
        "comparison of a color with a centroid: sequential and openmp take N × K of them in each "
        "iteration, and once more to assign the pixels at the end, which the published count "
        "leaves out; cells groups equal and similar colors, and evaluates only those that bounds "
        "do not decide, at the end too. Means over the pictures, with the iterations each picture "
        "really took."});
    section.blocks.emplace_back(std::move(table));
    return section;
}

Section roofline_section(const Analysis &analysis) {
    Section section{"roofline", "Limits of the machine: roofline", {}};
    const std::vector<Ceiling> &ceilings = analysis.results->record.ceilings;
    if (!roof_for(ceilings, 1)) {
        section.blocks.emplace_back(
            Paragraph{"The ceilings of the machine were not measured (machine.json has none of "
                      "memory bandwidth and arithmetic)."});
        return section;
    }
    section.blocks.emplace_back(Paragraph{
        "Arithmetic intensity here is operations per byte of pixels read. For sequential and "
        "openmp the operations are 9 for each score of the textbook, N × K × (iterations + 1), and "
        "every pass over the pixels, one in each iteration and one at the end, reads them as four "
        "16-bit values, 8 bytes: 9 K / 8 operations per byte. For cells they are 9 for each score "
        "really evaluated, and the pixels, 3 bytes each, are read once. The ceilings were measured "
        "on this machine by quant bench: bytes read from an array larger than the caches, and "
        "multiplications and additions of the kind that scores are made of. Where a thread count "
        "was not measured the next below it stands in."});
    Figures figures;
    Table table;
    table.title = "Engines below the ceilings";
    table.columns = {"Set",         "Engine",        "K",           "Threads", "op per byte",
                     "Performance", "of arithmetic", "of bandwidth"};
    table.text_columns = 2;
    Section findings;
    for (const SetAnalysis &set : analysis.sets)
        add_roofline(findings, set, analysis, figures, table);
    if (table.rows.empty()) {
        section.blocks.emplace_back(
            Paragraph{"No engine can be placed: that takes the single measurements."});
        return section;
    }
    figures.caption = "Dashed: the ceilings. Hollow marks: one thread.";
    section.blocks.emplace_back(std::move(figures));
    for (Block &block : findings.blocks) section.blocks.push_back(std::move(block));
    section.blocks.emplace_back(std::move(table));
    Table ceilings_table;
    ceilings_table.title = "Ceilings as measured";
    ceilings_table.columns = {"Ceiling", "Threads", "Rate"};
    const auto add = [&](const char *name, unsigned threads, double rate, const char *unit) {
        if (rate > 0)
            ceilings_table.rows.push_back({name, std::to_string(threads), rate_text(rate) + unit});
    };
    for (const Ceiling &ceiling : ceilings)
        add("memory bandwidth", ceiling.threads, ceiling.bandwidth, "B/s");
    for (const Ceiling &ceiling : ceilings)
        add("arithmetic", ceiling.threads, ceiling.arithmetic, "op/s");
    section.blocks.emplace_back(std::move(ceilings_table));
    return section;
}

}  // namespace quant::cli::report

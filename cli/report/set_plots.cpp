// Fills plots with the points of a data set, and chooses their axes and ranges.
#include "report/set_plots.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "report/format.h"

namespace quant::cli::report {

using namespace results;

namespace {

std::string k_text(unsigned k) { return "K = " + std::to_string(k); }

// Makes x the axis of threads, marks the number of cores, and shades oversubscribed counts.
void put_threads(Plot &plot, const std::set<unsigned> &counts, const Processor &processor) {
    plot.x = {"threads", Scale::log2, {}, {counts.begin(), counts.end()}, {}, nullptr};
    if (counts.empty()) return;
    if (processor.cores >= *counts.begin() && processor.cores <= *counts.rbegin()) {
        plot.mark = processor.cores;
        plot.mark_label = count_text(processor.cores, processor.limited ? "processor" : "core");
    }
    unsigned last_within = 0;
    for (const unsigned count : counts) {
        if (processor.oversubscribed(count)) {
            // The shade starts between two counts, or covers the plot if all are oversubscribed.
            plot.shaded_from = last_within ? std::sqrt(1.0 * last_within * count) : count / 2.0;
            return;
        }
        last_within = count;
    }
}

Plot threads_plot(const SetAnalysis &set, const std::vector<Scaling> &all,
                  const Processor &processor, const Axis &y, double (*value)(const ScalingPoint &),
                  bool with_spread = false) {
    Plot plot;
    if (all.empty()) return plot;
    plot.title = set.title() + ", " + name_of(all.front().engine);
    plot.description = y.label + " against the number of threads, a line for each K.";
    plot.y = y;
    std::set<unsigned> counts;
    for (const Scaling &scaling : all) {
        PlotSeries series{k_text(scaling.k), plot.series.size(), {}};
        for (const ScalingPoint &point : scaling.points) {
            counts.insert(point.threads);
            if (std::isfinite(value(point)))
                series.points.push_back({1.0 * point.threads, value(point),
                                         with_spread ? point.spread : 0,
                                         processor.oversubscribed(point.threads)});
        }
        if (!series.points.empty()) plot.series.push_back(series);
    }
    put_threads(plot, counts, processor);
    return plot;
}

// Adds the ideal line, a speed-up equal to the number of threads. The range of y includes 1 to 2
// wherever the data are, to show a part of the line.
void add_ideal(Plot &plot) {
    if (plot.empty()) return;
    const double least = plot.x.ticks.front();
    const double most = plot.x.ticks.back();
    plot.references.push_back({"ideal", {{least, least}, {most, most}}});
    double low = 1;
    double high = 2;
    for (const PlotSeries &series : plot.series)
        for (const PlotPoint &point : series.points) {
            low = std::min(low, point.y);
            high = std::max(high, point.y);
        }
    plot.y.range = round_range({low, high}, Scale::log2);
}

}  // namespace

Plot speed_up_plot(const SetAnalysis &set, const std::vector<Scaling> &all,
                   const Processor &processor) {
    Plot plot = threads_plot(set, all, processor, {"speed-up over sequential", Scale::log2},
                             [](const ScalingPoint &p) { return p.speed_up; });
    add_ideal(plot);
    return plot;
}

Plot published_efficiency_plot(const SetAnalysis &set, const std::vector<Scaling> &all,
                               const Processor &processor) {
    return threads_plot(set, all, processor,
                        {"efficiency: speed-up over sequential per thread", Scale::log2},
                        [](const ScalingPoint &p) { return p.speed_up / p.threads; });
}

Plot own_speed_up_plot(const SetAnalysis &set, const std::vector<Scaling> &all,
                       const Processor &processor) {
    Plot plot =
        threads_plot(set, all, processor, {"speed-up over its own single thread", Scale::log2},
                     [](const ScalingPoint &p) { return p.own_speed_up; });
    add_ideal(plot);
    return plot;
}

Plot efficiency_plot(const SetAnalysis &set, const std::vector<Scaling> &all,
                     const Processor &processor) {
    Axis y{"efficiency: own speed-up per thread", Scale::linear};
    y.number = [](double value) { return fixed(100 * value, 0) + " %"; };
    Plot plot =
        threads_plot(set, all, processor, y, [](const ScalingPoint &p) { return p.efficiency; });
    if (plot.empty()) return plot;
    double high = 1;
    for (const PlotSeries &series : plot.series)
        for (const PlotPoint &point : series.points) high = std::max(high, point.y);
    plot.y.range = high > 1.04 ? round_range({0, high}, Scale::linear) : Range{0, 1.04};
    for (const auto &[share, name] : {std::pair(1.0, "ideal"), std::pair(0.5, "half")})
        plot.references.push_back(
            {name, {{plot.x.ticks.front(), share}, {plot.x.ticks.back(), share}}});
    return plot;
}

Plot time_plot(const SetAnalysis &set, const std::vector<Scaling> &all,
               const Processor &processor) {
    Axis y{"time per picture", Scale::log10};
    y.number = seconds_tick;
    Plot plot = threads_plot(
        set, all, processor, y, [](const ScalingPoint &p) { return p.seconds; }, true);
    if (plot.empty()) return plot;
    for (const Scaling &scaling : all) {
        if (!(scaling.sequential > 0)) continue;
        plot.references.push_back({"seq., " + k_text(scaling.k),
                                   {{plot.x.ticks.front(), scaling.sequential},
                                    {plot.x.ticks.back(), scaling.sequential}},
                                   true});
    }
    return plot;
}

Plot sets_plot(const std::vector<const SetAnalysis *> &sets, const Processor &processor) {
    Plot plot;
    plot.title = "openmp";
    plot.description =
        "Best speed-up over sequential against the number of colors, a line for each "
        "data set.";
    plot.y = {"best speed-up over sequential", Scale::linear};
    std::set<unsigned> colors;
    for (const SetAnalysis *set : sets) {
        PlotSeries series{set->title(), plot.series.size(), {}};
        for (const Scaling &scaling : set->openmp) {
            const ScalingPoint *best = scaling.fastest_within(processor);
            if (!best || !(best->speed_up > 0)) continue;
            series.points.push_back({1.0 * scaling.k, best->speed_up});
            colors.insert(scaling.k);
        }
        if (!series.points.empty()) plot.series.push_back(series);
    }
    plot.x = {"colors K", Scale::log2, {}, {colors.begin(), colors.end()}, {}, nullptr};
    return plot;
}

Plot colors_plot(const SetAnalysis &set, const std::vector<Scaling> &all,
                 const Processor &processor) {
    Plot plot;
    std::set<unsigned> counts;
    std::set<unsigned> colors;
    for (const Scaling &scaling : all) {
        colors.insert(scaling.k);
        for (const ScalingPoint &point : scaling.points) counts.insert(point.threads);
    }
    if (all.empty()) return plot;
    plot.title = set.title() + ", " + name_of(all.front().engine);
    plot.description =
        "Speed-up over sequential against the number of colors, a line for each thread count.";
    plot.x = {"colors K", Scale::log2, {}, {colors.begin(), colors.end()}, {}, nullptr};
    plot.y = {"speed-up over sequential", Scale::linear};
    for (const unsigned count : counts) {
        PlotSeries series{count_text(count, "thread"), plot.series.size(), {}};
        for (const Scaling &scaling : all)
            if (const ScalingPoint *point = scaling.at(count); point && point->speed_up > 0)
                series.points.push_back(
                    {1.0 * scaling.k, point->speed_up, 0, processor.oversubscribed(count)});
        if (!series.points.empty()) plot.series.push_back(series);
    }
    return plot;
}

Plot images_plot(const SetAnalysis &set, Engine engine, const Processor &processor) {
    Plot plot;
    std::set<unsigned> counts;
    std::set<unsigned> colors;
    for (const ImageTime &time : set.times) {
        if (time.task.engine != engine) continue;
        counts.insert(time.task.threads);
        colors.insert(time.task.colors);
    }
    plot.title = set.title() + ", " + name_of(engine);
    plot.description =
        "Speed-up over sequential of the single pictures against the number of threads: lowest, "
        "quartiles, highest; a box for each K.";
    plot.y = {"speed-up of single pictures over sequential", Scale::log10};
    plot.legend_above = true;
    std::size_t style = 0;
    for (const unsigned k : colors) {
        plot.box_names.push_back(k_text(k));
        const double shift =
            14 * (static_cast<double>(style) - static_cast<double>(colors.size() - 1) / 2);
        for (const unsigned count : counts) {
            std::vector<double> values = speed_ups(set.times, {k, engine, count}).speed_ups;
            if (!values.empty())
                plot.boxes.push_back({1.0 * count, shift, style, std::move(values)});
        }
        ++style;
    }
    put_threads(plot, counts, processor);
    // Boxes lie beside their count, so both ends need room for them.
    if (!counts.empty()) {
        const double room = std::pow(1.0 * *counts.rbegin() / *counts.begin(), 0.1) * 1.1;
        plot.x.range = Range{*counts.begin() / room, *counts.rbegin() * room};
    }
    return plot;
}

Plot engines_plot(const SetAnalysis &set, const Processor &processor) {
    Plot plot;
    plot.title = set.title() + ", all engines";
    plot.description =
        "Time per picture of each engine, with one thread and with the thread count "
        "that is fastest; a row for each K.";
    plot.x = {"time per picture", Scale::log10};
    plot.x.number = seconds_tick;
    plot.y = {"colors", Scale::linear};
    plot.legend_above = true;
    const std::vector<unsigned> colors = set.colors();
    PlotSeries sequential{"sequential", 0, {}, false};
    PlotSeries one[2] = {{"openmp, 1 thread", 1, {}, false}, {"cells, 1 thread", 2, {}, false}};
    PlotSeries best[2] = {{"openmp, best", 1, {}, false}, {"cells, best", 2, {}, false}};
    for (std::size_t i = 0; i < colors.size(); ++i) {
        const double row = static_cast<double>(colors.size() - 1 - i);
        plot.y.ticks.push_back(row);
        plot.y.tick_labels.push_back(k_text(colors[i]));
        for (const int engine : {0, 1}) {
            const Scaling *scaling = set.scaling(kParallelEngines[engine], colors[i]);
            if (!scaling) continue;
            if (sequential.points.size() <= i && scaling->sequential > 0)
                sequential.points.push_back({scaling->sequential, row});
            if (const ScalingPoint *point = scaling->at(1))
                one[engine].points.push_back({point->seconds, row, 0, true});
            const ScalingPoint *fastest = scaling->fastest_within(processor);
            if (fastest && fastest->threads > 1)
                best[engine].points.push_back({fastest->seconds, row});
        }
    }
    for (const PlotSeries *series : {&sequential, &one[0], &best[0], &one[1], &best[1]})
        if (!series->points.empty()) plot.series.push_back(*series);
    plot.y.range = Range{-0.5, static_cast<double>(colors.size()) - 0.5};
    return plot;
}

}  // namespace quant::cli::report

// Describes a plot as data and writes it as SVG. Each style has its own color and its own shape, so
// that either tells series apart. Text and axes use currentColor, which plot_style() sets.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "report/statistics.h"
#include "report/ticks.h"

namespace quant::cli::report {

struct Axis {
    std::string label;
    Scale scale = Scale::linear;
    std::optional<Range> range = {};            // by default, the range of the data
    std::vector<double> ticks = {};             // by default, round numbers
    std::vector<std::string> tick_labels = {};  // by default, the numbers
    std::string (*number)(double) = nullptr;    // writes a tick; by default, tick_label()
};

struct PlotPoint {
    double x = 0, y = 0;
    double spread = 0;    // length of the whiskers up and down; none if 0 or NaN
    bool hollow = false;  // measured under other conditions, as oversubscribed
};

struct PlotSeries {
    std::string name;
    std::size_t style = 0;
    std::vector<PlotPoint> points;
    bool line = true;
    bool markers = true;
};

// A thin line without markers that shows no measurement, but the ideal or a ceiling.
struct Reference {
    std::string name;
    std::vector<PlotPoint> points;
    bool shown_whole = false;  // whether the range of y includes it
};

// A distribution: a mark at the median, and lines from the quartiles to the lowest and the highest
// value. Fewer than five values are drawn as one mark each.
struct PlotBox {
    double x = 0;
    double shift = 0;  // to the right, in units of the drawing
    std::size_t style = 0;
    std::vector<double> values;
};

struct Plot {
    std::string title;        // what is measured: "landscape, openmp"
    std::string description;  // what the plot shows, for people who cannot see it
    Axis x, y;                // y.label is written above the axis
    std::vector<PlotSeries> series;
    std::vector<Reference> references;
    std::vector<PlotBox> boxes;
    std::vector<std::string> box_names;  // names for the legend, by style
    std::optional<double> mark;          // x of a vertical line
    std::string mark_label;              // what the vertical line means
    std::optional<double> shaded_from;   // x from which the plot is shaded, to its right end
    bool legend_above = false;           // otherwise each line has its name at its end

    bool empty() const { return series.empty() && boxes.empty(); }
};

// Returns an <svg> element. A standalone one, for a file, contains plot_style(); otherwise the page
// must contain it.
std::string to_svg(const Plot &plot, bool standalone);

// Returns the CSS of all plots, for light and dark pages.
std::string plot_style();

}  // namespace quant::cli::report

// plot.h: a plot as data, and as SVG. Colors and shapes go together, so that either is enough to
// tell series apart; text and axes take the color of the text around (currentColor).
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
    std::optional<Range> range = {};            // else what the data need
    std::vector<double> ticks = {};             // none: round numbers
    std::vector<std::string> tick_labels = {};  // none: the numbers
    std::string (*number)(double) = nullptr;    // how to write a tick; else tick_label()
};

struct PlotPoint {
    double x = 0, y = 0;
    double spread = 0;    // whiskers of this length up and down; 0 or NaN: none
    bool hollow = false;  // measured under other conditions: oversubscribed
};

struct PlotSeries {
    std::string name;
    std::size_t style = 0;
    std::vector<PlotPoint> points;
    bool line = true;
    bool markers = true;
};

// A thin line without markers that is not a measurement: the ideal, a ceiling.
struct Reference {
    std::string name;
    std::vector<PlotPoint> points;
};

// The median, and lines from the quartiles to the lowest and highest; below five values the values
// themselves.
struct PlotBox {
    double x = 0;
    double shift = 0;  // units of the drawing, to the right
    std::size_t style = 0;
    std::vector<double> values;
};

struct Plot {
    std::string title;        // of what: "landscape, openmp"
    std::string description;  // for those who cannot see it: what it shows
    Axis x, y;                // y.label is written above the axis
    std::vector<PlotSeries> series;
    std::vector<Reference> references;
    std::vector<PlotBox> boxes;
    std::vector<std::string> box_names;  // by style, for the legend
    std::optional<double> mark;          // a vertical line, and what it is
    std::string mark_label;
    std::optional<double> shaded_from;  // to the right end
    bool legend_above = false;          // else a name at the end of each line

    bool empty() const { return series.empty() && boxes.empty(); }
};

// An <svg> element. Alone it brings its own colors, for a file; else the page has plot_style().
std::string to_svg(const Plot &plot, bool standalone);

// CSS of the classes, light and dark.
std::string plot_style();

}  // namespace quant::cli::report

// Tests the ticks of axes, and SVG plots of unusual data.
#include "report/plot.h"

#include <cmath>
#include <sstream>

#include <boost/test/unit_test.hpp>

using namespace quant::cli::report;
namespace tt = boost::test_tools;

BOOST_AUTO_TEST_SUITE(report_plot_tests)

namespace {

std::string shown(const std::vector<double> &values) {
    std::ostringstream text;
    for (const double value : values) text << value << ' ';
    return text.str();
}

std::string shown(Range range) { return shown(std::vector<double>{range.low, range.high}); }

std::size_t count(const std::string &text, const std::string &part) {
    std::size_t found = 0;
    for (std::size_t at = 0; (at = text.find(part, at)) != text.npos; ++at) ++found;
    return found;
}

Plot simple() {
    Plot plot;
    plot.title = "a & b";
    plot.x.label = "x";
    plot.y.label = "y";
    plot.series.push_back({"<one>", 0, {{1, 1}, {2, 3}}});
    return plot;
}

}  // namespace

BOOST_AUTO_TEST_CASE(linear_ticks) {
    BOOST_TEST(shown(ticks({0, 1}, Scale::linear, 6)) == "0 0.2 0.4 0.6 0.8 1 ");
    BOOST_TEST(shown(ticks({0, 23}, Scale::linear, 6)) == "0 5 10 15 20 ");
    BOOST_TEST(shown(ticks({-1, 1}, Scale::linear, 5)) == "-1 -0.5 0 0.5 1 ");
    BOOST_TEST(shown(round_range({0, 23}, Scale::linear)) == "0 25 ");
    BOOST_TEST(shown(round_range({0, 0}, Scale::linear)) == "0 1 ");
}

BOOST_AUTO_TEST_CASE(logarithmic_ticks) {
    BOOST_TEST(shown(ticks({1, 16}, Scale::log2, 7)) == "1 2 4 8 16 ");
    BOOST_TEST(shown(ticks({1, 1024}, Scale::log2, 6)) == "1 4 16 64 256 1024 ");
    BOOST_TEST(shown(ticks({0.5, 512}, Scale::log2, 6)) == "1 4 16 64 256 ");
    BOOST_TEST(shown(ticks({1, 100}, Scale::log10, 7)) == "1 2 5 10 20 50 100 ");
    BOOST_TEST(shown(ticks({1, 1000}, Scale::log10, 7)) == "1 3 10 30 100 300 1000 ");
    BOOST_TEST(shown(ticks({0.001, 1000}, Scale::log10, 7)) == "0.001 0.01 0.1 1 10 100 1000 ");
    BOOST_TEST(shown(ticks({1e-6, 1e6}, Scale::log10, 7)) ==
               "1e-06 0.0001 0.01 1 100 10000 1e+06 ");
    BOOST_TEST(shown(round_range({3, 40}, Scale::log10)) == "2 50 ");
    BOOST_TEST(shown(round_range({3, 9}, Scale::log2)) == "2 16 ");
    // A range of a single value, which may be exactly on a tick.
    for (const double value : {0.001, 0.7, 1.0, 5.0, 1000.0})
        for (const Scale scale : {Scale::log2, Scale::log10}) {
            const Range range = round_range({value, value}, scale);
            BOOST_TEST(range.low <= value * (1 + 1e-9));
            BOOST_TEST(range.high >= value * (1 - 1e-9));
            BOOST_TEST(ticks(range, scale, 7).size() >= 2U);
        }
}

BOOST_AUTO_TEST_CASE(positions_and_labels) {
    BOOST_TEST(position(4, {1, 16}, Scale::log2) == 0.5, tt::tolerance(1e-12));
    BOOST_TEST(position(4, {0, 16}, Scale::linear) == 0.25, tt::tolerance(1e-12));
    const std::vector<double> all = ticks({0, 1}, Scale::linear, 6);
    BOOST_TEST(tick_label(all[3], all, Scale::linear) == "0.6");
    BOOST_TEST(tick_label(1, all, Scale::linear) == "1.0");
    BOOST_TEST(tick_label(0.05, {}, Scale::log10) == "0.05");
    BOOST_TEST(tick_label(32, {}, Scale::log2) == "32");
    BOOST_TEST(tick_label(1.0 / 16, {}, Scale::log2) == "1/16");
}

BOOST_AUTO_TEST_CASE(svg_escapes_names) {
    const std::string svg = to_svg(simple(), false);
    BOOST_TEST(svg.find("&lt;one&gt;") != svg.npos);
    BOOST_TEST(svg.find("<one>") == svg.npos);
    BOOST_TEST(svg.find("aria-label=\"a &amp; b: y\"") != svg.npos);
    BOOST_TEST(svg.find("<style>") == svg.npos);
    BOOST_TEST(to_svg(simple(), true).find("prefers-color-scheme:dark") != svg.npos);
}

// Only two of the four points can be drawn on a logarithmic axis. The third circle is the mark
// beside the name.
BOOST_AUTO_TEST_CASE(svg_leaves_out_what_has_no_place) {
    Plot plot = simple();
    plot.y.scale = Scale::log10;
    plot.series[0].points = {{1, 1}, {2, 0}, {3, std::nan("")}, {4, 2}};
    const std::string svg = to_svg(plot, false);
    BOOST_TEST(count(svg, "<circle") == 3U);
    BOOST_TEST(svg.find("nan") == svg.npos);
    BOOST_TEST(svg.find("inf") == svg.npos);
    plot.series[0].points = {{1, std::nan("")}};
    BOOST_TEST(count(to_svg(plot, false), "<circle") == 0U);
}

BOOST_AUTO_TEST_CASE(few_values_are_shown_themselves) {
    Plot plot = simple();
    plot.series.clear();
    plot.legend_above = true;
    plot.boxes.push_back({1, 0, 0, {1, 2, 3, 4}});
    BOOST_TEST(count(to_svg(plot, false), "<circle") == 4U);
    plot.boxes[0].values.push_back(5);
    const std::string svg = to_svg(plot, false);
    BOOST_TEST(count(svg, "<circle") == 1U);
    BOOST_TEST(svg.find("median 3.00, middle half 2.00 to 4.00, all 1.00 to 5.00") != svg.npos);
}

// Names of lines that end at the same place are moved apart and stay within the drawing.
BOOST_AUTO_TEST_CASE(names_do_not_overlap) {
    Plot plot = simple();
    plot.series.clear();
    for (std::size_t i = 0; i < 6; ++i)
        plot.series.push_back({"name " + std::to_string(i), i, {{1, 1}, {2, 5}}});
    const std::string svg = to_svg(plot, false);
    std::vector<double> heights;
    for (std::size_t i = 0; i < 6; ++i) {
        const std::size_t name = svg.find(">name " + std::to_string(i) + "</text>");
        const std::size_t y = svg.rfind("y=\"", name) + 3;
        heights.push_back(std::stod(svg.substr(y)));
    }
    for (std::size_t i = 1; i < 6; ++i) BOOST_TEST(heights[i] - heights[i - 1] >= 12.9);
    BOOST_TEST(heights.front() > 0);
    BOOST_TEST(heights.back() < 250);
}

BOOST_AUTO_TEST_SUITE_END()

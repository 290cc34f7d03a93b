// Lays out one plot, with little but the data: no frame, faint horizontal lines, and the names of
// lines at their ends.
#include "report/plot.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "report/format.h"
#include "report/svg.h"

namespace quant::cli::report {
namespace {

constexpr double kWidth = 360;
constexpr double kHeight = 250;
constexpr double kLeft = 50;
constexpr double kBottom = kHeight - 38;
constexpr double kPadding = 10;        // between the ends of the axis and the outermost data
constexpr double kLabelDistance = 13;  // between the middles of two lines of text
constexpr double kCharacterWidth = 6;  // on average, at the size of labels
constexpr std::size_t kFewValues = 5;  // fewer values are no distribution and get no box

struct Frame {
    Range x, y;
    double right = 0, top = 0;
};

struct Label {
    double y = 0;
    std::string name, classes;
    std::size_t style = 0;
    bool marker = false;
};

bool is_drawable(double value, Scale scale) {
    return std::isfinite(value) && (scale == Scale::linear || value > 0);
}

class Drawing {
public:
    explicit Drawing(const Plot &plot) : plot_(plot) {
        frame_.right = plot.legend_above ? kWidth - 12 : kWidth - name_width();
        frame_.top = 46;
        if (plot.legend_above) draw_legend();
        frame_.x = range_of(plot.x, true);
        frame_.y = range_of(plot.y, false);
    }

    std::string draw() {
        out_ += svg::text(0, 13, plot_.title, "title") + svg::text(0, 29, plot_.y.label, "quiet");
        draw_shade();
        draw_axes();
        for (const Reference &reference : plot_.references) draw_reference(reference);
        for (const PlotBox &box : plot_.boxes) draw_box(box);
        for (const PlotSeries &series : plot_.series) draw_series(series);
        if (plot_.shaded_from)  // drawn last: data may lie anywhere, and must not hide the text
            out_ += svg::text(frame_.right - 2, kBottom - 5, "oversubscribed", "note halo",
                              svg::Anchor::end);
        if (has_arrows_)
            out_ += svg::text(kLeft + 4, kBottom - 5, "arrow: beyond the plot", "note halo");
        if (!plot_.legend_above) draw_names();
        return out_;
    }

private:
    double name_width() const {
        std::size_t longest = 0;
        for (const PlotSeries &series : plot_.series)
            longest = std::max(longest, series.name.size());
        for (const Reference &reference : plot_.references)
            longest = std::max(longest, reference.name.size());
        return 24 + kCharacterWidth * static_cast<double>(longest);
    }

    Range range_of(const Axis &axis, bool horizontal) const {
        if (axis.range) return *axis.range;
        Range data{std::numeric_limits<double>::infinity(),
                   -std::numeric_limits<double>::infinity()};
        const auto add = [&](double value) {
            if (!is_drawable(value, axis.scale)) return;
            data.low = std::min(data.low, value);
            data.high = std::max(data.high, value);
        };
        for (const PlotSeries &series : plot_.series)
            for (const PlotPoint &point : series.points) {
                add(horizontal ? point.x : point.y);
                if (horizontal || !(point.spread > 0)) continue;
                add(point.y + point.spread);
                add(point.y - point.spread);
            }
        if (!horizontal)
            for (const Reference &reference : plot_.references)
                if (reference.shown_whole)
                    for (const PlotPoint &point : reference.points) add(point.y);
        for (const PlotBox &box : plot_.boxes) {
            if (horizontal) add(box.x);
            for (const double value : box.values)
                if (!horizontal) add(value);
        }
        if (horizontal)
            for (const double tick : axis.ticks) add(tick);
        if (!(data.high >= data.low)) data = {1, 2};
        if (horizontal && !axis.ticks.empty()) {
            if (data.high == data.low)
                data.high = axis.scale == Scale::linear ? data.low + 1 : data.low * 2;
            return data;
        }
        if (axis.scale == Scale::linear) data.low = std::min(data.low, 0.0);
        return round_range(data, axis.scale);
    }

    double x_of(double value) const {
        const double from = kLeft + kPadding;
        const double to = frame_.right - kPadding;
        return from + position(value, frame_.x, plot_.x.scale) * (to - from);
    }
    double y_of(double value) const {
        return kBottom - position(value, frame_.y, plot_.y.scale) * (kBottom - frame_.top);
    }

    static std::string written(const Axis &axis, double value, const std::vector<double> &all) {
        return axis.number ? axis.number(value) : tick_label(value, all, axis.scale);
    }
    std::string tip(const std::string &name, const PlotPoint &point) const {
        const auto value = [](const Axis &axis, double number) {
            const auto named = std::find(axis.ticks.begin(), axis.ticks.end(), number);
            const auto index = static_cast<std::size_t>(named - axis.ticks.begin());
            if (index < axis.tick_labels.size()) return axis.tick_labels[index];
            return axis.number ? axis.number(number) : significant(number);
        };
        return name + ": " + value(plot_.y, point.y) + " at " + value(plot_.x, point.x);
    }

    void draw_shade() {
        if (!plot_.shaded_from) return;
        const double from = std::max(kLeft, x_of(*plot_.shaded_from));
        out_ +=
            svg::rectangle(from, frame_.top, frame_.right - from, kBottom - frame_.top, "shade");
    }

    void draw_axes() {
        const std::vector<double> y_ticks =
            plot_.y.ticks.empty() ? ticks(frame_.y, plot_.y.scale, 7) : plot_.y.ticks;
        for (std::size_t i = 0; i < y_ticks.size(); ++i) {
            const double y = y_of(y_ticks[i]);
            const std::string label = i < plot_.y.tick_labels.size()
                                          ? plot_.y.tick_labels[i]
                                          : written(plot_.y, y_ticks[i], y_ticks);
            out_ += svg::line(kLeft, y, frame_.right, y, "grid") +
                    svg::text(kLeft - 6, y + 3.5, label, "tick", svg::Anchor::end);
        }
        out_ += svg::line(kLeft, kBottom, frame_.right, kBottom, "axis");
        const std::vector<double> x_ticks =
            plot_.x.ticks.empty() ? ticks(frame_.x, plot_.x.scale, 6) : plot_.x.ticks;
        double free_from = 0;
        for (const double tick : x_ticks) {
            const double x = x_of(tick);
            const std::string label = written(plot_.x, tick, x_ticks);
            const double half = kCharacterWidth * static_cast<double>(label.size()) / 2;
            out_ += svg::line(x, kBottom, x, kBottom + 4, "axis");
            if (x - half < free_from) continue;
            free_from = x + half + 4;
            out_ += svg::text(x, kBottom + 16, label, "tick", svg::Anchor::middle);
        }
        out_ += svg::text((kLeft + frame_.right) / 2, kBottom + 32, plot_.x.label, "quiet",
                          svg::Anchor::middle);
        if (plot_.mark) {
            const double x = x_of(*plot_.mark);
            const bool before = x > (kLeft + frame_.right) / 2;
            out_ += svg::line(x, frame_.top - 8, x, kBottom, "mark") +
                    svg::text(before ? x - 4 : x + 4, frame_.top - 3, plot_.mark_label, "note",
                              before ? svg::Anchor::end : svg::Anchor::start);
        }
    }

    // Draws straight lines between the points, cut where they leave the range of y.
    void draw_reference(const Reference &reference) {
        for (std::size_t i = 1; i < reference.points.size(); ++i) {
            double x1 = x_of(reference.points[i - 1].x);
            double y1 = y_of(reference.points[i - 1].y);
            double x2 = x_of(reference.points[i].x);
            double y2 = y_of(reference.points[i].y);
            const auto cut = [&](double &x, double &y) {
                const double inside = std::clamp(y, frame_.top, kBottom);
                if (inside == y) return true;
                if (y1 == y2 || std::min(y1, y2) > kBottom || std::max(y1, y2) < frame_.top)
                    return false;
                x = x1 + (x2 - x1) * (inside - y1) / (y2 - y1);
                y = inside;
                return true;
            };
            double from_x = x1;
            double from_y = y1;
            double to_x = x2;
            double to_y = y2;
            if (!cut(from_x, from_y) || !cut(to_x, to_y)) continue;
            out_ += svg::line(from_x, from_y, to_x, to_y, "reference");
            if (i + 1 < reference.points.size()) continue;
            if (to_x > frame_.right - 2 * kPadding || plot_.legend_above)
                labels_.push_back({to_y, reference.name, "note", 0, false});
            else
                out_ +=
                    svg::text(to_x - 7, to_y + 9, reference.name, "note halo", svg::Anchor::end);
            if (plot_.legend_above) {  // below the first and lowest line, above the others
                const bool is_first = &reference == plot_.references.data();
                out_ += svg::text(to_x, is_first ? to_y + 12 : to_y - 4, reference.name, "note",
                                  svg::Anchor::end);
            }
        }
    }

    void draw_series(const PlotSeries &series) {
        std::string data;
        std::string shapes;
        double last = 0;
        for (const PlotPoint &point : series.points) {
            if (!is_drawable(point.x, plot_.x.scale) || !is_drawable(point.y, plot_.y.scale))
                continue;
            const double x = x_of(point.x);
            last = y_of(point.y);
            data += (data.empty() ? "M" : "L") + svg::number(x) + " " + svg::number(last);
            if (point.spread > 0) shapes += whisker(series.style, x, point);
            if (series.markers)
                shapes += svg::marker(series.style, x, last, point.hollow, tip(series.name, point));
        }
        if (data.empty()) return;
        if (series.line)
            out_ +=
                "<path d=\"" + data + "\" class=\"line " + svg::style_class(series.style) + "\"/>";
        out_ += shapes;
        labels_.push_back(
            {last, series.name, svg::style_class(series.style), series.style, series.markers});
    }

    // An end of a whisker that lies outside of the plot, as one at or below zero on a logarithmic
    // scale does, is an arrow.
    std::string whisker(std::size_t style, double x, const PlotPoint &point) {
        const auto end = [&](double value, double outside) {
            return is_drawable(value, plot_.y.scale) ? y_of(value) : outside;
        };
        const double top = end(point.y + point.spread, kBottom);
        const double bottom = end(point.y - point.spread, kHeight);
        const double high = std::max(frame_.top, top), low = std::min(kBottom, bottom);
        const std::string classes = "whisker " + svg::style_class(style);
        std::string drawn = svg::line(x, low, x, high, classes);
        const auto arrow = [&](double y, double back) {
            drawn += svg::line(x - 3, y + back, x, y, classes) +
                     svg::line(x + 3, y + back, x, y, classes);
            has_arrows_ = true;
        };
        if (top < high) arrow(high, 4);
        if (bottom > low) arrow(low, -4);
        return drawn;
    }

    void draw_box(const PlotBox &box) {
        const double x = x_of(box.x) + box.shift;
        const std::string style = svg::style_class(box.style);
        if (box.values.size() < kFewValues) {
            for (const double value : box.values)
                out_ += svg::marker(box.style, x, y_of(value), false, significant(value));
            return;
        }
        const Quartiles q = quartiles(box.values);
        out_ += "<g><title>" +
                escape("median " + significant(q.median) + ", middle half " + significant(q.first) +
                       " to " + significant(q.third) + ", all " + significant(q.low) + " to " +
                       significant(q.high)) +
                "</title>" + svg::line(x, y_of(q.low), x, y_of(q.first), "whisker " + style) +
                svg::line(x, y_of(q.third), x, y_of(q.high), "whisker " + style) +
                svg::marker(box.style, x, y_of(q.median), false) + "</g>";
    }

    // Draws the names at the ends of the lines, and moves names apart that would overlap.
    void draw_names() {
        std::stable_sort(labels_.begin(), labels_.end(),
                         [](const Label &a, const Label &b) { return a.y < b.y; });
        double free_from = frame_.top - 6;
        for (Label &label : labels_) {
            label.y = std::max(label.y, free_from);
            free_from = label.y + kLabelDistance;
        }
        double free_to = kBottom + 2;
        for (std::size_t i = labels_.size(); i-- > 0;) {
            labels_[i].y = std::min(labels_[i].y, free_to);
            free_to = labels_[i].y - kLabelDistance;
        }
        for (const Label &label : labels_) {
            const double x = frame_.right + 6;
            if (label.marker) out_ += svg::marker(label.style, x + 3, label.y, false);
            out_ += svg::text(label.marker ? x + 11 : x, label.y + 3.5, label.name,
                              label.marker ? "name" : "note");
        }
    }

    // Draws rows of markers with names below the label of the y axis.
    void draw_legend() {
        struct Entry {
            std::size_t style;
            std::string name;
            bool hollow;
        };
        std::vector<Entry> entries;
        for (const PlotSeries &series : plot_.series)
            entries.push_back({series.style, series.name,
                               !series.points.empty() && series.points.front().hollow});
        for (std::size_t i = 0; i < plot_.box_names.size(); ++i)
            entries.push_back({i, plot_.box_names[i], false});
        double x = 4;
        double y = 44;
        for (const auto &[style, name, hollow] : entries) {
            const double size = 22 + kCharacterWidth * static_cast<double>(name.size());
            if (x > 4 && x + size > kWidth) {
                x = 4;
                y += 15;
            }
            out_ += svg::marker(style, x, y, hollow) + svg::text(x + 8, y + 3.5, name, "name");
            x += size;
        }
        frame_.top = y + 18;
    }

    const Plot &plot_;
    Frame frame_;
    std::vector<Label> labels_;
    bool has_arrows_ = false;
    std::string out_;
};

}  // namespace

std::string to_svg(const Plot &plot, bool standalone) {
    const std::string size =
        "viewBox=\"0 0 " + svg::number(kWidth) + " " + svg::number(kHeight) + "\"";
    const std::string about = escape(plot.title + ": " + plot.y.label);
    std::string result = "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"plot\" " + size +
                         " role=\"img\" aria-label=\"" + about + "\"><title>" + about +
                         "</title><desc>" + escape(plot.description) + "</desc>";
    if (standalone)
        result +=
            "<style>" + plot_style() + "</style>" + svg::rectangle(0, 0, kWidth, kHeight, "paper");
    return result + Drawing(plot).draw() + "</svg>\n";
}

// The colors are those of Okabe and Ito, which color-blind people can tell apart, and lighter ones
// on a dark background. Fills and strokes are translucent, not elements, which would make a printed
// page half as large again.
std::string plot_style() {
    return R"(.plot{--paper:#fffefb;color:#1f1e1b;font:11px system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
.plot text{fill:currentColor}
.plot .title{font-size:12px;font-weight:600}
.plot .quiet,.plot .tick{fill-opacity:.78}
.plot .note{font-size:10px;font-style:italic;fill-opacity:.78}
.plot .halo{paint-order:stroke;stroke:#fffefb;stroke:var(--paper);stroke-width:3px}
.plot .name,.plot .tick{font-variant-numeric:tabular-nums}
.plot .paper{fill:#fffefb;fill:var(--paper)}
.plot .grid{stroke:currentColor;stroke-width:.6;stroke-opacity:.16}
.plot .axis{stroke:currentColor;stroke-width:.8;stroke-opacity:.6}
.plot .mark{stroke:currentColor;stroke-width:1;stroke-dasharray:2 3;stroke-opacity:.7}
.plot .reference{stroke:currentColor;stroke-width:1;stroke-dasharray:6 3;stroke-opacity:.55}
.plot .shade{fill:currentColor;fill-opacity:.06}
.plot .line{fill:none;stroke:currentColor;stroke-width:1.7;stroke-linejoin:round}
.plot .whisker{stroke:currentColor;stroke-width:1.1}
.plot .solid{fill:currentColor}
.plot .hollow{fill:#fffefb;fill:var(--paper);stroke:currentColor;stroke-width:1.4}
.plot .s0{color:#0072b2}.plot .s1{color:#c8500a}.plot .s2{color:#00805e}
.plot .s3{color:#a8468a}.plot .s4{color:#96700a}.plot .s5{color:#3d3d8f}
@media screen and (prefers-color-scheme:dark){
.plot{--paper:#171614;color:#dedad2}
.plot .s0{color:#56b4e9}.plot .s1{color:#f58a4b}.plot .s2{color:#2cc79b}
.plot .s3{color:#e394c4}.plot .s4{color:#e6b93a}.plot .s5{color:#a9a6f5}
}
)";
}

}  // namespace quant::cli::report

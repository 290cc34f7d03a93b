// Draws the line in both a dark and a light color, so that it is visible on any picture.
#include "gimp/split_line.h"

#include <algorithm>
#include <cmath>

namespace quant::plugin {

// All of the line can be seen, also beside the frame of a picture that has the focus.
double SplitLine::place(double width) const {
    constexpr double kMargin = 3;
    return std::max(std::min(part_ * width, width - kMargin), kMargin);
}

int SplitLine::column(int size) const { return static_cast<int>(std::lround(place(size))); }

bool SplitLine::is_near(double x, int width) const {
    constexpr double kReach = 5;
    return std::abs(x - place(width)) <= kReach;
}

void SplitLine::move_to(double x, int width) {
    if (width > 0) part_ = std::clamp(x / width, 0.0, 1.0);
}

void SplitLine::step(int steps) { part_ = std::clamp(part_ + 0.02 * steps, 0.0, 1.0); }

void SplitLine::draw(cairo_t *cairo, double x, double height) {
    cairo_set_source_rgb(cairo, 0, 0, 0);
    cairo_rectangle(cairo, x - 2, 0, 4, height);
    cairo_fill(cairo);
    cairo_set_source_rgb(cairo, 1, 1, 1);
    cairo_rectangle(cairo, x - 1, 0, 2, height);
    cairo_fill(cairo);
}

void show_split_pointer(GtkWidget *widget, bool is_over_line) {
    GdkWindow *window = gtk_widget_get_window(widget);
    if (!window) return;
    if (!is_over_line) {
        gdk_window_set_cursor(window, nullptr);
        return;
    }
    GdkCursor *cursor =
        gdk_cursor_new_for_display(gtk_widget_get_display(widget), GDK_SB_H_DOUBLE_ARROW);
    gdk_window_set_cursor(window, cursor);
#if GTK_CHECK_VERSION(3, 0, 0)
    g_object_unref(cursor);
#else
    gdk_cursor_unref(cursor);
#endif
}

}  // namespace quant::plugin

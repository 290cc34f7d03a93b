// The line between the original and the result in a preview, for GTK 2 and GTK 3.
#pragma once

#include <gtk/gtk.h>

namespace quant::plugin {

// A vertical line that stays at the same part of the width of its widget. All positions are in
// GTK's units.
class SplitLine {
public:
    // Returns the first of `size` columns that is right of the line.
    int column(int size) const;

    // Returns whether the pointer at `x` is close enough to grab the line.
    bool is_near(double x, int width) const;
    void move_to(double x, int width);
    // Moves the line by this many fiftieths of the width.
    void step(int steps);

    // Draws the line left and right of `x`.
    static void draw(cairo_t *cairo, double x, double height);

private:
    double place(double width) const;

    double part_ = 0.5;
};

// Shows the pointer over the widget as an arrow to the left and right, or as it is elsewhere.
void show_split_pointer(GtkWidget *widget, bool is_over_line);

}  // namespace quant::plugin

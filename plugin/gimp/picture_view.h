// A widget that shows a picture, with buttons to zoom it; for GTK 2 and GTK 3.
#pragma once

#include <gtk/gtk.h>

#include <cstdint>
#include <functional>
#include <vector>

#include "common/preview.h"

namespace quant::plugin {

// A picture that the user can zoom and move. All calls must come from GTK's thread. The widget must
// not outlive the object.
class PictureView {
public:
    using Render = std::function<std::vector<std::uint32_t>(const View &, bool original)>;

    explicit PictureView(Render render);
    PictureView(const PictureView &) = delete;
    PictureView &operator=(const PictureView &) = delete;

    GtkWidget *widget() const { return column_; }

    // Sets the size of the picture, in pixels. If the size is new, the whole picture is shown.
    void set_size(int width, int height);
    // Shows that the picture is out of date, until the next update().
    void dim();
    // Renders the picture again.
    void update();

    // GTK's signal handlers call the following functions.
    void draw(cairo_t *cairo);
    void redraw();
    void zoom(int steps);  // the center of the view stays
    void zoom_at(int steps, double x, double y);
    void fit();
    void show_pixels();  // one dot of the screen for each
    void move(double dx, double dy);
    bool press(const GdkEventKey &key);

private:
    void connect_pointer();
    double fitting_scale() const;
    int dots_per_unit() const;
    void set_scale(double scale, double x, double y);
    void clamp();

    Render render_;
    int width_ = 1;
    int height_ = 1;
    bool fits_ = true;
    bool is_stale_ = true;
    bool is_dimmed_ = false;
    View view_;
    std::vector<std::uint32_t> dots_;
    double grabbed_x_ = 0;
    double grabbed_y_ = 0;
    GtkWidget *column_;
    GtkWidget *area_;
    GtkWidget *percent_;
    GtkWidget *original_;
};

}  // namespace quant::plugin

// A widget that shows a picture, with buttons to zoom it; for GTK 2 and GTK 3.
#pragma once

#include <gtk/gtk.h>

#include <functional>
#include <optional>

#include "common/preview.h"
#include "common/split_dots.h"
#include "gimp/split_line.h"

namespace quant::plugin {

// A picture that the user can zoom and move, and compare with the original. All calls must come
// from GTK's thread. The widget must not outlive the object.
class PictureView {
public:
    using Render = SplitDots::Render;

    explicit PictureView(Render render);
    PictureView(const PictureView &) = delete;
    PictureView &operator=(const PictureView &) = delete;

    GtkWidget *widget() const { return column_; }

    // Sets the size of the picture, in pixels. If the size is new, the whole picture is shown.
    void set_size(int width, int height);
    // Sets what is called with the pixel that the user picks in the picture.
    void on_pick(std::function<void(int x, int y)> picked);
    // Shows that the result is out of date, until the next update().
    void dim();
    // Renders the picture again, as it is up to date now.
    void update();
    // Renders the picture again, for example with another entry highlighted.
    void redraw();

    // GTK's signal handlers call the following functions.
    void draw(cairo_t *cairo);
    void zoom(int steps);  // the center of the view stays
    void zoom_at(int steps, double x, double y);
    void fit();
    void show_pixels();  // one dot of the screen for each
    void change_comparison();
    void press_button(const GdkEventButton &event);
    void release_button(const GdkEventButton &event);
    void move_pointer(const GdkEventMotion &event);
    void cross_border(const GdkEventCrossing &event);
    void turn_wheel(const GdkEventScroll &event);
    bool press_key(const GdkEventKey &key);

private:
    // What the pointer drags.
    enum class Drag { nothing, picture, line };
    // A place in the widget, in GTK's units.
    struct Position {
        double x, y;
    };

    GtkWidget *button_bar();
    void connect_drawing();
    void connect_input();
    void render_if_needed();
    void draw_marks(cairo_t *cairo, double width, double height) const;
    bool is_split() const;
    int split_column() const;
    double fitting_scale() const;
    int dots_per_unit() const;
    int width_in_units() const { return view_.width / dots_per_unit(); }
    Position center() const;
    void set_scale(double scale, double x, double y);
    void clamp();
    void move(double dx, double dy);
    bool press_arrow(const GdkEventKey &key);
    bool is_over_line(double x) const;
    void update_pointer();
    void drag_to(const Position &at);
    void pick(const Position &at);

    SplitDots dots_;
    int width_ = 1;
    int height_ = 1;
    bool fits_ = true;
    bool is_stale_ = true;
    bool is_dimmed_ = false;
    View view_;
    SplitLine line_;
    Drag drag_ = Drag::nothing;
    std::optional<Position> pointer_;  // if it is over the picture
    Position last_{};                  // of the pointer, while it drags something
    bool has_split_pointer_ = false;
    bool uses_keys_ = false;  // whether a key was pressed after the last motion of the pointer
    std::function<void(int x, int y)> picked_;
    GtkWidget *column_;
    GtkWidget *area_;
    GtkWidget *percent_;
    GtkWidget *original_;
    GtkWidget *split_;
};

}  // namespace quant::plugin

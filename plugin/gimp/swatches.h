// A widget that shows a palette as a grid of colors, of which some can be selected. The tooltip of
// each color gives its value and its share of the pixels.
#pragma once

#include <gtk/gtk.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "common/hand_picked.h"

namespace quant::plugin {

struct Swatch {
    Entry entry;         // its color has the numbers of the image
    Color screen_color;  // has those of the monitor
    std::size_t place;   // in the palette
    bool is_locked;
};

// All calls must come from GTK's thread. The widget must not outlive the object.
class Swatches {
public:
    // Receives what the user does with the colors. `point` gets the place in the palette of the
    // color under the pointer or the keyboard's cursor, or nothing.
    struct Listener {
        std::function<void(std::optional<std::size_t>)> point;
        std::function<void()> edit;
        std::function<void(const GdkEventButton *)> menu;  // null if by a key
        std::function<bool(const GdkEventKey &)> press;    // returns whether it knows the key
    };

    explicit Swatches(Listener listener);
    Swatches(const Swatches &) = delete;
    Swatches &operator=(const Swatches &) = delete;

    GtkWidget *widget() const { return area_; }
    // `profile_name` says which colors the numbers of the image are; "" stands for sRGB. Colors
    // that were selected before stay selected.
    void show(std::vector<Swatch> swatches, std::string profile_name);

    // Shows that the colors are out of date, until the next show().
    void dim();

    // Returns the selected colors in the order in which they are shown; if there are none, the one
    // with the keyboard's cursor.
    std::vector<Color> selected() const;

    // GTK's signal handlers call the following functions.
    void draw(cairo_t *cairo) const;
    bool describe(int x, int y, GtkTooltip *tooltip) const;
    void click(const GdkEventButton &event);
    void point_at(double x, double y);
    void point_at_nothing();
    void open_menu() const;
    bool press(const GdkEventKey &key);

private:
    void connect_signals();
    int columns() const;
    GdkRectangle place_of(std::size_t i) const;
    std::optional<std::size_t> swatch_at(double x, double y) const;
    void draw_marks(cairo_t *cairo, std::size_t i) const;
    bool has(const Color &color) const;
    bool is_selected(const Color &color) const;
    void select(std::size_t i, bool adds);
    void select_all();
    bool move_cursor(std::ptrdiff_t by, const GdkEventKey &key);
    void point(std::optional<std::size_t> i);

    Listener listener_;
    GtkWidget *area_;
    std::vector<Swatch> swatches_;
    std::vector<Color> selected_;
    std::size_t cursor_ = 0;
    std::optional<std::size_t> pointed_;
    std::string profile_name_;
    std::uint64_t pixels_ = 0;
    bool is_dimmed_ = false;
};

}  // namespace quant::plugin

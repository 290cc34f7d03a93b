// A widget that shows a palette as a grid of colors. The tooltip of each color gives its value and
// its share of the pixels.
#pragma once

#include <gtk/gtk.h>

#include <cstdint>
#include <string>
#include <vector>

#include <quant/quant.hpp>

namespace quant::plugin {

struct Swatch {
    Color color;         // has the numbers of the image
    Color screen_color;  // has those of the monitor
    std::uint64_t pixels;
};

// All calls must come from GTK's thread. The widget must not outlive the object.
class Swatches {
public:
    Swatches();
    Swatches(const Swatches &) = delete;
    Swatches &operator=(const Swatches &) = delete;

    GtkWidget *widget() const { return area_; }
    // `profile_name` says which colors the numbers of the image are; "" stands for sRGB.
    void show(std::vector<Swatch> swatches, std::string profile_name);

    // Shows that the colors are out of date, until the next show().
    void dim();

    // GTK's signal handlers call the following two functions.
    void draw(cairo_t *cairo) const;
    bool describe(int x, int y, GtkTooltip *tooltip) const;

private:
    GdkRectangle place_of(std::size_t i) const;

    GtkWidget *area_;
    std::vector<Swatch> swatches_;
    std::string profile_name_;
    std::uint64_t pixels_ = 0;
    bool is_dimmed_ = false;
};

}  // namespace quant::plugin

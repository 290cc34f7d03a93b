// A palette as a field of colors; each tells its value and its share of the pixels.
#pragma once

#include <gtk/gtk.h>

#include <cstdint>
#include <vector>

#include <quant/quant.hpp>

namespace quant::plugin {

struct Swatch {
    Color color;
    std::uint64_t pixels;
};

// For the thread of GTK. The widget must not outlive it.
class Swatches {
public:
    Swatches();
    Swatches(const Swatches &) = delete;
    Swatches &operator=(const Swatches &) = delete;

    GtkWidget *widget() const { return area_; }
    void show(std::vector<Swatch> swatches);

    // Both are called by GTK.
    void draw(cairo_t *cairo) const;
    bool describe(int x, int y, GtkTooltip *tooltip) const;

private:
    GdkRectangle place_of(std::size_t i) const;

    GtkWidget *area_;
    std::vector<Swatch> swatches_;
    std::uint64_t pixels_ = 0;
};

}  // namespace quant::plugin

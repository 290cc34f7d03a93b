// Draws 16 colors a row, or more if there are many, and finds the color under the pointer by the
// same layout.
#include "gimp/swatches.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <utility>

#include "common/text.h"
#include "gimp/dimming.h"

namespace quant::plugin {
namespace {

constexpr int kColumns = 16;
constexpr int kMostRows = 8;  // more colors get more columns
constexpr int kHeight = 88;

#if GTK_CHECK_VERSION(3, 0, 0)
gboolean on_draw(GtkWidget *, cairo_t *cairo, gpointer swatches) {
    static_cast<const Swatches *>(swatches)->draw(cairo);
    return TRUE;
}
#else
gboolean on_expose(GtkWidget *area, GdkEventExpose *, gpointer swatches) {
    cairo_t *cairo = gdk_cairo_create(gtk_widget_get_window(area));
    static_cast<const Swatches *>(swatches)->draw(cairo);
    cairo_destroy(cairo);
    return TRUE;
}
#endif

gboolean on_tooltip(GtkWidget *, int x, int y, gboolean, GtkTooltip *tooltip, gpointer swatches) {
    return static_cast<const Swatches *>(swatches)->describe(x, y, tooltip) ? TRUE : FALSE;
}

}  // namespace

Swatches::Swatches() : area_(gtk_drawing_area_new()) {
    gtk_widget_set_size_request(area_, -1, kHeight);
    gtk_widget_set_has_tooltip(area_, TRUE);
#if GTK_CHECK_VERSION(3, 0, 0)
    g_signal_connect(area_, "draw", G_CALLBACK(on_draw), this);
#else
    g_signal_connect(area_, "expose-event", G_CALLBACK(on_expose), this);
#endif
    g_signal_connect(area_, "query-tooltip", G_CALLBACK(on_tooltip), this);
}

void Swatches::show(std::vector<Swatch> swatches, std::string profile_name) {
    swatches_ = std::move(swatches);
    profile_name_ = std::move(profile_name);
    pixels_ = 0;
    is_dimmed_ = false;
    for (const Swatch &swatch : swatches_) pixels_ += swatch.pixels;
    gtk_widget_queue_draw(area_);
}

void Swatches::dim() {
    is_dimmed_ = true;
    gtk_widget_queue_draw(area_);
}

GdkRectangle Swatches::place_of(std::size_t i) const {
    GtkAllocation all;
    gtk_widget_get_allocation(area_, &all);
    const int count = static_cast<int>(swatches_.size());
    const int columns =
        std::clamp(count, 1, std::max(kColumns, (count + kMostRows - 1) / kMostRows));
    const int rows = std::max(1, (count + columns - 1) / columns);
    const int column = static_cast<int>(i) % columns;
    const int row = static_cast<int>(i) / columns;
    const int height = std::min(all.height / rows, 24);
    const int x = all.width * column / columns;
    return {x, row * height, all.width * (column + 1) / columns - x, height};
}

void Swatches::draw(cairo_t *cairo) const {
    for (std::size_t i = 0; i < swatches_.size(); ++i) {
        const GdkRectangle place = place_of(i);
        const Color &color = swatches_[i].screen_color;
        cairo_rectangle(cairo, place.x, place.y, place.width - 1, place.height - 1);
        cairo_set_source_rgb(cairo, color.r / 255.0, color.g / 255.0, color.b / 255.0);
        cairo_fill_preserve(cairo);
        if (is_dimmed_) {
            set_dimming(cairo);
            cairo_fill_preserve(cairo);
        }
        cairo_new_path(cairo);
    }
}

bool Swatches::describe(int x, int y, GtkTooltip *tooltip) const {
    for (std::size_t i = 0; i < swatches_.size(); ++i) {
        const GdkRectangle place = place_of(i);
        if (x < place.x || x >= place.x + place.width || y < place.y || y >= place.y + place.height)
            continue;
        gtk_tooltip_set_tip_area(tooltip, &place);  // it then leaves the colors beside it visible
        const auto &[color, screen_color, pixels] = swatches_[i];
        std::string hex = '#' + hex_color({color.r, color.g, color.b, 255});
        if (!profile_name_.empty()) hex = format_text(_("%1 in %2"), {hex, profile_name_});
        std::array<char, 16> share{};
        std::snprintf(share.data(), share.size(), "%.2f",
                      100.0 * static_cast<double>(pixels) /
                          static_cast<double>(std::max<std::uint64_t>(pixels_, 1)));
        gtk_tooltip_set_text(tooltip, format_text(_("%1: %2 pixels, %3 %"),
                                                  {hex, std::to_string(pixels), share.data()})
                                          .c_str());
        return true;
    }
    return false;
}

}  // namespace quant::plugin

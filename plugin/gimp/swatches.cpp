// Draws 16 colors a row, or more if there are many, and finds the color under the pointer by the
// same layout.
#include "gimp/swatches.h"

#include <gdk/gdkkeysyms.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <utility>

#include "common/parameters.h"
#include "common/text.h"
#include "gimp/dimming.h"

namespace quant::plugin {
namespace {

constexpr int kColumns = 16;
constexpr int kMostRows = 8;  // more colors get more columns
constexpr int kHeight = 88;

Swatches &swatches_of(gpointer data) { return *static_cast<Swatches *>(data); }

#if GTK_CHECK_VERSION(3, 0, 0)
gboolean on_draw(GtkWidget *, cairo_t *cairo, gpointer swatches) {
    swatches_of(swatches).draw(cairo);
    return TRUE;
}
#else
gboolean on_expose(GtkWidget *area, GdkEventExpose *, gpointer swatches) {
    cairo_t *cairo = gdk_cairo_create(gtk_widget_get_window(area));
    swatches_of(swatches).draw(cairo);
    cairo_destroy(cairo);
    return TRUE;
}
#endif

gboolean on_tooltip(GtkWidget *, int x, int y, gboolean, GtkTooltip *tooltip, gpointer swatches) {
    return swatches_of(swatches).describe(x, y, tooltip) ? TRUE : FALSE;
}

// Sets black or white, whichever can be seen on the color.
void set_contrast(cairo_t *cairo, const Color &color) {
    const double shade = 2 * color.r + 5 * color.g + color.b < 8 * 128 ? 1 : 0;
    cairo_set_source_rgb(cairo, shade, shade, shade);
}

// Draws a padlock into the upper left corner.
void draw_lock(cairo_t *cairo, const GdkRectangle &place) {
    const double size = std::min({place.width / 2.0, place.height / 2.0, 9.0});
    const double x = place.x + 2;
    const double y = place.y + 2;
    cairo_rectangle(cairo, x, y + size * 0.45, size * 0.9, size * 0.55);
    cairo_fill(cairo);
    cairo_set_line_width(cairo, std::max(1.0, size / 7));
    cairo_arc(cairo, x + size * 0.45, y + size * 0.45, size * 0.28, 3.14159, 0);
    cairo_stroke(cairo);
}

}  // namespace

Swatches::Swatches(Listener listener)
    : listener_(std::move(listener)), area_(gtk_drawing_area_new()) {
    gtk_widget_set_size_request(area_, -1, kHeight);
    gtk_widget_set_can_focus(area_, TRUE);
    gtk_widget_set_has_tooltip(area_, TRUE);
    connect_signals();
}

void Swatches::connect_signals() {
    gtk_widget_add_events(area_, GDK_BUTTON_PRESS_MASK | GDK_POINTER_MOTION_MASK |
                                     GDK_LEAVE_NOTIFY_MASK | GDK_KEY_PRESS_MASK);
#if GTK_CHECK_VERSION(3, 0, 0)
    g_signal_connect(area_, "draw", G_CALLBACK(on_draw), this);
#else
    g_signal_connect(area_, "expose-event", G_CALLBACK(on_expose), this);
#endif
    g_signal_connect(area_, "query-tooltip", G_CALLBACK(on_tooltip), this);
    g_signal_connect(area_, "button-press-event",
                     G_CALLBACK(+[](GtkWidget *area, GdkEventButton *event, gpointer swatches) {
                         gtk_widget_grab_focus(area);
                         swatches_of(swatches).click(*event);
                         return TRUE;
                     }),
                     this);
    g_signal_connect(area_, "motion-notify-event",
                     G_CALLBACK(+[](GtkWidget *, GdkEventMotion *event, gpointer swatches) {
                         swatches_of(swatches).point_at(event->x, event->y);
                         return FALSE;
                     }),
                     this);
    const auto leave = +[](GtkWidget *, GdkEvent *, gpointer swatches) {
        swatches_of(swatches).point_at_nothing();
        return FALSE;
    };
    g_signal_connect(area_, "leave-notify-event", G_CALLBACK(leave), this);
    g_signal_connect(area_, "focus-out-event", G_CALLBACK(leave), this);
    g_signal_connect(area_, "popup-menu", G_CALLBACK(+[](GtkWidget *, gpointer swatches) {
                         swatches_of(swatches).open_menu();
                         return TRUE;
                     }),
                     this);
    g_signal_connect(area_, "key-press-event",
                     G_CALLBACK(+[](GtkWidget *, GdkEventKey *event, gpointer swatches) {
                         return swatches_of(swatches).press(*event) ? TRUE : FALSE;
                     }),
                     this);
}

void Swatches::show(std::vector<Swatch> swatches, std::string profile_name) {
    swatches_ = std::move(swatches);
    profile_name_ = std::move(profile_name);
    pixels_ = 0;
    is_dimmed_ = false;
    for (const Swatch &swatch : swatches_) pixels_ += swatch.entry.pixels;
    std::erase_if(selected_, [this](const Color &color) { return !has(color); });
    cursor_ = std::min(cursor_, swatches_.empty() ? 0 : swatches_.size() - 1);
    point(std::nullopt);  // the place can have another color now
    gtk_widget_queue_draw(area_);
}

void Swatches::dim() {
    is_dimmed_ = true;
    gtk_widget_queue_draw(area_);
}

std::vector<Color> Swatches::selected() const {
    std::vector<Color> colors;
    for (const Swatch &swatch : swatches_)
        if (is_selected(swatch.entry.color)) colors.push_back(swatch.entry.color);
    if (colors.empty() && gtk_widget_has_focus(area_) && cursor_ < swatches_.size())
        colors.push_back(swatches_[cursor_].entry.color);
    return colors;
}

bool Swatches::has(const Color &color) const {
    return std::any_of(swatches_.begin(), swatches_.end(),
                       [&](const Swatch &swatch) { return same_color(swatch.entry.color, color); });
}

bool Swatches::is_selected(const Color &color) const { return contains(selected_, color); }

int Swatches::columns() const {
    const int count = static_cast<int>(swatches_.size());
    return std::clamp(count, 1, std::max(kColumns, (count + kMostRows - 1) / kMostRows));
}

GdkRectangle Swatches::place_of(std::size_t i) const {
    GtkAllocation all;
    gtk_widget_get_allocation(area_, &all);
    const int count = static_cast<int>(swatches_.size());
    const int rows = std::max(1, (count + columns() - 1) / columns());
    const int column = static_cast<int>(i) % columns();
    const int row = static_cast<int>(i) / columns();
    const int height = std::min(all.height / rows, 24);
    const int x = all.width * column / columns();
    return {x, row * height, all.width * (column + 1) / columns() - x, height};
}

std::optional<std::size_t> Swatches::swatch_at(double x, double y) const {
    for (std::size_t i = 0; i < swatches_.size(); ++i) {
        const GdkRectangle place = place_of(i);
        if (x >= place.x && x < place.x + place.width && y >= place.y && y < place.y + place.height)
            return i;
    }
    return std::nullopt;
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
        draw_marks(cairo, i);
    }
}

void Swatches::draw_marks(cairo_t *cairo, std::size_t i) const {
    const GdkRectangle place = place_of(i);
    set_contrast(cairo, swatches_[i].screen_color);
    if (swatches_[i].is_locked) draw_lock(cairo, place);
    const bool is_cursor = i == cursor_ && gtk_widget_has_focus(area_);
    const bool is_framed = is_selected(swatches_[i].entry.color);
    if (!is_cursor && !is_framed) return;
    cairo_set_line_width(cairo, is_framed ? 2 : 1);
    constexpr double kDash = 2;
    if (!is_framed) cairo_set_dash(cairo, &kDash, 1, 0);
    cairo_rectangle(cairo, place.x + 1.5, place.y + 1.5, place.width - 4, place.height - 4);
    cairo_stroke(cairo);
    cairo_set_dash(cairo, nullptr, 0, 0);
}

bool Swatches::describe(int x, int y, GtkTooltip *tooltip) const {
    const std::optional<std::size_t> i = swatch_at(x, y);
    if (!i) return false;
    const GdkRectangle place = place_of(*i);
    gtk_tooltip_set_tip_area(tooltip, &place);  // it then leaves the colors beside it visible
    const auto &[color, pixels] = swatches_[*i].entry;
    std::string hex = '#' + hex_color({color.r, color.g, color.b, 255});
    if (!profile_name_.empty()) hex = format_text(_("%1 in %2"), {hex, profile_name_});
    std::array<char, 16> share{};
    std::snprintf(share.data(), share.size(), "%.2f",
                  100.0 * static_cast<double>(pixels) /
                      static_cast<double>(std::max<std::uint64_t>(pixels_, 1)));
    std::string text =
        format_text(_("%1: %2 pixels, %3 %"), {hex, std::to_string(pixels), share.data()});
    if (swatches_[*i].is_locked) text += '\n' + std::string(_("Locked: the palette contains it"));
    gtk_tooltip_set_text(tooltip, text.c_str());
    return true;
}

void Swatches::select(std::size_t i, bool adds) {
    const Color &color = swatches_[i].entry.color;
    const bool was_selected = is_selected(color);
    if (!adds) selected_.clear();
    if (adds && was_selected)
        std::erase_if(selected_, [&](const Color &other) { return same_color(other, color); });
    else
        selected_.push_back(color);
    cursor_ = i;
    gtk_widget_queue_draw(area_);
}

void Swatches::click(const GdkEventButton &event) {
    const std::optional<std::size_t> i = swatch_at(event.x, event.y);
    const bool is_menu = event.button == 3;
    if (i && event.type == GDK_BUTTON_PRESS && (event.button == 1 || is_menu)) {
        const bool adds = (event.state & GDK_CONTROL_MASK) != 0;
        if (!is_menu || !is_selected(swatches_[*i].entry.color)) select(*i, adds);
    }
    if (is_menu && event.type == GDK_BUTTON_PRESS) listener_.menu(&event);
    if (i && event.button == 1 && event.type == GDK_2BUTTON_PRESS) listener_.edit();
}

void Swatches::open_menu() const { listener_.menu(nullptr); }

void Swatches::point(std::optional<std::size_t> i) {
    if (pointed_ == i) return;
    pointed_ = i;
    listener_.point(i ? std::optional(swatches_[*i].place) : std::nullopt);
}

void Swatches::point_at(double x, double y) { point(swatch_at(x, y)); }

void Swatches::point_at_nothing() {
    point(std::nullopt);
    gtk_widget_queue_draw(area_);
}

// Ctrl leaves the selection as it is, so that the space bar can add colors to it.
bool Swatches::move_cursor(std::ptrdiff_t by, const GdkEventKey &key) {
    const auto last = static_cast<std::ptrdiff_t>(swatches_.size()) - 1;
    const auto next =
        std::clamp<std::ptrdiff_t>(static_cast<std::ptrdiff_t>(cursor_) + by, 0, last);
    cursor_ = static_cast<std::size_t>(next);
    if ((key.state & GDK_CONTROL_MASK) == 0) select(cursor_, false);
    gtk_widget_queue_draw(area_);
    point(cursor_);
    return true;
}

void Swatches::select_all() {
    selected_.clear();
    for (const Swatch &swatch : swatches_) selected_.push_back(swatch.entry.color);
    gtk_widget_queue_draw(area_);
}

bool Swatches::press(const GdkEventKey &key) {
    if (swatches_.empty()) return listener_.press(key);
    if ((key.state & GDK_CONTROL_MASK) != 0 && gdk_keyval_to_lower(key.keyval) == GDK_KEY_a) {
        select_all();
        return true;
    }
    switch (key.keyval) {
        case GDK_KEY_Left: return move_cursor(-1, key);
        case GDK_KEY_Right: return move_cursor(1, key);
        case GDK_KEY_Up: return move_cursor(-columns(), key);
        case GDK_KEY_Down: return move_cursor(columns(), key);
        case GDK_KEY_Home: return move_cursor(-QUANT_MAX_COLORS, key);
        case GDK_KEY_End: return move_cursor(QUANT_MAX_COLORS, key);
        case GDK_KEY_space: select(cursor_, true); return true;
        case GDK_KEY_Return:
        case GDK_KEY_KP_Enter: listener_.edit(); return true;
        default: return listener_.press(key);
    }
}

}  // namespace quant::plugin

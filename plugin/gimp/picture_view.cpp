// Renders the visible part into a cache of dots, and only if the view or the picture has changed.
#include "gimp/picture_view.h"

#include <gdk/gdkkeysyms.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "common/text.h"
#include "gimp/boxes.h"
#include "gimp/dimming.h"

namespace quant::plugin {
namespace {

constexpr int kLeastWidth = 420;
constexpr int kLeastHeight = 320;
constexpr double kLargestZoom = 16;

PictureView &view_of(gpointer data) { return *static_cast<PictureView *>(data); }

GtkWidget *tool_button(const char *label, const char *tip, void (*clicked)(GtkWidget *, gpointer),
                       PictureView *view) {
    GtkWidget *button = gtk_button_new_with_mnemonic(label);
    gtk_widget_set_tooltip_text(button, tip);
    g_signal_connect(button, "clicked", G_CALLBACK(clicked), view);
    return button;
}

}  // namespace

PictureView::PictureView(Render render)
    : render_(std::move(render)),
      column_(column(6)),
      area_(gtk_drawing_area_new()),
      percent_(gtk_label_new("")),
      original_(gtk_check_button_new_with_mnemonic(_("Show the or_iginal"))) {
    gtk_widget_set_size_request(area_, kLeastWidth, kLeastHeight);
    gtk_widget_set_can_focus(area_, TRUE);
    gtk_widget_set_tooltip_text(area_, _("Drag or use the arrow keys to move, turn the wheel or "
                                         "press + and - to zoom"));
    connect_pointer();
    GtkWidget *bar = row(6);
    const auto add = [bar](GtkWidget *widget) {
        gtk_box_pack_start(GTK_BOX(bar), widget, FALSE, FALSE, 0);
    };
    add(tool_button(
        "\u2212", _("Zoom out"), [](GtkWidget *, gpointer v) { view_of(v).zoom(-1); }, this));
    add(tool_button(
        "+", _("Zoom in"), [](GtkWidget *, gpointer v) { view_of(v).zoom(1); }, this));
    add(tool_button(
        _("_Whole"), _("Show the whole picture"), [](GtkWidget *, gpointer v) { view_of(v).fit(); },
        this));
    add(tool_button(
        "_1:1", _("Show one pixel for each dot of the screen"),
        [](GtkWidget *, gpointer v) { view_of(v).show_pixels(); }, this));
    add(percent_);
    gtk_box_pack_end(GTK_BOX(bar), original_, FALSE, FALSE, 0);
    g_signal_connect(original_, "toggled",
                     G_CALLBACK(+[](GtkWidget *, gpointer v) { view_of(v).redraw(); }), this);
    gtk_box_pack_start(GTK_BOX(column_), area_, TRUE, TRUE, 0);
    gtk_box_pack_start(GTK_BOX(column_), bar, FALSE, FALSE, 0);
}

void PictureView::connect_pointer() {
    gtk_widget_add_events(area_, GDK_BUTTON_PRESS_MASK | GDK_BUTTON1_MOTION_MASK | GDK_SCROLL_MASK |
                                     GDK_KEY_PRESS_MASK);
#if GTK_CHECK_VERSION(3, 0, 0)
    g_signal_connect(area_, "draw", G_CALLBACK(+[](GtkWidget *, cairo_t *cairo, gpointer v) {
                         view_of(v).draw(cairo);
                         return TRUE;
                     }),
                     this);
#else
    g_signal_connect(area_, "expose-event",
                     G_CALLBACK(+[](GtkWidget *area, GdkEventExpose *, gpointer v) {
                         cairo_t *cairo = gdk_cairo_create(gtk_widget_get_window(area));
                         view_of(v).draw(cairo);
                         cairo_destroy(cairo);
                         return TRUE;
                     }),
                     this);
#endif
    g_signal_connect(area_, "button-press-event",
                     G_CALLBACK(+[](GtkWidget *area, GdkEventButton *event, gpointer v) {
                         gtk_widget_grab_focus(area);
                         view_of(v).grabbed_x_ = event->x;
                         view_of(v).grabbed_y_ = event->y;
                         return TRUE;
                     }),
                     this);
    g_signal_connect(area_, "motion-notify-event",
                     G_CALLBACK(+[](GtkWidget *, GdkEventMotion *event, gpointer v) {
                         PictureView &view = view_of(v);
                         view.move(std::exchange(view.grabbed_x_, event->x) - event->x,
                                   std::exchange(view.grabbed_y_, event->y) - event->y);
                         return TRUE;
                     }),
                     this);
    g_signal_connect(area_, "scroll-event",
                     G_CALLBACK(+[](GtkWidget *, GdkEventScroll *event, gpointer v) {
                         const bool is_up = event->direction == GDK_SCROLL_UP;
                         if (is_up || event->direction == GDK_SCROLL_DOWN)
                             view_of(v).zoom_at(is_up ? 1 : -1, event->x, event->y);
                         return TRUE;
                     }),
                     this);
    g_signal_connect(area_, "key-press-event",
                     G_CALLBACK(+[](GtkWidget *, GdkEventKey *event, gpointer v) {
                         return view_of(v).press(*event) ? TRUE : FALSE;
                     }),
                     this);
}

void PictureView::set_size(int width, int height) {
    if (width == width_ && height == height_) return;
    width_ = width;
    height_ = height;
    fit();
}

void PictureView::dim() {
    is_dimmed_ = true;
    gtk_widget_queue_draw(area_);
}

void PictureView::update() {
    is_dimmed_ = false;
    redraw();
}

void PictureView::redraw() {
    is_stale_ = true;
    gtk_widget_queue_draw(area_);
}

double PictureView::fitting_scale() const {
    return std::max({static_cast<double>(width_) / std::max(view_.width, 1),
                     static_cast<double>(height_) / std::max(view_.height, 1), 1 / kLargestZoom});
}

void PictureView::draw(cairo_t *cairo) {
    GtkAllocation place;
    gtk_widget_get_allocation(area_, &place);
    const int width = place.width * dots_per_unit();
    const int height = place.height * dots_per_unit();
    if (width != view_.width || height != view_.height) {
        view_.width = width;
        view_.height = height;
        is_stale_ = true;
    }
    if (is_stale_) {
        if (fits_) view_.scale = fitting_scale();
        clamp();
        dots_ = render_(view_, gtk_toggle_button_get_active(GTK_TOGGLE_BUTTON(original_)) != FALSE);
        gtk_label_set_text(
            GTK_LABEL(percent_),
            (std::to_string(static_cast<int>(std::lround(100 / view_.scale))) + " %").c_str());
        is_stale_ = false;
    }
    cairo_surface_t *surface = cairo_image_surface_create_for_data(
        reinterpret_cast<unsigned char *>(dots_.data()), CAIRO_FORMAT_RGB24, view_.width,
        view_.height, view_.width * 4);
    cairo_surface_set_device_scale(surface, dots_per_unit(), dots_per_unit());
    cairo_set_source_surface(cairo, surface, 0, 0);
    cairo_paint(cairo);
    cairo_surface_destroy(surface);
    if (is_dimmed_) {
        set_dimming(cairo);
        cairo_paint(cairo);
    }
    if (gtk_widget_has_focus(area_)) {
        cairo_set_source_rgb(cairo, 1, 1, 1);
        cairo_rectangle(cairo, 0.5, 0.5, place.width - 1, place.height - 1);
        cairo_stroke(cairo);
    }
}

// Centers a picture that is smaller than the view, and makes a larger one cover the whole view.
void PictureView::clamp() {
    const auto clamped = [this](double at, int size, int dots) {
        const double room = size - view_.scale * dots;
        return room < 0 ? room / 2 : std::clamp(at, 0.0, room);
    };
    view_.x = clamped(view_.x, width_, view_.width);
    view_.y = clamped(view_.y, height_, view_.height);
}

// GTK's units are larger than the dots of a screen of high resolution.
int PictureView::dots_per_unit() const {
#if GTK_CHECK_VERSION(3, 0, 0)
    return gtk_widget_get_scale_factor(area_);
#else
    return 1;
#endif
}

// The pixel under the dot (x, y) stays there.
void PictureView::set_scale(double scale, double x, double y) {
    view_.x += (view_.scale - scale) * x;
    view_.y += (view_.scale - scale) * y;
    view_.scale = scale;
    redraw();
}

// The zoom steps are powers of two, so that the actual size is one of them.
void PictureView::zoom_at(int steps, double x, double y) {
    const double level = -std::log2(view_.scale);
    const double next = steps > 0 ? std::floor(level + 1e-9) + 1 : std::ceil(level - 1e-9) - 1;
    const double scale = std::max(std::exp2(-next), 1 / kLargestZoom);
    fits_ = scale >= fitting_scale();
    set_scale(fits_ ? fitting_scale() : scale, x * dots_per_unit(), y * dots_per_unit());
}

void PictureView::zoom(int steps) {
    zoom_at(steps, view_.width / 2.0 / dots_per_unit(), view_.height / 2.0 / dots_per_unit());
}

void PictureView::show_pixels() {
    fits_ = false;
    set_scale(1, view_.width / 2.0, view_.height / 2.0);
}

void PictureView::fit() {
    fits_ = true;
    redraw();
}

void PictureView::move(double dx, double dy) {
    view_.x += dx * dots_per_unit() * view_.scale;
    view_.y += dy * dots_per_unit() * view_.scale;
    redraw();
}

bool PictureView::press(const GdkEventKey &key) {
    constexpr double kStep = 32;
    switch (key.keyval) {
        case GDK_KEY_plus:
        case GDK_KEY_KP_Add: zoom(1); return true;
        case GDK_KEY_minus:
        case GDK_KEY_KP_Subtract: zoom(-1); return true;
        case GDK_KEY_1: show_pixels(); return true;
        case GDK_KEY_Left: move(-kStep, 0); return true;
        case GDK_KEY_Right: move(kStep, 0); return true;
        case GDK_KEY_Up: move(0, -kStep); return true;
        case GDK_KEY_Down: move(0, kStep); return true;
        default: return false;
    }
}

}  // namespace quant::plugin

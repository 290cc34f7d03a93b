// Handles what the user does in the picture with the pointer and the keys.
#include <gdk/gdkkeysyms.h>

#include <utility>

#include "gimp/picture_view.h"

namespace quant::plugin {
namespace {

// Handles a signal of the picture by a function of the view.
template <typename Event, void (PictureView::*handle)(const Event &)>
gboolean forward(GtkWidget *, const Event *event, gpointer data) {
    (static_cast<PictureView *>(data)->*handle)(*event);
    return TRUE;
}

}  // namespace

void PictureView::connect_input() {
    gtk_widget_add_events(area_, GDK_BUTTON_PRESS_MASK | GDK_BUTTON_RELEASE_MASK |
                                     GDK_POINTER_MOTION_MASK | GDK_ENTER_NOTIFY_MASK |
                                     GDK_LEAVE_NOTIFY_MASK | GDK_SCROLL_MASK | GDK_KEY_PRESS_MASK);
    const auto connect = [this](const char *signal, GCallback handler) {
        g_signal_connect(area_, signal, handler, this);
    };
    connect("button-press-event",
            G_CALLBACK((forward<GdkEventButton, &PictureView::press_button>)));
    connect("button-release-event",
            G_CALLBACK((forward<GdkEventButton, &PictureView::release_button>)));
    connect("motion-notify-event",
            G_CALLBACK((forward<GdkEventMotion, &PictureView::move_pointer>)));
    for (const char *signal : {"enter-notify-event", "leave-notify-event"})
        connect(signal, G_CALLBACK((forward<GdkEventCrossing, &PictureView::cross_border>)));
    connect("scroll-event", G_CALLBACK((forward<GdkEventScroll, &PictureView::turn_wheel>)));
    connect("key-press-event", G_CALLBACK(+[](GtkWidget *, GdkEventKey *event, gpointer v) {
                return static_cast<PictureView *>(v)->press_key(*event) ? TRUE : FALSE;
            }));
}

bool PictureView::is_over_line(double x) const {
    return is_split() && line_.is_near(x, width_in_units());
}

// Shows that the line can be dragged, while the pointer is over it or drags it. A tip would hide
// what is dragged.
void PictureView::update_pointer() {
    gtk_widget_set_has_tooltip(area_, drag_ == Drag::nothing ? TRUE : FALSE);
    const bool is_over =
        drag_ == Drag::line || (drag_ == Drag::nothing && pointer_ && is_over_line(pointer_->x));
    if (std::exchange(has_split_pointer_, is_over) != is_over) show_split_pointer(area_, is_over);
}

void PictureView::press_button(const GdkEventButton &event) {
    gtk_widget_grab_focus(area_);
    if (event.type != GDK_BUTTON_PRESS || event.button != 1) return;
    pointer_ = last_ = Position{event.x, event.y};
    if ((event.state & GDK_CONTROL_MASK) != 0) {
        pick(*pointer_);
        return;
    }
    drag_ = is_over_line(event.x) ? Drag::line : Drag::picture;
    update_pointer();
}

void PictureView::release_button(const GdkEventButton &event) {
    if (event.button != 1) return;
    drag_ = Drag::nothing;
    update_pointer();
}

void PictureView::move_pointer(const GdkEventMotion &event) {
    pointer_ = Position{event.x, event.y};
    if ((event.state & GDK_BUTTON1_MASK) == 0) drag_ = Drag::nothing;
    drag_to(*pointer_);
    update_pointer();
    if (std::exchange(uses_keys_, false)) gtk_widget_queue_draw(area_);
}

// The motion that leaves the widget is only known by this event.
void PictureView::cross_border(const GdkEventCrossing &event) {
    const Position at{event.x, event.y};
    drag_to(at);
    pointer_.reset();
    if (event.type == GDK_ENTER_NOTIFY) pointer_ = at;
    update_pointer();
    if (uses_keys_) gtk_widget_queue_draw(area_);
}

void PictureView::drag_to(const Position &at) {
    const Position before = std::exchange(last_, at);
    if (drag_ == Drag::picture) move(before.x - at.x, before.y - at.y);
    if (drag_ == Drag::line) {
        line_.move_to(at.x, width_in_units());
        gtk_widget_queue_draw(area_);
    }
}

void PictureView::turn_wheel(const GdkEventScroll &event) {
    if (event.direction == GDK_SCROLL_UP) zoom_at(1, event.x, event.y);
    if (event.direction == GDK_SCROLL_DOWN) zoom_at(-1, event.x, event.y);
}

bool PictureView::press_key(const GdkEventKey &key) {
    if (!std::exchange(uses_keys_, true)) gtk_widget_queue_draw(area_);
    switch (key.keyval) {
        case GDK_KEY_plus:
        case GDK_KEY_KP_Add: zoom(1); return true;
        case GDK_KEY_minus:
        case GDK_KEY_KP_Subtract: zoom(-1); return true;
        case GDK_KEY_1: show_pixels(); return true;
        case GDK_KEY_a:
        case GDK_KEY_A:
            if (!picked_ || (key.state & (GDK_CONTROL_MASK | GDK_MOD1_MASK)) != 0) return false;
            pick(pointer_.value_or(center()));
            return true;
        default: return press_arrow(key);
    }
}

// The line is moved by the arrows with Ctrl, and the picture by those without it.
bool PictureView::press_arrow(const GdkEventKey &key) {
    constexpr double kStep = 32;
    const bool moves_line = is_split() && (key.state & GDK_CONTROL_MASK) != 0;
    const bool is_left = key.keyval == GDK_KEY_Left;
    switch (key.keyval) {
        case GDK_KEY_Left:
        case GDK_KEY_Right:
            if (moves_line) {
                line_.step(is_left ? -1 : 1);
                gtk_widget_queue_draw(area_);
            } else {
                move(is_left ? -kStep : kStep, 0);
            }
            return true;
        case GDK_KEY_Up: move(0, -kStep); return true;
        case GDK_KEY_Down: move(0, kStep); return true;
        default: return false;
    }
}

void PictureView::pick(const Position &at) {
    if (!picked_) return;
    render_if_needed();  // brings the view within the picture after a zoom or a move
    const auto pixel =
        pixel_at(view_, at.x * dots_per_unit(), at.y * dots_per_unit(), width_, height_);
    if (pixel) picked_(pixel->x, pixel->y);
}

}  // namespace quant::plugin

// Renders the visible part into a cache of dots, and only if the view or the picture has changed.
#include "gimp/picture_view.h"

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

GtkWidget *comparison_button(const char *label, PictureView *view) {
    GtkWidget *button = gtk_check_button_new_with_mnemonic(label);
    g_signal_connect(button, "toggled",
                     G_CALLBACK(+[](GtkWidget *, gpointer v) { view_of(v).change_comparison(); }),
                     view);
    return button;
}

bool is_on(GtkWidget *check) {
    return gtk_toggle_button_get_active(GTK_TOGGLE_BUTTON(check)) != FALSE;
}

// Marks a place, visible on any picture.
void draw_cross(cairo_t *cairo, double x, double y) {
    constexpr double kArm = 6;
    for (const double width : {3.0, 1.0}) {
        const double shade = width > 1 ? 0 : 1;
        cairo_set_source_rgb(cairo, shade, shade, shade);
        cairo_set_line_width(cairo, width);
        cairo_move_to(cairo, x - kArm, y);
        cairo_line_to(cairo, x + kArm, y);
        cairo_move_to(cairo, x, y - kArm);
        cairo_line_to(cairo, x, y + kArm);
        cairo_stroke(cairo);
    }
}

std::string moving_tip() {
    return _("Drag or use the arrow keys to move, turn the wheel or press + and - to zoom");
}

}  // namespace

PictureView::PictureView(Render render)
    : dots_(std::move(render)),
      column_(column(6)),
      area_(gtk_drawing_area_new()),
      percent_(gtk_label_new("")),
      original_(comparison_button(_("Show the or_iginal"), this)),
      split_(comparison_button(_("Split _view"), this)) {
    gtk_widget_set_size_request(area_, kLeastWidth, kLeastHeight);
    gtk_widget_set_can_focus(area_, TRUE);
    gtk_widget_set_tooltip_text(area_, moving_tip().c_str());
    gtk_widget_set_tooltip_text(
        split_, _("Show the original left of a line and the result right of it. Drag the line, or "
                  "press Ctrl+Left and Ctrl+Right in the picture, to move it"));
    connect_drawing();
    connect_input();
    gtk_box_pack_start(GTK_BOX(column_), area_, TRUE, TRUE, 0);
    gtk_box_pack_start(GTK_BOX(column_), button_bar(), FALSE, FALSE, 0);
}

GtkWidget *PictureView::button_bar() {
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
    gtk_label_set_width_chars(GTK_LABEL(percent_), 6);  // "1600 %" must not widen the dialog
    add(percent_);
    gtk_box_pack_end(GTK_BOX(bar), split_, FALSE, FALSE, 0);
    gtk_box_pack_end(GTK_BOX(bar), original_, FALSE, FALSE, 0);
    return bar;
}

void PictureView::connect_drawing() {
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
}

void PictureView::set_size(int width, int height) {
    if (width == width_ && height == height_) return;
    width_ = width;
    height_ = height;
    fit();
}

void PictureView::on_pick(std::function<void(int x, int y)> picked) {
    picked_ = std::move(picked);
    const std::string tip = moving_tip() + '\n' +
                            _("Ctrl+click a color, or press A over it, to keep it in the palette");
    gtk_widget_set_tooltip_text(area_, tip.c_str());
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
    render_if_needed();
    cairo_surface_t *surface = cairo_image_surface_create_for_data(
        reinterpret_cast<unsigned char *>(dots_.dots().data()), CAIRO_FORMAT_RGB24, view_.width,
        view_.height, view_.width * 4);
    cairo_surface_set_device_scale(surface, dots_per_unit(), dots_per_unit());
    cairo_set_source_surface(cairo, surface, 0, 0);
    cairo_paint(cairo);
    cairo_surface_destroy(surface);
    draw_marks(cairo, place.width, place.height);
}

void PictureView::render_if_needed() {
    if (!is_stale_) {
        dots_.move(split_column());
        return;
    }
    if (fits_) view_.scale = fitting_scale();
    clamp();
    dots_.show(view_, split_column());
    gtk_label_set_text(
        GTK_LABEL(percent_),
        (std::to_string(static_cast<int>(std::lround(100 / view_.scale))) + " %").c_str());
    is_stale_ = false;
}

// Draws what lies over the picture.
void PictureView::draw_marks(cairo_t *cairo, double width, double height) const {
    const double split = static_cast<double>(dots_.split()) / dots_per_unit();
    if (is_dimmed_) {
        cairo_rectangle(cairo, split, 0, width - split, height);
        set_dimming(cairo);
        cairo_fill(cairo);
    }
    if (is_split()) SplitLine::draw(cairo, split, height);
    if (!gtk_widget_has_focus(area_)) return;
    cairo_set_source_rgb(cairo, 1, 1, 1);
    cairo_rectangle(cairo, 0.5, 0.5, width - 1, height - 1);
    cairo_stroke(cairo);
    if (uses_keys_ && !pointer_ && picked_) draw_cross(cairo, width / 2, height / 2);
}

bool PictureView::is_split() const { return is_on(split_); }

// Returns the first column of dots that shows the result.
int PictureView::split_column() const {
    if (is_split()) return line_.column(view_.width);
    return is_on(original_) ? view_.width : 0;
}

// The split view shows the original in any case, so that the other button has no effect.
void PictureView::change_comparison() {
    gtk_widget_set_sensitive(original_, is_split() ? FALSE : TRUE);
    update_pointer();
    gtk_widget_queue_draw(area_);
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

PictureView::Position PictureView::center() const {
    return {view_.width / 2.0 / dots_per_unit(), view_.height / 2.0 / dots_per_unit()};
}

void PictureView::zoom(int steps) { zoom_at(steps, center().x, center().y); }

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

}  // namespace quant::plugin

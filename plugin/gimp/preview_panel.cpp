// Reads the pixels only when other ones are wanted, computes on a worker thread, and shows results
// in GTK's thread. A result that is no longer the latest is dropped.
#include "gimp/preview_panel.h"

#include <algorithm>
#include <exception>
#include <optional>
#include <utility>
#include <vector>

#include "common/latest.h"
#include "common/preview.h"
#include "common/status.h"
#include "common/text.h"
#include "gimp/boxes.h"
#include "gimp/picture_view.h"
#include "gimp/screen_colors.h"

namespace quant::plugin {
namespace {

// The parameters with their result, or with the reason why there is none.
struct Shown {
    Parameters parameters;
    std::optional<Reduction> reduction;
    std::string problem;
    Figures figures{};  // of the reduction
};

using Sources = std::shared_ptr<const Source>;

// `place` is the index of the layer that is shown.
Shown compute(const Sources &source, const Parameters &parameters, std::size_t place,
              KnownColors &known_colors, const std::atomic<bool> &canceled) {
    Shown shown{parameters, std::nullopt, ""};
    const auto go_on = [&](double) { return !canceled; };
    try {
        Reduction reduction = reduce(*source, parameters, go_on);
        shown.figures = figures_of(source->layers, reduction, place, known_colors, go_on);
        shown.reduction = std::move(reduction);
    } catch (const std::bad_alloc &) {
        shown.problem = _("Not enough memory");
    } catch (const std::exception &failure) {
        shown.problem = failure.what();
    }
    return shown;
}

// GTK 3 draws a spinner by an icon that the icon themes of GIMP 3.0 do not have: an empty place
// would remain. GTK 2 draws it by lines.
bool can_draw_spinner() {
#if GTK_CHECK_VERSION(3, 0, 0)
    return gtk_icon_theme_has_icon(gtk_icon_theme_get_default(), "process-working-symbolic") !=
           FALSE;
#else
    return true;
#endif
}

}  // namespace

// The state is shared with the functions that the worker sends to GTK's thread, because they can
// run after the panel has been destroyed.
struct PreviewPanel::State {
    State(ImageRef its_image, Drawables its_chosen, Picks picks, GtkDialog *its_dialog)
        : image(its_image),
          chosen(std::move(its_chosen)),
          dialog(its_dialog),
          palette({std::move(picks.get), std::move(picks.set),
                   [this, resolve = std::move(picks.resolve)](const HandPicked &colors) {
                       check(resolve(colors));
                   }},
                  [this](std::optional<std::size_t> entry) { point(entry); }) {}

    ImageRef image;
    Drawables chosen;
    std::optional<ScreenColors> screen_colors;  // of the drawable that is shown
    GtkDialog *dialog;
    bool is_accepted = false;  // the user has pressed OK and waits for the result
    GtkWidget *widget = column(6);
    GtkWidget *status = gtk_label_new("");
    GtkWidget *spinner = gtk_spinner_new();
    PictureView picture{[this](const View &view, bool original) { return draw(view, original); }};
    PaletteEditor palette;
    std::optional<std::uint8_t> pointed;  // the palette entry whose pixels stand out
    bool is_open = true;
    std::optional<Wanted> wanted;  // what the layers were read for
    Sources source;
    std::shared_ptr<KnownColors> known_colors;  // of `source`; only the worker looks into it
    std::size_t place = 0;    // index in `source` of the drawable that the dialog was opened for
    std::size_t request = 0;  // number of the last request; other results are not shown
    std::optional<Shown> shown;
    bool is_current = false;  // whether `shown` is the result of the last request
    guint delay = 0;          // the GLib source that calls show_waiting()
    std::optional<Latest> worker;

    // Shows that what can be seen is out of date, but only if the new result takes long enough:
    // otherwise the dialog would flicker.
    void wait() {
        constexpr guint kMilliseconds = 150;
        is_current = false;
        if (delay != 0) return;
        delay = g_timeout_add(
            kMilliseconds,
            [](gpointer state) -> gboolean {
                static_cast<State *>(state)->show_waiting();
                return G_SOURCE_REMOVE;
            },
            this);
    }

    void show_waiting() {
        delay = 0;
        gtk_label_set_text(GTK_LABEL(status), _("Computing..."));
        if (can_draw_spinner()) {
            gtk_widget_show(spinner);
            gtk_spinner_start(GTK_SPINNER(spinner));
        }
        picture.dim();
        palette.dim();
    }

    void stop_waiting() {
        if (delay != 0) g_source_remove(std::exchange(delay, 0));
        gtk_spinner_stop(GTK_SPINNER(spinner));
        gtk_widget_hide(spinner);
    }

    std::vector<std::uint32_t> draw(const View &view, bool original) const {
        if (!source)
            return std::vector<std::uint32_t>(static_cast<std::size_t>(view.width) *
                                              static_cast<std::size_t>(view.height));
        const bool has_result = shown && shown->reduction && !original;
        return render(
            source->layers[place], has_result ? &shown->reduction->layer(place) : nullptr,
            wanted->mode == Mode::indexed, view,
            [this](std::span<Color> colors) { screen_colors->convert(widget, colors); }, pointed);
    }

    // Makes the pixels of an entry stand out.
    void point(std::optional<std::size_t> entry) {
        pointed.reset();
        if (entry && shown && shown->reduction) {
            // The layer's own palette can lack the transparent entries.
            const auto all = shown->reduction->palette(place).palette();
            const auto own = shown->reduction->layer(place).palette();
            const auto is_missing = [&](const Color &color) {
                return own.size() < all.size() && color.a < 128;
            };
            const auto before = all.first(*entry);
            pointed = static_cast<std::uint8_t>(
                before.size() -
                static_cast<std::size_t>(std::count_if(before.begin(), before.end(), is_missing)));
        }
        picture.redraw();
    }

    // Returns a line if colors are compared as if they had another profile, or "".
    std::string warning_of_profile() const {
        if (!source || !shown->reduction || !takes_for_srgb(source->layers, shown->parameters))
            return "";
        return '\n' + std::string(_("The color space takes the values of this image for those of "
                                    "sRGB, but its profile is another one"));
    }

    // Throws Failure if the user's colors cannot be used.
    void check(const Parameters &parameters) const {
        if (!source) return;
        check_applicable(*source, parameters);
        if (!parameters.palette.empty() && source->layers.size() > 1 &&
            parameters.mode == Mode::in_place && !parameters.shares_palette)
            throw Failure(
                _("Each layer has a palette of its own: choose one palette for all "
                  "layers to edit it"));
    }

    void pick(int x, int y) {
        if (source) palette.add(color_at(source->layers[place].pixels, x, y));
    }

    void take(Shown result) {
        shown = std::move(result);
        is_current = true;
        stop_waiting();
        const std::string text = (shown->reduction ? status_text(shown->figures) : shown->problem) +
                                 (source ? warnings_text(source->layers) : "") +
                                 warning_of_profile();
        gtk_label_set_text(GTK_LABEL(status), text.c_str());
        if (shown->reduction)
            palette.show(shown->reduction->palette(place), *screen_colors);
        else
            palette.show_nothing();
        picture.update();
        allow_ok(shown->reduction.has_value());
        if (!std::exchange(is_accepted, false)) return;
        if (shown->reduction) gtk_dialog_response(dialog, GTK_RESPONSE_OK);
        allow_changes(true);
    }

    void allow_ok(bool allowed) const {
        gtk_dialog_set_response_sensitive(dialog, GTK_RESPONSE_OK, allowed ? TRUE : FALSE);
    }

    // Everything beside the preview changes with it; the buttons of the dialog stay as they are.
    void allow_changes(bool allowed) const {
        gtk_widget_set_sensitive(gtk_widget_get_parent(widget), allowed ? TRUE : FALSE);
    }

    void read(const Wanted &now_wanted) {
        wanted.reset();
        source.reset();
        shown.reset();  // its result is that of other layers
        source = std::make_shared<const Source>(read_source(image, chosen, now_wanted));
        known_colors = std::make_shared<KnownColors>();
        wanted = now_wanted;
        const auto &all = source->drawables;
        const auto found =
            chosen.empty() ? all.end() : std::find(all.begin(), all.end(), chosen.front());
        place = found == all.end() ? 0 : static_cast<std::size_t>(found - all.begin());
        screen_colors.emplace(all[place]);
        const GeglRectangle &area = source->layers[place].pixels.area;
        picture.set_size(area.width, area.height);
    }
};

namespace {

// A function that goes from the worker's thread to GTK's thread.
struct Message {
    std::function<void()> run;
};

void run_later(std::function<void()> run) {
    g_idle_add_full(
        G_PRIORITY_DEFAULT_IDLE,
        [](gpointer message) -> gboolean {
            static_cast<Message *>(message)->run();
            return G_SOURCE_REMOVE;
        },
        new Message{std::move(run)},
        [](gpointer message) { delete static_cast<Message *>(message); });
}

}  // namespace

PreviewPanel::PreviewPanel(ImageRef image, Drawables chosen, Picks picks, GtkDialog *dialog)
    : state_(std::make_shared<State>(image, std::move(chosen), std::move(picks), dialog)) {
    State &state = *state_;
    gtk_label_set_selectable(GTK_LABEL(state.status), TRUE);
    gtk_label_set_line_wrap(GTK_LABEL(state.status), TRUE);
    gtk_widget_set_tooltip_text(
        state.status,
        _("PSNR says how near the pixels are to the original; a larger value is better. Every "
          "dithering lowers it, because pixels leave their nearest color so that several of them "
          "together have the right one. From afar it is measured on pictures that are blurred by "
          "1.5 pixels, as an eye at some distance sees them: judge dithering by this value."));
    GtkWidget *text = row(6);  // keeps the status at the left
    gtk_box_pack_start(GTK_BOX(text), state.spinner, FALSE, FALSE, 0);
    gtk_box_pack_start(GTK_BOX(text), state.status, FALSE, FALSE, 0);
    gtk_box_pack_start(GTK_BOX(state.widget), state.picture.widget(), TRUE, TRUE, 0);
    gtk_box_pack_start(GTK_BOX(state.widget), text, FALSE, FALSE, 0);
    GtkWidget *top = column(0);  // the button does not become as high as several lines of text
    gtk_box_pack_start(GTK_BOX(top), state.palette.button(), FALSE, FALSE, 0);
    gtk_box_pack_end(GTK_BOX(text), top, FALSE, FALSE, 0);
    gtk_box_pack_start(GTK_BOX(state.widget), state.palette.swatches(), FALSE, FALSE, 0);
    gtk_widget_show_all(state.widget);
    gtk_widget_hide(state.spinner);
    gtk_widget_set_no_show_all(state.spinner, TRUE);  // the dialog also shows all
    state.picture.on_pick([&state](int x, int y) { state.pick(x, y); });
    state.worker.emplace();
}

PreviewPanel::~PreviewPanel() {
    state_->is_open = false;
    state_->worker.reset();
    if (state_->delay != 0) g_source_remove(state_->delay);
}

GtkWidget *PreviewPanel::widget() const { return state_->widget; }

void PreviewPanel::show(const Parameters &parameters) {
    State &state = *state_;
    if (std::exchange(state.is_accepted, false))
        state.allow_changes(true);  // by Reset, for example
    try {
        if (state.wanted != wanted_by(parameters)) state.read(wanted_by(parameters));
        check_applicable(*state.source, parameters);
    } catch (const std::bad_alloc &) {
        show_problem(_("Not enough memory"));
        return;
    } catch (const std::exception &failure) {
        show_problem(failure.what());
        return;
    }
    state.allow_ok(true);
    state.wait();
    state.worker->run([shared = state_, source = state.source, known = state.known_colors,
                       place = state.place, parameters,
                       request = ++state.request](const std::atomic<bool> &canceled) {
        try {
            auto result =
                std::make_shared<Shown>(compute(source, parameters, place, *known, canceled));
            run_later([shared, result, request] {
                const bool is_current = shared->is_open && shared->request == request;
                if (is_current) shared->take(std::move(*result));
            });
        } catch (const Canceled &) {  // a newer request follows, or the panel is closing
        }
    });
}

int PreviewPanel::run_until_computed(const std::function<int()> &run) {
    State &state = *state_;
    for (;;) {
        const int response = run();
        if (response != GTK_RESPONSE_OK || state.is_current) return response;
        state.is_accepted = true;
        state.allow_changes(false);
        state.stop_waiting();
        state.show_waiting();  // at once
    }
}

std::optional<Prepared> PreviewPanel::take_result() {
    State &state = *state_;
    if (!state.is_current || !state.shown->reduction) return std::nullopt;
    return Prepared{state.shown->parameters, state.source, std::move(*state.shown->reduction)};
}

void PreviewPanel::show_problem(const std::string &problem) {
    ++state_->request;
    state_->take({{}, std::nullopt, problem, {}});
}

}  // namespace quant::plugin

#include "preview_panel.h"

#include <array>
#include <cstdio>
#include <exception>
#include <optional>
#include <utility>
#include <vector>

#include "latest.h"
#include "swatches.h"
#include "text.h"

namespace quant::plugin {
namespace {

// A result with what it is the result of, or the reason why there is none.
struct Shown {
    Parameters parameters;
    std::optional<Reduction> reduction;
    std::string problem;
};

using Layers = std::shared_ptr<const std::vector<Layer>>;

Shown compute(const Layers &layers, const Parameters &parameters,
              const std::atomic<bool> &canceled) {
    Shown shown{parameters, std::nullopt, ""};
    try {
        shown.reduction = reduce(*layers, parameters, [&](double) { return !canceled; });
    } catch (const std::bad_alloc &) {
        shown.problem = _("Not enough memory");
    } catch (const std::exception &failure) {
        shown.problem = failure.what();
    }
    return shown;
}

// What a source of the preview, 8 bits a channel, looks like with the colors of a result.
void recolor_source(guchar *source, int width, int height, int channels, const Shown &shown) {
    std::vector<Color> palette;
    for (const Color &color : shown.reduction->palette().palette())
        if (color.a >= 128) palette.push_back(color);
    if (palette.empty()) palette.push_back({0, 0, 0, 255});
    const std::size_t count = static_cast<std::size_t>(width) * static_cast<std::size_t>(height);
    const auto step = static_cast<std::size_t>(channels);
    Options options = options_of(shown.parameters);
    options.palette = palette.data();
    options.palette_size = palette.size();
    options.keep_size = 0;
    options.keep_alpha = 1;
    const auto mapped = quantize(packed8(source, static_cast<std::size_t>(width),
                                         static_cast<std::size_t>(height),
                                         static_cast<unsigned>(channels)),
                                 options);
    if (!mapped) return;
    for (std::size_t i = 0; i < count; ++i) {
        const Color &color = mapped->palette()[mapped->indices()[i]];
        guchar *pixel = source + i * step;
        pixel[0] = color.r;
        if (channels >= 3) pixel[1] = color.g, pixel[2] = color.b;
        if (channels % 2 == 0 && shown.parameters.mode == Mode::indexed)
            pixel[step - 1] = pixel[step - 1] >= 128 ? 255 : 0;
    }
}

std::string status_of(const Shown &shown) {
    if (!shown.reduction) return shown.problem;
    const Quantized &palette = shown.reduction->palette();
    const std::string colors = std::to_string(palette.palette().size());
    const auto psnr = psnr_of(palette);
    if (!psnr) return format_text(_("%1 colors, no error"), {colors});
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.1f", *psnr);
    return format_text(_("%1 colors, PSNR %2 dB"), {colors, text.data()});
}

GtkWidget *column() {
#if GTK_CHECK_VERSION(3, 0, 0)
    return gtk_box_new(GTK_ORIENTATION_VERTICAL, 6);
#else
    return gtk_vbox_new(FALSE, 6);
#endif
}

GtkWidget *zoom_preview(DrawableRef drawable) {
#if GTK_CHECK_VERSION(3, 0, 0)
    return gimp_zoom_preview_new_from_drawable(drawable);
#else
    return gimp_zoom_preview_new_from_drawable_id(drawable);
#endif
}

}  // namespace

// Shared with what the worker sends to GTK's thread, which can come after the panel's end.
struct PreviewPanel::State : std::enable_shared_from_this<State> {
    ImageRef image{};
    DrawableRef drawable{};
    std::function<void(bool)> ready;
    Swatches swatches;
    GtkWidget *preview = nullptr;
    GtkWidget *status = nullptr;
    GtkWidget *widget = nullptr;
    bool is_open = true;
    std::optional<Mode> mode;  // that the layers were read for
    Layers layers;
    std::optional<Shown> shown;
    std::optional<Latest> worker;

    void draw() {
        int width = 0;
        int height = 0;
        int channels = 0;
        guchar *source = gimp_zoom_preview_get_source(GIMP_ZOOM_PREVIEW(preview), &width, &height,
                                                      &channels);
        if (!source) return;
        if (shown && shown->reduction) recolor_source(source, width, height, channels, *shown);
        gimp_preview_draw_buffer(GIMP_PREVIEW(preview), source, width * channels);
        g_free(source);
    }

    void take(Shown result) {
        shown = std::move(result);
        gtk_label_set_text(GTK_LABEL(status), status_of(*shown).c_str());
        std::vector<Swatch> colors;
        if (shown->reduction) {
            const Quantized &palette = shown->reduction->palette();
            for (std::size_t i = 0; i < palette.palette().size(); ++i)
                if (palette.palette()[i].a >= 128)
                    colors.push_back({palette.palette()[i], palette.counts()[i]});
        }
        swatches.show(std::move(colors));
        gimp_preview_invalidate(GIMP_PREVIEW(preview));
        ready(shown->reduction.has_value());
    }

};

namespace {

// What goes from the worker's thread to GTK's.
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
        new Message{std::move(run)}, [](gpointer message) { delete static_cast<Message *>(message); });
}

}  // namespace

PreviewPanel::PreviewPanel(ImageRef image, DrawableRef drawable, std::function<void(bool)> ready)
    : state_(std::make_shared<State>()) {
    State &state = *state_;
    state.image = image;
    state.drawable = drawable;
    state.ready = std::move(ready);
    state.widget = column();
    state.preview = zoom_preview(drawable);
    state.status = gtk_label_new(_("Computing..."));
    gtk_label_set_selectable(GTK_LABEL(state.status), TRUE);
    gtk_label_set_line_wrap(GTK_LABEL(state.status), TRUE);
    gtk_box_pack_start(GTK_BOX(state.widget), state.preview, TRUE, TRUE, 0);
    gtk_box_pack_start(GTK_BOX(state.widget), state.swatches.widget(), FALSE, FALSE, 0);
    gtk_box_pack_start(GTK_BOX(state.widget), state.status, FALSE, FALSE, 0);
    g_signal_connect(state.preview, "invalidated",
                     G_CALLBACK(+[](GtkWidget *, gpointer data) { static_cast<State *>(data)->draw(); }),
                     &state);
    gtk_widget_show_all(state.widget);
    state.worker.emplace();
}

PreviewPanel::~PreviewPanel() {
    state_->is_open = false;
    state_->worker.reset();
}

GtkWidget *PreviewPanel::widget() const { return state_->widget; }

void PreviewPanel::show(const Parameters &parameters) {
    State &state = *state_;
    try {
        if (state.mode != parameters.mode) {
            state.layers = std::make_shared<const std::vector<Layer>>(
                read_layers(state.image, state.drawable, parameters));
            state.mode = parameters.mode;
        }
        options_of(parameters);  // says at once what is wrong with them
    } catch (const std::exception &failure) {
        show_problem(failure.what());
        return;
    }
    state.worker->run([shared = state_, layers = state.layers,
                       parameters](const std::atomic<bool> &canceled) {
        try {
            auto result = std::make_shared<Shown>(compute(layers, parameters, canceled));
            run_later([shared, result] {
                if (shared->is_open) shared->take(std::move(*result));
            });
        } catch (const Canceled &) {  // another one comes
        }
    });
}

void PreviewPanel::show_problem(const std::string &problem) {
    state_->worker.emplace();  // what is being computed is not to come any more
    state_->mode.reset();
    state_->take({{}, std::nullopt, problem});
}

}  // namespace quant::plugin

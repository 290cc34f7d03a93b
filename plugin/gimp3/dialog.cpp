// Puts the controls that GIMP makes beside the preview, which is updated whenever an argument
// changes.
#include "gimp3/dialog.h"

#include <libgimp/gimp.h>
#include <libgimp/gimpui.h>

#include <exception>
#include <string>

#include "common/labels.h"
#include "common/text.h"
#include "gimp/boxes.h"
#include "gimp/help.h"
#include "gimp/importance_box.h"
#include "gimp/presets.h"
#include "gimp/preview_panel.h"
#include "gimp/side_expander.h"
#include "gimp3/arguments.h"

namespace quant::plugin {
namespace {

void offer_palette(GimpProcedureConfig *config) {
    Settings settings = settings_of(config);
    GimpPalette *const before = settings.palette;
    settings.offer_palette();
    if (settings.palette != before) g_object_set(config, "palette", settings.palette, nullptr);
}

// Returns the controls that are hidden at first.
GtkWidget *advanced_controls(GimpProcedureDialog *dialog, GtkWidget *importance_label,
                             const ImportanceBox &importance) {
    GimpIntStore *const sizes = GIMP_INT_STORE(gimp_int_store_new(
        bayer_label(0), 2, bayer_label(1), 4, bayer_label(2), 8, bayer_label(3), 16, nullptr));
    gimp_procedure_dialog_get_int_combo(dialog, "bayer-size", sizes);
    for (const char *name : {"protect", "target-psnr"})
        gimp_procedure_dialog_get_widget(dialog, name, GIMP_TYPE_SPIN_SCALE);
    GtkWidget *box =
        gimp_procedure_dialog_fill_box(dialog, "quant-advanced", "protect", "target-psnr",
                                       "dither-space", "bayer-size", "serpentine", "seed", nullptr);
    GtkWidget *line = row(6);
    gtk_box_pack_start(GTK_BOX(line), importance_label, FALSE, FALSE, 0);
    gtk_box_pack_start(GTK_BOX(line), importance.widget(), TRUE, TRUE, 0);
    gtk_box_pack_start(GTK_BOX(box), line, FALSE, FALSE, 0);
    gtk_box_reorder_child(GTK_BOX(box), line, 2);  // below the two that choose colors too
    return box;
}

// Gives labels and those of the controls one width. The controls whose labels are
// inside, such as sliders, need none.
void align(GimpProcedureDialog *dialog, std::initializer_list<GtkWidget *> other_labels) {
    const auto control = [dialog](const char *name) {
        return gimp_procedure_dialog_get_widget(dialog, name, G_TYPE_NONE);
    };
    GtkSizeGroup *labels = gtk_size_group_new(GTK_SIZE_GROUP_HORIZONTAL);
    for (GtkWidget *label : other_labels) gtk_size_group_add_widget(labels, label);
    for (const char *name :
         {"mode", "preset", "space", "dither", "dither-space", "bayer-size", "seed"})
        gtk_size_group_add_widget(labels, gimp_labeled_get_label(GIMP_LABELED(control(name))));
    gtk_size_group_add_widget(
        labels, gimp_resource_chooser_get_label(GIMP_RESOURCE_CHOOSER(control("palette"))));
    g_object_unref(labels);
    gtk_widget_set_hexpand(gimp_label_spin_get_spin_button(GIMP_LABEL_SPIN(control("seed"))), TRUE);
}

// Returns a dialog whose controls, in `controls`, change the config.
GimpProcedureDialog *new_dialog(GimpProcedure *procedure, GimpProcedureConfig *config,
                                GtkWidget *&controls) {
    // gimp_procedure_dialog_new() has no parameter for the function of the Help button.
    auto *const dialog = GIMP_PROCEDURE_DIALOG(
        g_object_new(GIMP_TYPE_PROCEDURE_DIALOG, "procedure", procedure, "config", config, "title",
                     _("K-Means Quantize"), "help-func", show_help, nullptr));
    offer_palette(config);  // before the control for the palette shows one
    for (const char *name : {"colors", "dither-strength"})
        gimp_procedure_dialog_get_widget(dialog, name, GIMP_TYPE_SPIN_SCALE);
    controls = gimp_procedure_dialog_fill_box(
        dialog, "quant-controls", "mode", "colors", "preset", "space", "dither", "dither-strength",
        "keep-foreground", "keep-background", "use-palette", "palette", "shared-palette", nullptr);
    gtk_window_set_default_size(GTK_WINDOW(dialog), 900, 560);
    return dialog;
}

class Dialog {
public:
    Dialog(GimpProcedure *procedure, GimpProcedureConfig *config, ImageRef image,
           const Drawables &chosen)
        : config_(config),
          image_(image),
          chosen_(chosen),
          dialog_(new_dialog(procedure, config, controls_)),
          panel_(
              image, chosen,
              {[this] { return settings_of(config_).hand_picked(); },
               [this](const HandPicked &colors) {
                   presets_.forget_choice();
                   set(with(colors));
               },
               [this](const HandPicked &colors) { return with(colors).resolve(image_, chosen_); }},
              GTK_DIALOG(dialog_)),
          presets_(
              saved_, _("Prese_ts"), GTK_WINDOW(dialog_), [this] { return settings_of(config_); },
              [this](const Settings &settings) { set(settings); }),
          importance_(image, [this] {
              g_object_set(config_, "importance", importance_.name().c_str(), nullptr);
          }) {
        Settings settings = settings_of(config);
        settings.forget_other_image(image);
        if (is_indexed(image) && settings.parameters.mode == Mode::in_place)
            settings.parameters.mode = Mode::indexed;
        set_arguments(config, settings);
        place();
        handler_ = g_signal_connect(
            config, "notify", G_CALLBACK(+[](GObject *, GParamSpec *argument, gpointer dialog) {
                static_cast<Dialog *>(dialog)->change(argument->name);
            }),
            this);
    }
    ~Dialog() {
        g_signal_handler_disconnect(config_, handler_);
        gtk_widget_destroy(GTK_WIDGET(dialog_));
    }
    Dialog(const Dialog &) = delete;
    Dialog &operator=(const Dialog &) = delete;

    bool run() {
        show();
        return panel_.run_until_computed([this] {
            return gimp_procedure_dialog_run(dialog_) ? GTK_RESPONSE_OK : GTK_RESPONSE_CANCEL;
        }) == GTK_RESPONSE_OK;
    }
    std::optional<Prepared> take_result() { return panel_.take_result(); }

private:
    void place() {
        GtkWidget *columns = row(12);
        GtkWidget *right = column(12);
        GtkWidget *importance_label = gtk_label_new(_("Importance"));
        align_left(importance_label);
        GtkWidget *advanced = advanced_controls(dialog_, importance_label, importance_);
        align(dialog_, {presets_.label(), importance_label});
        const auto add = [](GtkWidget *box, GtkWidget *child, bool expands = false) {
            const gboolean grows = expands ? TRUE : FALSE;
            gtk_box_pack_start(GTK_BOX(box), child, grows, grows, 0);
        };
        gtk_container_set_border_width(GTK_CONTAINER(columns), 12);
        add(columns, panel_.widget(), true);
        add(right, presets_.widget());
        add(right, controls_);
        add(right, side_expander(_("_Advanced"), advanced));
        add(columns, right);
        add(columns, advanced);
        add(gtk_dialog_get_content_area(GTK_DIALOG(dialog_)), columns, true);
        // Takes the room it needs: the preview gets all the rest.
        gtk_widget_set_hexpand(right, FALSE);
        gtk_widget_show_all(right);
        gtk_widget_show(columns);
    }

    // Sets all arguments, and then shows them once.
    void set(const Settings &settings) {
        g_signal_handler_block(config_, handler_);
        set_arguments(config_, settings);
        g_signal_handler_unblock(config_, handler_);
        show();
    }

    Settings with(const HandPicked &colors) const {
        Settings settings = settings_of(config_);
        settings.set_hand_picked(colors);
        return settings;
    }

    void change(const std::string &argument) {
        if (argument == "palette" || argument == "use-palette") offer_palette(config_);
        presets_.forget_choice();
        show();
    }

    void show() {
        importance_.set(settings_of(config_).parameters.importance);
        update_sensitivity();
        try {
            panel_.show(settings_of(config_).resolve(image_, chosen_));
        } catch (const Failure &failure) {
            panel_.show_problem(failure.what());
        }
    }

    // Makes those controls sensitive that have an effect.
    void update_sensitivity() {
        const Settings now = settings_of(config_);
        const bool is_edited = !now.palette_text.empty();
        const bool chooses = !now.use_palette && !is_edited;
        const auto allow = [this](std::initializer_list<const char *> controls, bool allowed) {
            for (const char *control : controls)
                gimp_procedure_dialog_set_sensitive(dialog_, control, allowed ? TRUE : FALSE,
                                                    nullptr, nullptr, FALSE);
        };
        const int dither = now.parameters.dither;
        allow({"colors", "preset", "keep-foreground", "keep-background", "protect", "target-psnr"},
              chooses);
        gtk_widget_set_sensitive(importance_.widget(), chooses ? TRUE : FALSE);
        allow({"use-palette"}, !is_edited);
        allow({"palette"}, now.use_palette && !is_edited);
        allow({"seed"}, chooses && now.parameters.preset == QUANT_PRESET_PAPER);
        allow({"shared-palette"},
              chooses && are_several(chosen_) && now.parameters.mode == Mode::in_place);
        allow({"dither-strength", "dither-space"}, dither != QUANT_DITHER_NONE);
        allow({"serpentine"}, is_error_diffusion(dither));
        allow({"bayer-size"}, dither == QUANT_DITHER_BAYER);
    }

    GimpProcedureConfig *config_;
    ImageRef image_;
    const Drawables &chosen_;
    GtkWidget *controls_ = nullptr;
    GimpProcedureDialog *dialog_;
    SavedSettings saved_;
    PreviewPanel panel_;
    Presets presets_;
    ImportanceBox importance_;
    gulong handler_ = 0;
};

}  // namespace

bool run_dialog(GimpProcedure *procedure, GimpProcedureConfig *config, ImageRef image,
                const Drawables &chosen, std::optional<Prepared> &prepared) {
    gimp_ui_init("quant-kmeans");
    Dialog dialog(procedure, config, image, chosen);
    const bool run = dialog.run();
    if (run) prepared = dialog.take_result();
    return run;
}

}  // namespace quant::plugin

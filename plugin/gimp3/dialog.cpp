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

// The objects that the signal handlers need.
struct Session {
    GimpProcedureConfig *config;
    ImageRef image;
    const Drawables *chosen;
    GtkWidget *dialog;
    PreviewPanel *panel;
    Presets *presets;
    ImportanceBox *importance;
};

void offer_palette(GimpProcedureConfig *config) {
    Settings settings = settings_of(config);
    GimpPalette *const before = settings.palette;
    settings.offer_palette();
    if (settings.palette != before) g_object_set(config, "palette", settings.palette, nullptr);
}

void show(const Session &session) {
    gtk_dialog_set_response_sensitive(GTK_DIALOG(session.dialog), GTK_RESPONSE_OK, TRUE);
    try {
        session.panel->show(settings_of(session.config).resolve(session.image, *session.chosen));
    } catch (const Failure &failure) {
        session.panel->show_problem(failure.what());
    }
}

// Makes those controls sensitive that have an effect.
void update_sensitivity(const Session &session) {
    const Settings now = settings_of(session.config);
    const bool is_edited = !now.palette_text.empty();
    const bool chooses = !now.use_palette && !is_edited;
    const auto allow = [&](std::initializer_list<const char *> controls, bool is_sensitive) {
        for (const char *control : controls)
            gimp_procedure_dialog_set_sensitive(GIMP_PROCEDURE_DIALOG(session.dialog), control,
                                                is_sensitive ? TRUE : FALSE, nullptr, nullptr,
                                                FALSE);
    };
    const int dither = now.parameters.dither;
    allow({"colors", "preset", "keep-foreground", "keep-background", "protect", "target-psnr"},
          chooses);
    gtk_widget_set_sensitive(session.importance->widget(), chooses ? TRUE : FALSE);
    allow({"use-palette"}, !is_edited);
    allow({"palette"}, now.use_palette && !is_edited);
    allow({"seed"}, chooses && now.parameters.preset == QUANT_PRESET_PAPER);
    allow({"shared-palette"},
          chooses && are_several(*session.chosen) && now.parameters.mode == Mode::in_place);
    allow({"dither-strength", "dither-space"}, dither != QUANT_DITHER_NONE);
    allow({"serpentine"}, is_error_diffusion(dither));
    allow({"bayer-size"}, dither == QUANT_DITHER_BAYER);
}

// Returns the controls that are hidden at first.
GtkWidget *advanced_controls(GimpProcedureDialog *dialog, GtkWidget *importance_label,
                             const ImportanceBox &importance) {
    GimpIntStore *const sizes = GIMP_INT_STORE(gimp_int_store_new(
        bayer_label(0), 2, bayer_label(1), 4, bayer_label(2), 8, bayer_label(3), 16, nullptr));
    gimp_procedure_dialog_get_int_combo(dialog, "bayer-size", sizes);
    g_object_unref(sizes);
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

}  // namespace

bool run_dialog(GimpProcedure *procedure, GimpProcedureConfig *config, ImageRef image,
                const Drawables &chosen, std::optional<Prepared> &prepared) {
    gimp_ui_init("quant-kmeans");
    // gimp_procedure_dialog_new() has no parameter for the function of the Help button.
    auto *const procedure_dialog = GIMP_PROCEDURE_DIALOG(
        g_object_new(GIMP_TYPE_PROCEDURE_DIALOG, "procedure", procedure, "config", config, "title",
                     _("K-Means Quantize"), "help-func", show_help, nullptr));
    GtkWidget *dialog = GTK_WIDGET(procedure_dialog);
    offer_palette(config);  // before the control for the palette shows one
    gimp_procedure_dialog_get_widget(procedure_dialog, "colors", GIMP_TYPE_SPIN_SCALE);
    gimp_procedure_dialog_get_widget(procedure_dialog, "dither-strength", GIMP_TYPE_SPIN_SCALE);
    GtkWidget *controls = gimp_procedure_dialog_fill_box(
        procedure_dialog, "quant-controls", "mode", "colors", "preset", "space", "dither",
        "dither-strength", "keep-foreground", "keep-background", "use-palette", "palette",
        "shared-palette", nullptr);
    if (is_indexed(image) &&
        gimp_procedure_config_get_choice_id(config, "mode") == static_cast<int>(Mode::in_place))
        g_object_set(config, "mode", mode_name(static_cast<int>(Mode::indexed)), nullptr);

    bool run = false;
    {
        const PickedColors picked{[config] { return settings_of(config).hand_picked(); },
                                  [config](const HandPicked &colors) {
                                      Settings settings = settings_of(config);
                                      settings.set_hand_picked(colors);
                                      set_arguments(config, settings);
                                  }};
        PreviewPanel panel(image, chosen, picked, [dialog](bool applicable) {
            gtk_dialog_set_response_sensitive(GTK_DIALOG(dialog), GTK_RESPONSE_OK, applicable);
        });
        GtkWidget *columns = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 12);
        gtk_container_set_border_width(GTK_CONTAINER(columns), 12);
        gtk_box_pack_start(GTK_BOX(columns), panel.widget(), TRUE, TRUE, 0);
        SavedSettings saved;
        Presets presets(
            saved, _("Prese_ts"), GTK_WINDOW(dialog), [config] { return settings_of(config); },
            [config](const Settings &settings) { set_arguments(config, settings); });
        ImportanceBox importance(
            image, [&] { g_object_set(config, "importance", importance.name().c_str(), nullptr); });
        GtkWidget *right = gtk_box_new(GTK_ORIENTATION_VERTICAL, 12);
        gtk_box_pack_start(GTK_BOX(right), presets.widget(), FALSE, FALSE, 0);
        gtk_box_pack_start(GTK_BOX(right), controls, FALSE, FALSE, 0);
        GtkWidget *importance_label = gtk_label_new(_("Importance"));
        align_left(importance_label);
        GtkWidget *advanced = advanced_controls(procedure_dialog, importance_label, importance);
        align(procedure_dialog, {presets.label(), importance_label});
        gtk_box_pack_start(GTK_BOX(right), side_expander(_("_Advanced"), advanced), FALSE, FALSE,
                           0);
        gtk_box_pack_start(GTK_BOX(columns), right, FALSE, FALSE, 0);
        gtk_box_pack_start(GTK_BOX(columns), advanced, FALSE, FALSE, 0);
        gtk_box_pack_start(GTK_BOX(gtk_dialog_get_content_area(GTK_DIALOG(dialog))), columns, TRUE,
                           TRUE, 0);
        // Takes the room it needs: the preview gets all the rest.
        gtk_widget_set_hexpand(right, FALSE);
        gtk_widget_show(controls);
        gtk_widget_show_all(right);
        gtk_widget_show(columns);
        gtk_window_set_default_size(GTK_WINDOW(dialog), 900, 560);

        Session session{config, image, &chosen, dialog, &panel, &presets, &importance};
        const gulong handler = g_signal_connect(
            config, "notify", G_CALLBACK(+[](GObject *, GParamSpec *argument, gpointer data) {
                const Session &changed = *static_cast<const Session *>(data);
                const std::string name = argument->name;
                if (name == "palette" || name == "use-palette") offer_palette(changed.config);
                changed.presets->forget_choice();
                changed.importance->set(settings_of(changed.config).parameters.importance);
                update_sensitivity(changed);
                show(changed);
            }),
            &session);
        importance.set(settings_of(config).parameters.importance);
        update_sensitivity(session);
        show(session);
        run = gimp_procedure_dialog_run(procedure_dialog) != FALSE;
        g_signal_handler_disconnect(config, handler);
        if (run) prepared = panel.take_result();
        gtk_widget_destroy(dialog);
    }
    return run;
}

}  // namespace quant::plugin

// Puts the controls that GIMP makes beside the preview, which is updated whenever an argument
// changes.
#include "gimp3/dialog.h"

#include <libgimp/gimp.h>
#include <libgimp/gimpui.h>

#include <exception>

#include "common/text.h"
#include "gimp/help.h"
#include "gimp/presets.h"
#include "gimp/preview_panel.h"
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
};

void show(const Session &session) {
    gtk_dialog_set_response_sensitive(GTK_DIALOG(session.dialog), GTK_RESPONSE_OK, TRUE);
    try {
        session.panel->show(settings_of(session.config).resolve(session.image, *session.chosen));
    } catch (const Failure &failure) {
        session.panel->show_problem(failure.what());
    }
}

// Makes a control sensitive only if another argument has this choice, or has not.
void set_sensitive_by(GimpProcedureDialog *dialog, const char *control, GimpProcedureConfig *config,
                      const char *argument, const char *choice, bool has_it) {
    GimpValueArray *values = gimp_value_array_new(1);
    GValue value = G_VALUE_INIT;
    g_value_init(&value, G_TYPE_STRING);
    g_value_set_static_string(&value, choice);
    gimp_value_array_append(values, &value);
    g_value_unset(&value);
    gimp_procedure_dialog_set_sensitive_if_in(dialog, control, G_OBJECT(config), argument, values,
                                              has_it ? TRUE : FALSE);
}

void set_sensitivities(GimpProcedureDialog *dialog, GimpProcedureConfig *config) {
    for (const char *name : {"colors", "preset", "keep-foreground", "keep-background"})
        gimp_procedure_dialog_set_sensitive(dialog, name, TRUE, G_OBJECT(config), "use-palette",
                                            TRUE);
    gimp_procedure_dialog_set_sensitive(dialog, "palette", TRUE, G_OBJECT(config), "use-palette",
                                        FALSE);
    set_sensitive_by(dialog, "dither-strength", config, "dither",
                     quant_dither_name(QUANT_DITHER_NONE), false);
    set_sensitive_by(dialog, "seed", config, "preset", quant_preset_name(QUANT_PRESET_PAPER), true);
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
    gimp_procedure_dialog_get_widget(procedure_dialog, "colors", GIMP_TYPE_SPIN_SCALE);
    gimp_procedure_dialog_get_widget(procedure_dialog, "dither-strength", GIMP_TYPE_SPIN_SCALE);
    GtkWidget *controls = gimp_procedure_dialog_fill_box(
        procedure_dialog, "quant-controls", "mode", "colors", "preset", "space", "dither",
        "dither-strength", "seed", "keep-foreground", "keep-background", "use-palette", "palette",
        "shared-palette", nullptr);
    gimp_procedure_dialog_set_sensitive(procedure_dialog, "shared-palette",
                                        are_several(chosen) ? TRUE : FALSE, nullptr, nullptr,
                                        FALSE);
    set_sensitivities(procedure_dialog, config);
    if (is_indexed(image) &&
        gimp_procedure_config_get_choice_id(config, "mode") == static_cast<int>(Mode::in_place))
        g_object_set(config, "mode", mode_name(static_cast<int>(Mode::indexed)), nullptr);

    bool run = false;
    {
        PreviewPanel panel(image, chosen, [dialog](bool applicable) {
            gtk_dialog_set_response_sensitive(GTK_DIALOG(dialog), GTK_RESPONSE_OK, applicable);
        });
        GtkWidget *columns = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 12);
        gtk_container_set_border_width(GTK_CONTAINER(columns), 12);
        gtk_box_pack_start(GTK_BOX(columns), panel.widget(), TRUE, TRUE, 0);
        SavedSettings saved;
        Presets presets(
            saved, GTK_WINDOW(dialog), [config] { return settings_of(config); },
            [config](const Settings &settings) { set_arguments(config, settings); });
        GtkWidget *right = gtk_box_new(GTK_ORIENTATION_VERTICAL, 12);
        gtk_box_pack_start(GTK_BOX(right), presets.widget(), FALSE, FALSE, 0);
        gtk_box_pack_start(GTK_BOX(right), controls, FALSE, FALSE, 0);
        gtk_box_pack_start(GTK_BOX(columns), right, FALSE, FALSE, 0);
        gtk_box_pack_start(GTK_BOX(gtk_dialog_get_content_area(GTK_DIALOG(dialog))), columns, TRUE,
                           TRUE, 0);
        gtk_widget_show(controls);
        gtk_widget_show(right);
        gtk_widget_show(columns);
        gtk_window_set_default_size(GTK_WINDOW(dialog), 900, 560);

        Session session{config, image, &chosen, dialog, &panel, &presets};
        const gulong handler = g_signal_connect(
            config, "notify", G_CALLBACK(+[](GObject *, GParamSpec *, gpointer data) {
                const Session &changed = *static_cast<const Session *>(data);
                changed.presets->forget_choice();
                show(changed);
            }),
            &session);
        show(session);
        run = gimp_procedure_dialog_run(procedure_dialog) != FALSE;
        g_signal_handler_disconnect(config, handler);
        if (run) prepared = panel.take_result();
        gtk_widget_destroy(dialog);
    }
    return run;
}

}  // namespace quant::plugin

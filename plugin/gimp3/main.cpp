// The procedure plug-in-quant-kmeans of GIMP 3: registration, run modes, results.
#include <libgimp/gimp.h>

#include <exception>
#include <new>
#include <string>

#include "common/text.h"
#include "gimp/actions.h"
#include "gimp3/arguments.h"
#include "gimp3/dialog.h"

namespace quant::plugin {
namespace {

constexpr const char *kProcedure = "plug-in-quant-kmeans";

void add_results(GimpProcedure *procedure) {
    gimp_procedure_add_int_return_value(procedure, "palette-size", "Colors",
                                        "Number of colors in the palette", 0, QUANT_MAX_COLORS, 0,
                                        G_PARAM_READWRITE);
    gimp_procedure_add_double_return_value(
        procedure, "psnr", "PSNR", "PSNR of the result in dB; 0 if there is no error at all", -1000,
        1000, 0, G_PARAM_READWRITE);
    gimp_procedure_add_string_return_value(procedure, "hex-colors", "Palette",
                                           "\"#rrggbb\" of each color, separated by spaces", "",
                                           G_PARAM_READWRITE);
    gimp_procedure_add_string_return_value(procedure, "palette-name", "Palette's name",
                                           "Name of the new palette, or \"\" if there is none", "",
                                           G_PARAM_READWRITE);
}

GimpValueArray *failed(GimpProcedure *procedure, const std::string &message) {
    GError *error = g_error_new_literal(GIMP_PLUG_IN_ERROR, 0, message.c_str());
    return gimp_procedure_new_return_values(procedure, GIMP_PDB_EXECUTION_ERROR, error);
}

GimpValueArray *succeeded(GimpProcedure *procedure, const Outcome &outcome) {
    GimpValueArray *values = gimp_procedure_new_return_values(procedure, GIMP_PDB_SUCCESS, nullptr);
    GIMP_VALUES_SET_INT(values, 1, static_cast<int>(outcome.colors));
    GIMP_VALUES_SET_DOUBLE(values, 2, outcome.psnr.value_or(0));
    GIMP_VALUES_SET_STRING(values, 3, outcome.palette.c_str());
    GIMP_VALUES_SET_STRING(values, 4, outcome.palette_name.c_str());
    return values;
}

GimpValueArray *run(GimpProcedure *procedure, GimpRunMode mode, GimpImage *image,
                    GimpDrawable **drawables, GimpProcedureConfig *config, gpointer) {
    try {
        gegl_init(nullptr, nullptr);
        Drawables chosen;
        for (; drawables && *drawables; ++drawables) chosen.push_back(*drawables);
        std::optional<Prepared> prepared;
        if (mode == GIMP_RUN_INTERACTIVE && !run_dialog(procedure, config, image, chosen, prepared))
            return gimp_procedure_new_return_values(procedure, GIMP_PDB_CANCEL, nullptr);
        gimp_progress_init(_("K-Means Quantize"));
        // If the user cancels, GIMP ends the plug-in's process. This leaves the image unchanged,
        // because nothing is written before all is computed.
        const Parameters parameters =
            prepared ? prepared->parameters : settings_of(config).resolve(image, chosen);
        const Outcome outcome = apply(
            image, chosen, parameters,
            [](double done) {
                gimp_progress_update(done);
                return true;
            },
            std::move(prepared));
        gimp_progress_end();
        if (mode != GIMP_RUN_NONINTERACTIVE) gimp_displays_flush();
        return succeeded(procedure, outcome);
    } catch (const std::bad_alloc &) {
        return failed(procedure, _("Not enough memory"));
    } catch (const std::exception &failure) {
        return failed(procedure, failure.what());
    }
}

GimpProcedure *create_procedure(GimpPlugIn *plug_in, const char *name) {
    if (std::string(name) != kProcedure) return nullptr;
    GimpProcedure *procedure =
        gimp_image_procedure_new(plug_in, name, GIMP_PDB_PROC_TYPE_PLUGIN, run, nullptr, nullptr);
    gimp_procedure_set_image_types(procedure, "*");
    // A conversion to indexed needs no drawable.
    gimp_procedure_set_sensitivity_mask(procedure, GIMP_PROCEDURE_SENSITIVE_DRAWABLE |
                                                       GIMP_PROCEDURE_SENSITIVE_DRAWABLES |
                                                       GIMP_PROCEDURE_SENSITIVE_NO_DRAWABLES);
    gimp_procedure_set_menu_label(procedure, _("K-Means _Quantize..."));
    gimp_procedure_set_icon_name(procedure, "gimp-convert-indexed");
    gimp_procedure_add_menu_path(procedure, "<Image>/Colors/Map");
    gimp_procedure_set_documentation(
        procedure,
        _("Reduce a picture to the few colors that represent it best, by K-Means clustering"),
        "Chooses a palette by K-Means clustering of all pixels that are selected, and gives each "
        "pixel its nearest color. The same pixels and arguments give the same result everywhere, "
        "also in the program quant.",
        "quant-kmeans");
    gimp_procedure_set_attribution(procedure, "The quant contributors", "The quant contributors",
                                   "2026");
    add_arguments(procedure);
    add_results(procedure);
    return procedure;
}

}  // namespace

}  // namespace quant::plugin

namespace {

void init_class(gpointer klass, gpointer) {
    GimpPlugInClass *plug_in = GIMP_PLUG_IN_CLASS(klass);
    plug_in->query_procedures = [](GimpPlugIn *) {
        return g_list_append(nullptr, g_strdup(quant::plugin::kProcedure));
    };
    plug_in->create_procedure = quant::plugin::create_procedure;
    plug_in->set_i18n = [](GimpPlugIn *, const char *, char **domain, char **) -> gboolean {
        *domain = g_strdup(QUANT_TEXT_DOMAIN);
        return TRUE;
    };
}

// Registers the type of the plug-in, which has no data of its own.
GType plug_in_type() {
    GTypeQuery parent;
    g_type_query(GIMP_TYPE_PLUG_IN, &parent);
    return g_type_register_static_simple(GIMP_TYPE_PLUG_IN, "QuantPlugIn", parent.class_size,
                                         init_class, parent.instance_size, nullptr,
                                         static_cast<GTypeFlags>(0));
}

}  // namespace

GIMP_MAIN(plug_in_type())

// The procedure plug-in-quant-kmeans of GIMP 3: registration, run modes, results.
#include <libgimp/gimp.h>

#include <exception>
#include <new>
#include <string>

#include "common/labels.h"
#include "common/text.h"
#include "gimp/actions.h"
#include "gimp3/dialog.h"

namespace quant::plugin {
namespace {

constexpr const char *kProcedure = "plug-in-quant-kmeans";

template <typename T>
T number_of(GimpProcedureConfig *config, const char *property) {
    T number{};
    g_object_get(config, property, &number, nullptr);
    return number;
}

GimpChoice *choice_of(const char *(*name)(int), const char *(*label)(int)) {
    GimpChoice *choice = gimp_choice_new();
    for (int value = 0; name(value); ++value)
        gimp_choice_add(choice, name(value), value, label(value), nullptr);
    return choice;
}

void add_arguments(GimpProcedure *procedure) {
    const Parameters first;
    const auto choice = [&](const char *argument, const char *nick, const char *blurb,
                            const char *(*name)(int), const char *(*label)(int), int value) {
        gimp_procedure_add_choice_argument(procedure, argument, nick, blurb, choice_of(name, label),
                                           name(value), G_PARAM_READWRITE);
    };
    const auto check = [&](const char *argument, const char *nick, const char *blurb,
                           bool value = false) {
        gimp_procedure_add_boolean_argument(procedure, argument, nick, blurb, value ? TRUE : FALSE,
                                            G_PARAM_READWRITE);
    };
    choice("mode", _("_Mode"), _("What happens to the image"), mode_name, mode_label,
           static_cast<int>(first.mode));
    gimp_procedure_add_int_argument(procedure, "colors", _("_Number of colors"),
                                    _("Maximum number of colors"), 1, QUANT_MAX_COLORS,
                                    static_cast<int>(first.colors), G_PARAM_READWRITE);
    choice("preset", _("_Quality"), _("Trade-off between quality and computing time"),
           quant_preset_name, preset_label, first.preset);
    choice("space", _("Color s_pace"), _("Color space in which colors are compared and averaged"),
           quant_space_name, space_label, first.space);
    choice("dither", _("_Dithering"), _("How palette colors are mixed to imitate other colors"),
           quant_dither_name, dither_label, first.dither);
    gimp_procedure_add_double_argument(procedure, "dither-strength", _("Streng_th"),
                                       _("Strength of the dithering: 0 is none, 1 is full"), 0, 1,
                                       first.dither_strength, G_PARAM_READWRITE);
    gimp_procedure_add_int_argument(
        procedure, "seed", _("S_eed"),
        _("Seed of the random numbers; only \"Published experiment\" uses it"), 0, G_MAXINT,
        static_cast<int>(first.seed), G_PARAM_READWRITE);
    check("keep-foreground", _("Keep the _foreground color"),
          _("The palette always contains the foreground color"));
    check("keep-background", _("Keep the _background color"),
          _("The palette always contains the background color"));
    check("use-palette", _("_Use the colors of a palette"),
          _("Use an existing palette instead of choosing colors"));
    gimp_procedure_add_palette_argument(procedure, "palette", _("P_alette"), _("Colors to use"),
                                        TRUE, nullptr, FALSE, G_PARAM_READWRITE);
    check("shared-palette", _("One palette for all _layers"),
          _("Several layers in place get one palette together, and not one each"),
          first.shares_palette);
}

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
        if (mode == GIMP_RUN_INTERACTIVE && !run_dialog(procedure, config, image, chosen))
            return gimp_procedure_new_return_values(procedure, GIMP_PDB_CANCEL, nullptr);
        gimp_progress_init(_("K-Means Quantize"));
        // If the user cancels, GIMP ends the plug-in's process. This leaves the image unchanged,
        // because nothing is written before all is computed.
        const Outcome outcome =
            apply(image, chosen, parameters_of(config, image, chosen), [](double done) {
                gimp_progress_update(done);
                return true;
            });
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

Parameters parameters_of(GimpProcedureConfig *config, ImageRef image, const Drawables &chosen) {
    Parameters parameters;
    parameters.mode = static_cast<Mode>(gimp_procedure_config_get_choice_id(config, "mode"));
    const Babl *format = color_format(drawable_of_colors(image, chosen, parameters.mode));
    parameters.colors = static_cast<unsigned>(number_of<int>(config, "colors"));
    parameters.preset = gimp_procedure_config_get_choice_id(config, "preset");
    parameters.space = gimp_procedure_config_get_choice_id(config, "space");
    parameters.dither = gimp_procedure_config_get_choice_id(config, "dither");
    parameters.dither_strength = number_of<double>(config, "dither-strength");
    parameters.seed = static_cast<std::uint64_t>(number_of<int>(config, "seed"));
    parameters.shares_palette = number_of<gboolean>(config, "shared-palette") != FALSE;
    if (number_of<gboolean>(config, "keep-foreground"))
        parameters.keep.push_back(foreground(format));
    if (number_of<gboolean>(config, "keep-background"))
        parameters.keep.push_back(background(format));
    if (number_of<gboolean>(config, "use-palette")) {
        auto *palette = number_of<GimpPalette *>(config, "palette");
        if (!palette) throw Failure(_("Choose a palette"));
        parameters.palette = palette_colors(palette, format);
        g_object_unref(palette);
        if (parameters.palette.empty()) throw Failure(_("The palette has no colors"));
    }
    return parameters;
}

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

// The properties of a config have the names of the procedure's arguments.
#include "gimp3/arguments.h"

#include "common/labels.h"
#include "common/text.h"

namespace quant::plugin {
namespace {

template <typename T>
T value_of_property(GimpProcedureConfig *config, const char *property) {
    T value{};
    g_object_get(config, property, &value, nullptr);
    return value;
}

bool is_set(GimpProcedureConfig *config, const char *property) {
    return value_of_property<gboolean>(config, property) != FALSE;
}

std::string text_of_property(GimpProcedureConfig *config, const char *property) {
    return text_of(value_of_property<char *>(config, property));
}

GimpChoice *choice_of(const char *(*name)(int), const char *(*label)(int)) {
    GimpChoice *choice = gimp_choice_new();
    for (int value = 0; name(value); ++value)
        gimp_choice_add(choice, name(value), value, label(value), nullptr);
    return choice;
}

// Adds arguments of one kind each.
class Arguments {
public:
    explicit Arguments(GimpProcedure *procedure) : procedure_(procedure) {}

    void choice(const char *argument, const char *nick, const char *blurb, const char *(*name)(int),
                const char *(*label)(int), int value) const {
        gimp_procedure_add_choice_argument(procedure_, argument, nick, blurb,
                                           choice_of(name, label), name(value), G_PARAM_READWRITE);
    }
    void check(const char *argument, const char *nick, const char *blurb,
               bool value = false) const {
        gimp_procedure_add_boolean_argument(procedure_, argument, nick, blurb, value ? TRUE : FALSE,
                                            G_PARAM_READWRITE);
    }
    void whole(const char *argument, const char *nick, const char *blurb, int least, int most,
               std::uint64_t value) const {
        gimp_procedure_add_int_argument(procedure_, argument, nick, blurb, least, most,
                                        static_cast<int>(value), G_PARAM_READWRITE);
    }
    void real(const char *argument, const char *nick, const char *blurb, double most,
              double value) const {
        gimp_procedure_add_double_argument(procedure_, argument, nick, blurb, 0, most, value,
                                           G_PARAM_READWRITE);
    }
    void text(const char *argument, const char *nick, const char *blurb) const {
        gimp_procedure_add_string_argument(procedure_, argument, nick, blurb, "",
                                           G_PARAM_READWRITE);
    }

private:
    GimpProcedure *procedure_;
};

void add_advanced(const Arguments &add, const Parameters &first) {
    add.real("protect", _("Protect rare colors"), protect_help(), 1, first.protect);
    add.real("target-psnr", _("Target PSNR"), target_help(), kMostPsnr, first.target_psnr);
    add.text(
        "importance", _("Importance"),
        _("What says how much pixels count: \"selection\", the name of a channel, or nothing"));
    add.choice("dither-space", _("Dithering space"),
               _("Color space in which dithering compares and mixes colors"), quant_space_name,
               space_label, first.dither_space);
    add.whole("bayer-size", _("Bayer matrix"),
              _("Side of the matrix of Bayer's dithering: 2, 4, 8 or 16"), 2, 16, first.bayer_size);
    add.check("serpentine", _("Alternating rows"), serpentine_help());
    add.text("keep-colors", _("Locked colors"),
             _("Colors that the palette always contains: \"#rrggbb #rrggbb ...\""));
    add.text("palette-colors", _("Palette"),
             _("Colors to use instead of choosing any: \"#rrggbb #rrggbb ...\""));
}

}  // namespace

void add_arguments(GimpProcedure *procedure) {
    const Parameters first;
    const Arguments add(procedure);
    add.choice("mode", _("_Mode"), _("What happens to the image"), mode_name, mode_label,
               static_cast<int>(first.mode));
    add.whole("colors", _("_Number of colors"), _("Maximum number of colors"), 1, QUANT_MAX_COLORS,
              first.colors);
    add.choice("preset", _("_Quality"), _("Trade-off between quality and computing time"),
               quant_preset_name, preset_label, first.preset);
    add.choice("space", _("Color s_pace"),
               _("Color space in which colors are compared and averaged"), quant_space_name,
               space_label, first.space);
    add.choice("dither", _("_Dithering"), _("How palette colors are mixed to imitate other colors"),
               quant_dither_name, dither_label, first.dither);
    add.real("dither-strength", _("Stren_gth"),
             _("Strength of the dithering: 0 is none, 1 is full"), 1, first.dither_strength);
    add.whole("seed", _("Seed"),
              _("Seed of the random numbers; only \"Published experiment\" uses it"), 0, G_MAXINT,
              first.seed);
    add.check("keep-foreground", _("Keep the _foreground color"),
              _("The palette always contains the foreground color"));
    add.check("keep-background", _("Keep the _background color"),
              _("The palette always contains the background color"));
    add.check("use-palette", _("_Use the colors of a palette"),
              _("Use an existing palette instead of choosing colors"));
    gimp_procedure_add_palette_argument(procedure, "palette", _("Palette"), _("Colors to use"),
                                        TRUE, nullptr, FALSE, G_PARAM_READWRITE);
    add.check("shared-palette", _("One palette for all la_yers"),
              _("Several layers in place get one palette together, and not one each"),
              first.shares_palette);
    add_advanced(add, first);
}

Settings settings_of(GimpProcedureConfig *config) {
    const auto choice = [config](const char *argument) {
        return gimp_procedure_config_get_choice_id(config, argument);
    };
    const auto number = [config](const char *argument) {
        return value_of_property<int>(config, argument);
    };
    Settings settings;
    Parameters &to = settings.parameters;
    to.mode = static_cast<Mode>(choice("mode"));
    to.colors = static_cast<unsigned>(number("colors"));
    to.preset = choice("preset");
    to.space = choice("space");
    to.dither = choice("dither");
    to.dither_strength = value_of_property<double>(config, "dither-strength");
    to.seed = static_cast<std::uint64_t>(number("seed"));
    to.shares_palette = is_set(config, "shared-palette");
    settings.keep_foreground = is_set(config, "keep-foreground");
    settings.keep_background = is_set(config, "keep-background");
    settings.use_palette = is_set(config, "use-palette");
    settings.palette = value_of_property<GimpPalette *>(config, "palette");
    if (settings.palette) g_object_unref(settings.palette);  // libgimp keeps it
    to.protect = value_of_property<double>(config, "protect");
    to.target_psnr = value_of_property<double>(config, "target-psnr");
    to.importance = text_of_property(config, "importance");
    to.dither_space = choice("dither-space");
    to.bayer_size = static_cast<unsigned>(number("bayer-size"));
    to.serpentine = is_set(config, "serpentine");
    settings.keep_text = text_of_property(config, "keep-colors");
    settings.palette_text = text_of_property(config, "palette-colors");
    return settings;
}

void set_arguments(GimpProcedureConfig *config, const Settings &settings) {
    const Parameters &from = settings.parameters;
    const auto flag = [](bool value) { return value ? TRUE : FALSE; };
    g_object_set(
        config, "mode", mode_name(static_cast<int>(from.mode)), "colors",
        static_cast<int>(from.colors), "preset", quant_preset_name(from.preset), "space",
        quant_space_name(from.space), "dither", quant_dither_name(from.dither), "dither-strength",
        from.dither_strength, "seed", static_cast<int>(from.seed), "keep-foreground",
        flag(settings.keep_foreground), "keep-background", flag(settings.keep_background),
        "use-palette", flag(settings.use_palette), "shared-palette", flag(from.shares_palette),
        "protect", from.protect, "target-psnr", from.target_psnr, "importance",
        from.importance.c_str(), "dither-space", quant_space_name(from.dither_space), "bayer-size",
        static_cast<int>(from.bayer_size), "serpentine", flag(from.serpentine), "keep-colors",
        settings.keep_text.c_str(), "palette-colors", settings.palette_text.c_str(), nullptr);
    if (settings.palette) g_object_set(config, "palette", settings.palette, nullptr);
}

}  // namespace quant::plugin

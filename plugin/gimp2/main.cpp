// The procedure plug-in-quant-kmeans of GIMP 2.10: registration, run modes, results.
#include <libgimp/gimp.h>

#include <array>
#include <clocale>
#include <exception>
#include <new>
#include <string>

#include "common/locale_folder.h"
#include "common/text.h"
#include "gimp/actions.h"
#include "gimp/settings.h"
#include "gimp2/dialog.h"

namespace quant::plugin {
namespace {

constexpr const char *kProcedure = "plug-in-quant-kmeans";

// GIMP takes these texts as writable, but does not write to them.
char *writable(const char *text) {
    return const_cast<char *>(text);  // NOLINT(cppcoreguidelines-pro-type-const-cast)
}

struct Argument {
    GimpPDBArgType type;
    const char *name;
    const char *description;
};

GimpParamDef definition(const Argument &argument) {
    return {argument.type, writable(argument.name), writable(argument.description)};
}

// The procedure browser shows these texts in English, as it does those of GIMP's own procedures.
constexpr std::array kArguments{
    Argument{GIMP_PDB_INT32, "run-mode", "RUN-INTERACTIVE (0), RUN-NONINTERACTIVE (1)"},
    Argument{GIMP_PDB_IMAGE, "image", "The image"},
    Argument{GIMP_PDB_DRAWABLE, "drawable",
             "The layer, mask or channel, or a group for all its layers; not used by \"indexed\""},
    Argument{GIMP_PDB_STRING, "mode", "\"in-place\", \"indexed\" or \"palette\""},
    Argument{GIMP_PDB_INT32, "colors", "Maximum number of colors: 1 to 256"},
    Argument{GIMP_PDB_STRING, "preset",
             "\"paper\", \"fast\", \"balanced\", \"best\" or \"instant\""},
    Argument{GIMP_PDB_STRING, "space",
             "\"auto\" (\"oklab\" with the dither \"auto\", otherwise \"srgb\"), \"srgb\", "
             "\"linear\", \"oklab\" or \"lab\""},
    Argument{GIMP_PDB_STRING, "dither",
             "\"none\" for drawings, \"auto\" for photographs; also \"floyd-steinberg\", "
             "\"atkinson\", \"jarvis\", \"stucki\", \"sierra\", \"sierra-lite\", \"blue-noise\" "
             "or \"bayer\""},
    Argument{GIMP_PDB_FLOAT, "dither-strength", "Strength of the dithering: 0 (none) to 1"},
    Argument{GIMP_PDB_INT32, "seed", "For the preset \"paper\": 0 to 2147483647"},
    Argument{GIMP_PDB_INT32, "keep-foreground",
             "Whether the palette always contains the foreground color: 0 or 1"},
    Argument{GIMP_PDB_INT32, "keep-background",
             "Whether the palette always contains the background color: 0 or 1"},
    Argument{GIMP_PDB_STRING, "palette", "The name of a palette to use, or \"\" to choose colors"},
    Argument{GIMP_PDB_INT32, "shared-palette",
             "Whether the layers of a group in place get one palette together: 0 or 1"},
    Argument{GIMP_PDB_FLOAT, "protect",
             "How much colors of small areas are protected: 0 (not) to 1 (each color counts once)"},
    Argument{GIMP_PDB_FLOAT, "target-psnr",
             "The fewest colors are chosen that reach this PSNR in dB: 0 (off) to 100"},
    Argument{GIMP_PDB_STRING, "importance",
             "What says how much pixels count: \"selection\", the name of a channel, or \"\""},
    Argument{GIMP_PDB_STRING, "dither-space",
             "The color space of the dithering: the words of \"space\""},
    Argument{GIMP_PDB_INT32, "bayer-size", "The side of the matrix of \"bayer\": 2, 4, 8 or 16"},
    Argument{GIMP_PDB_INT32, "serpentine",
             "Whether error diffusion goes to the right and to the left in turn: 0 or 1"},
    Argument{GIMP_PDB_STRING, "keep-colors",
             "Colors that the palette always contains: \"#rrggbb #rrggbb ...\" or \"\""},
    Argument{GIMP_PDB_STRING, "palette-colors",
             "Colors to use instead of choosing any: \"#rrggbb #rrggbb ...\" or \"\""}};

constexpr std::array kResults{
    Argument{GIMP_PDB_INT32, "colors", "Number of colors in the palette"},
    Argument{GIMP_PDB_FLOAT, "psnr", "PSNR of the result in dB; 0 if there is no error at all"},
    Argument{GIMP_PDB_STRING, "hex-colors", "\"#rrggbb\" of each color, separated by spaces"},
    Argument{GIMP_PDB_STRING, "palette-name", "Name of the new palette, or \"\" if there is none"}};

void query() {
    std::array<GimpParamDef, kArguments.size()> arguments{};
    std::transform(kArguments.begin(), kArguments.end(), arguments.begin(), definition);
    std::array<GimpParamDef, kResults.size()> results{};
    std::transform(kResults.begin(), kResults.end(), results.begin(), definition);
    gimp_plugin_domain_register(QUANT_TEXT_DOMAIN, locale_folder().c_str());
    gimp_install_procedure(
        kProcedure,
        N_("Reduce a picture to the few colors that represent it best, by K-Means clustering"),
        "Chooses a palette by K-Means clustering of all pixels that are selected, and gives each "
        "pixel its nearest color. The same pixels and arguments give the same result everywhere, "
        "also in the program quant.",
        "The quant contributors", "The quant contributors", "2026", N_("K-Means _Quantize..."), "*",
        GIMP_PLUGIN, static_cast<int>(arguments.size()), static_cast<int>(results.size()),
        arguments.data(), results.data());
    gimp_plugin_menu_register(kProcedure, "<Image>/Colors/Map");
    gimp_plugin_icon_register(kProcedure, GIMP_ICON_TYPE_ICON_NAME,
                              reinterpret_cast<const guint8 *>("gimp-convert-indexed"));
}

int checked(const GimpParam &argument, int index, int least, int most) {
    const int value = argument.data.d_int32;
    if (value < least || value > most)
        throw Failure(
            format_text(_("%1 is %2, and must be %3 to %4"),
                        {kArguments[static_cast<std::size_t>(index)].name, std::to_string(value),
                         std::to_string(least), std::to_string(most)}));
    return value;
}

Settings settings_of_call(int count, const GimpParam *arguments) {
    if (count != static_cast<int>(kArguments.size())) throw Failure(_("Wrong number of arguments"));
    const auto text = [&](int i) {
        const char *given = arguments[i].data.d_string;
        return std::string(given ? given : "");
    };
    Settings settings;
    Parameters &to = settings.parameters;
    to.mode = static_cast<Mode>(value_of(mode_of_name, mode_name, text(3), "mode"));
    to.colors = static_cast<unsigned>(checked(arguments[4], 4, 1, QUANT_MAX_COLORS));
    to.preset = value_of(quant_preset_of_name, quant_preset_name, text(5), "preset");
    to.space = value_of(quant_space_of_name, quant_space_name, text(6), "space");
    to.dither = value_of(quant_dither_of_name, quant_dither_name, text(7), "dither");
    to.dither_strength = arguments[8].data.d_float;
    to.seed = static_cast<std::uint64_t>(checked(arguments[9], 9, 0, G_MAXINT));
    settings.keep_foreground = checked(arguments[10], 10, 0, 1) != 0;
    settings.keep_background = checked(arguments[11], 11, 0, 1) != 0;
    settings.palette = text(12);
    settings.use_palette = !settings.palette.empty();
    to.shares_palette = checked(arguments[13], 13, 0, 1) != 0;
    to.protect = arguments[14].data.d_float;
    to.target_psnr = arguments[15].data.d_float;
    to.importance = text(16);
    to.dither_space = value_of(quant_space_of_name, quant_space_name, text(17), "dither-space");
    to.bayer_size = static_cast<unsigned>(checked(arguments[18], 18, 2, 16));
    to.serpentine = checked(arguments[19], 19, 0, 1) != 0;
    settings.keep_text = text(20);
    settings.palette_text = text(21);
    return settings;
}

Outcome apply_with_progress(ImageRef image, DrawableRef drawable, const Settings &settings,
                            std::optional<Prepared> prepared = std::nullopt) {
    gimp_progress_init(_("K-Means Quantize"));
    // If the user cancels, GIMP ends the plug-in's process. This leaves the image unchanged,
    // because nothing is written before all is computed.
    const Parameters parameters =
        prepared ? prepared->parameters : settings.resolve(image, {drawable});
    Outcome outcome = apply(
        image, {drawable}, parameters,
        [](double done) {
            gimp_progress_update(done);
            return true;
        },
        std::move(prepared));
    gimp_progress_end();
    return outcome;
}

Outcome run_procedure(int count, const GimpParam *arguments) {
    const auto mode = static_cast<GimpRunMode>(arguments[0].data.d_int32);
    const ImageRef image = arguments[1].data.d_image;
    const DrawableRef drawable = arguments[2].data.d_drawable;
    if (mode == GIMP_RUN_NONINTERACTIVE)
        return apply_with_progress(image, drawable, settings_of_call(count, arguments));
    SavedSettings saved;
    Settings settings = saved.last();
    std::optional<Prepared> prepared;
    if (mode == GIMP_RUN_INTERACTIVE) {
        auto chosen = run_dialog(image, drawable, saved);
        if (!chosen) throw Canceled{};
        settings = chosen->settings;
        prepared = std::move(chosen->result);
    }
    Outcome outcome = apply_with_progress(image, drawable, settings, std::move(prepared));
    gimp_displays_flush();
    try {
        if (mode == GIMP_RUN_INTERACTIVE) saved.set_last(settings);
    } catch (const Failure &failure) {  // not an error: the image has been changed as asked
        g_message("%s", failure.what());
    }
    return outcome;
}

// Keeps the values of a call that GIMP reads after the call has ended.
class Returned {
public:
    void succeed(Outcome outcome) {
        outcome_ = std::move(outcome);
        values_[0].data.d_status = GIMP_PDB_SUCCESS;
        values_[1].type = GIMP_PDB_INT32;
        values_[1].data.d_int32 = static_cast<gint32>(outcome_.colors);
        values_[2].type = GIMP_PDB_FLOAT;
        values_[2].data.d_float = outcome_.psnr.value_or(0);
        values_[3].type = GIMP_PDB_STRING;
        values_[3].data.d_string = outcome_.palette.data();
        values_[4].type = GIMP_PDB_STRING;
        values_[4].data.d_string = outcome_.palette_name.data();
        count_ = 5;
    }
    void fail(const std::string &message) {
        message_ = message;
        values_[0].data.d_status = GIMP_PDB_EXECUTION_ERROR;
        values_[1].type = GIMP_PDB_STRING;
        values_[1].data.d_string = message_.data();
        count_ = 2;
    }
    void cancel() {
        values_[0].data.d_status = GIMP_PDB_CANCEL;
        count_ = 1;
    }
    void give(int *count, GimpParam **values) {
        values_[0].type = GIMP_PDB_STATUS;
        *count = count_;
        *values = values_.data();
    }

private:
    std::array<GimpParam, 5> values_{};
    int count_ = 1;
    Outcome outcome_;
    std::string message_;
};

void run(const char *, int count, const GimpParam *arguments, int *result_count,
         GimpParam **results) {
    static Returned returned;
    std::setlocale(LC_ALL, "");
    use_texts(QUANT_TEXT_DOMAIN);
    gegl_init(nullptr, nullptr);
    try {
        returned.succeed(run_procedure(count, arguments));
    } catch (const Canceled &) {
        returned.cancel();
    } catch (const std::bad_alloc &) {
        returned.fail(_("Not enough memory"));
    } catch (const std::exception &failure) {
        returned.fail(failure.what());
    }
    returned.give(result_count, results);
}

}  // namespace
}  // namespace quant::plugin

extern "C" const GimpPlugInInfo PLUG_IN_INFO = {nullptr, nullptr, quant::plugin::query,
                                                quant::plugin::run};

MAIN()

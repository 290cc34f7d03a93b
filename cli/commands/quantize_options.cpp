// Choices come from the library's own lists of names, so that new ones appear here without a
// change.
#include "commands/quantize_options.h"

#include <limits>
#include <vector>

#include <CLI/CLI.hpp>

#include "base/failure.h"
#include "commands/command.h"
#include "commands/number_option.h"
#include "commands/shared_options.h"
#include "io/decoder.h"
#include "palette/color_text.h"
#include "palette/palette_file.h"

namespace quant::cli {
namespace {

using NameFunction = const char *(*)(int);

std::vector<std::string> names(NameFunction name) {
    std::vector<std::string> list;
    for (int value = 0; name(value); ++value) list.emplace_back(name(value));
    return list;
}

CLI::Validator in_list(const std::vector<std::string> &list) {
    return CLI::Validator(
        [list](const std::string &given) {
            if (std::find(list.begin(), list.end(), given) != list.end()) return std::string();
            return "'" + given + "' is not one of " + CLI::detail::join(list, ", ");
        },
        "");
}

// Returns the text and the names after it, in as many lines as they take.
std::string choices(std::string text, NameFunction name) {
    constexpr std::size_t kWidth = 70;
    text += ':';
    std::size_t width = text.size() - (text.rfind('\n') + 1);
    for (const std::string &each : names(name)) {
        const bool is_first = text.back() == ':';
        text += is_first ? "" : ",";
        const bool fits = width + each.size() + 2 < kWidth;
        text += (fits ? " " : "\n") + each;
        width = (fits ? width + 2 : 0) + each.size();
    }
    return text;
}

// Throws FailureOf with the name of the palette, so that messages do not name a picture instead.
std::vector<Color> read_given_palette(const std::string &name, Decoder &decoder) {
    try {
        return read_palette(name, decoder).colors;
    } catch (const Failure &failure) {
        throw FailureOf(name, failure.what());
    }
}

bool diffuses_errors(int dither) {
    return dither != QUANT_DITHER_NONE && dither != QUANT_DITHER_BLUE_NOISE &&
           dither != QUANT_DITHER_BAYER;
}

void check_dither(const QuantizeOptions &options, int dither) {
    if (options.serpentine && !diffuses_errors(dither))
        throw UsageError(
            "--serpentine needs a dither that diffuses errors, such as "
            "floyd-steinberg, and --dither is " +
            options.dither);
    if (options.bayer_size && dither != QUANT_DITHER_BAYER)
        throw UsageError("--bayer-size needs --dither bayer, and --dither is " + options.dither);
}

CLI::Validator color_text() {
    return CLI::Validator(
        [](const std::string &given) {
            try {
                parse_color(given);
            } catch (const Failure &failure) {
                return std::string(failure.what());
            }
            return std::string();
        },
        "");
}

}  // namespace

Options QuantizeOptions::resolve(std::vector<Color> &given, Decoder &decoder) const {
    Options result(static_cast<quant_preset>(quant_preset_of_name(preset.c_str())));
    result.colors = colors;
    if (engine) result.engine = quant_engine_of_name(engine->c_str());
    if (seeding) result.seeding = quant_seeding_of_name(seeding->c_str());
    if (search) result.search = quant_search_of_name(search->c_str());
    if (empty) result.empty = quant_empty_of_name(empty->c_str());
    if (max_iterations) result.max_iterations = *max_iterations;
    if (tolerance) result.tolerance = *tolerance;
    if (inertia_tolerance) result.inertia_tolerance = *inertia_tolerance;
    // Whoever asks for a certain K-Means gets it, also for gray pictures.
    if (seeding || search || empty || max_iterations || tolerance || inertia_tolerance)
        result.solve_lines = 0;
    result.space = quant_space_of_name(space.c_str());
    if (palette) {
        given = read_given_palette(*palette, decoder);
        result.palette = given.data();
        result.palette_size = given.size();
    } else if (!keep_colors.empty()) {
        for (const std::string &color : keep_colors) given.push_back(parse_color(color));
        if (given.size() > colors)
            throw UsageError("--keep-color is given " + std::to_string(given.size()) +
                             " times, but -k is " + std::to_string(colors));
        result.keep = given.data();
        result.keep_size = given.size();
    }
    CLI::detail::lexical_cast(protect, result.protect);
    if (result.protect > 0) check_weighing(result);
    result.target_psnr = target_psnr;
    result.seed = seed;
    result.threads = threads;
    result.dither = quant_dither_of_name(dither.c_str());
    check_dither(*this, result.dither);
    result.dither_space = quant_space_of_name(dither_space.c_str());
    result.dither_strength = dither_strength;
    result.serpentine = serpentine ? 1 : 0;
    if (bayer_size) result.bayer_size = *bayer_size;
    return result;
}

void check_weighing(const Options &options) {
    if (options.engine == QUANT_ENGINE_SEQUENTIAL || options.engine == QUANT_ENGINE_OPENMP)
        throw UsageError(
            std::string("--engine ") + quant_engine_name(options.engine) +
            " counts every pixel once, without --protect, --importance and --keep-alpha");
}

namespace {

// Adds options to the group "Quantization" in the help of a command.
class QuantizationGroup {
public:
    explicit QuantizationGroup(CLI::App &command) : command_(command) {}

    template <typename Target>
    CLI::Option *add(const std::string &flag, Target &target, const std::string &text,
                     const std::string &type_name) {
        return command_.add_option(flag, target, text)->type_name(type_name)->group(kName);
    }
    template <typename Target>
    CLI::Option *add_choice(const std::string &flag, Target &target, const std::string &text,
                            NameFunction name) {
        return add(flag, target, choices(text, name), "NAME")->check(in_list(names(name)));
    }
    void add_flag(const std::string &flag, bool &target, const std::string &text) {
        command_.add_flag(flag, target, text)->group(kName);
    }
    // The value is optional and so follows a =; otherwise an INPUT would be taken for it.
    CLI::Option *add_protect(std::string &target) {
        return command_
            .add_flag("--protect", target,
                      "Small areas count for more; how much: --protect=0 to 1, else 0.5")
            ->transform(in_range(0.0, 1.0))
            ->transform(CLI::Validator(
                [](std::string &given) {
                    if (given == "true") given = "0.5";  // CLI11's value of a flag without one
                    return std::string();
                },
                ""))
            ->type_name("S")  // says that it may have a value
            ->group(kName);
    }

private:
    static constexpr const char *kName = "Quantization";
    CLI::App &command_;
};

// An option that a preset decides has no default of its own.
void add_clustering_options(QuantizationGroup &group, QuantizeOptions &options) {
    group.add_choice("--seeding", options.seeding, "The first colors", quant_seeding_name);
    group.add_choice("--search", options.search, "Better colors before the iterations",
                     quant_search_name);
    group.add_choice("--empty", options.empty, "A color without pixels", quant_empty_name);
    group.add("--max-iterations", options.max_iterations, "0 to 1000000", "N")
        ->transform(in_range(0, 1'000'000));
    group
        .add("--tolerance", options.tolerance, "End when no color moves farther, in 8-bit units",
             "T")
        ->transform(in_range(0.0, 1000.0));
    group
        .add("--inertia-tolerance", options.inertia_tolerance,
             "End when the error falls by this part of it or less; 0 = off", "T")
        ->transform(in_range(0.0, 1.0));
}

void add_dither_options(QuantizationGroup &group, QuantizeOptions &options, QuantizeResult result) {
    if (result == QuantizeResult::pictures) {
        group
            .add_choice("--dither", options.dither,
                        "Mix colors; none for drawings and small files, auto for photographs",
                        quant_dither_name)
            ->capture_default_str();
    } else {
        group
            .add("--dither", options.dither,
                 "For pictures that will be dithered so; auto reads each three times more:\n"
                 "none, auto",
                 "NAME")
            ->check(in_list({"none", "auto"}))
            ->capture_default_str();
    }
    group
        .add_choice("--dither-space", options.dither_space,
                    "Where colors mix; auto = oklab if --dither auto, or as --space",
                    quant_space_name)
        ->capture_default_str();
    group
        .add("--dither-strength", options.dither_strength, "0 (none) to 1; less = less grain", "S")
        ->transform(in_range(0.0, 1.0))
        ->capture_default_str();
    if (result == QuantizeResult::palette) return;
    group.add_flag("--serpentine", options.serpentine,
                   "Rows go right and left in turn, which takes one thread");
    group
        .add("--bayer-size", options.bayer_size,
             "Side of the matrix of bayer; less = coarser: 2, 4, 8, 16", "N")
        ->check(in_list({"2", "4", "8", "16"}))
        ->default_str("8");
}

void add_given_color_options(CLI::App &command, QuantizationGroup &group, QuantizeOptions &options,
                             QuantizeResult result) {
    if (result == QuantizeResult::pictures) add_palette_option(command, options.palette);
    group
        .add("--keep-color", options.keep_colors,
             "The palette has this color, such as #f80 or orange; repeatable", "COLOR")
        ->check(color_text())
        ->allow_extra_args(false);
    group.add_protect(options.protect);
    group
        .add("--target-psnr", options.target_psnr,
             "The fewest colors, up to -k, that reach this PSNR; 0 = off", "DB")
        ->transform(in_range(0.0, 200.0));
}

}  // namespace

void add_quantize_options(CLI::App &command, QuantizeOptions &options, QuantizeResult result) {
    QuantizationGroup group(command);
    group.add("-k,--colors", options.colors, "The most colors, 1 to 256", "N")
        ->transform(in_range(1, QUANT_MAX_COLORS))
        ->capture_default_str();
    group.add_choice("--preset", options.preset, "Quality against time", quant_preset_name)
        ->capture_default_str();
    group
        .add_choice("--space", options.space,
                    "Where colors are compared; auto = oklab if --dither auto, or srgb",
                    quant_space_name)
        ->capture_default_str();
    add_dither_options(group, options, result);
    add_given_color_options(command, group, options, result);
    add_clustering_options(group, options);
    group.add_choice("--engine", options.engine, "Same result, other speed", quant_engine_name);
    group.add("--seed", options.seed, "For seedings that draw at random", "N")
        ->transform(in_range(std::uint64_t{0}, std::numeric_limits<std::uint64_t>::max()))
        ->capture_default_str();
    group.add("--threads", options.threads, "The most threads; 0 = all allowed", "N")
        ->transform(in_range(0, 1024))
        ->capture_default_str();
}

}  // namespace quant::cli

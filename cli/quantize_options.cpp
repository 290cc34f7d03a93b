// quantize_options.cpp: choices come from the library's own names, so that what it learns to do
// appears here by itself.
#include "quantize_options.h"

#include <limits>
#include <vector>

#include <CLI/CLI.hpp>

#include "command.h"
#include "io/failure.h"
#include "io/worker_client.h"
#include "numbers.h"
#include "palette/hex_color.h"
#include "palette/palette_file.h"
#include "palette_option.h"

namespace quant::cli {
namespace {

using NameFunction = const char *(*)(int);

std::vector<std::string> names(NameFunction name) {
    std::vector<std::string> list;
    for (int value = 0; name(value); ++value) list.emplace_back(name(value));
    return list;
}

template <typename Enumeration>
Enumeration value_of(NameFunction name, const std::string &text) {
    int value = 0;
    while (name(value) && text != name(value)) ++value;
    return static_cast<Enumeration>(value);
}

CLI::Validator one_of(NameFunction name) {
    const auto list = names(name);
    return CLI::Validator(
        [list](const std::string &given) {
            if (std::find(list.begin(), list.end(), given) != list.end()) return std::string();
            return "'" + given + "' is not one of " + CLI::detail::join(list, ", ");
        },
        "");
}

std::string choices(const std::string &text, NameFunction name) {
    return text + ": " + CLI::detail::join(names(name), ", ");
}

// Its name in messages is its own, not that of a picture.
std::vector<Color> read_given_palette(const std::string &name, Decoder &decoder) {
    try {
        return read_palette(name, decoder).colors;
    } catch (const Failure &failure) {
        throw FailureOf(name, failure.what());
    }
}

CLI::Validator hex_color_text() {
    return CLI::Validator(
        [](const std::string &given) {
            if (parse_hex_color(given)) return std::string();
            return "'" + given + "' is not a color such as '#ff8000'";
        },
        "");
}

// The value is optional, and so comes after a =; else an INPUT would be taken for it.
CLI::Option *add_protect_option(CLI::App &command, std::string &protect) {
    return command
        .add_flag("--protect", protect,
                  "Small areas count for more; how much: --protect=0 to 1, else 0.5")
        ->transform(in_range(0.0, 1.0))
        ->transform(CLI::Validator(
            [](std::string &given) {
                if (given == "true") given = "0.5";  // CLI11's word for a flag without a value
                return std::string();
            },
            ""));
}

void add_dither_options(CLI::App &command, QuantizeOptions &options, const std::string &group) {
    command.add_option("--dither", options.dither, choices("Mix colors", quant_dither_name))
        ->check(one_of(quant_dither_name))
        ->type_name("NAME")
        ->capture_default_str()
        ->group(group);
    command.add_option("--dither-strength", options.dither_strength, "0 (none) to 1")
        ->transform(in_range(0.0, 1.0))
        ->type_name("S")
        ->capture_default_str()
        ->group(group);
}

}  // namespace

Options QuantizeOptions::resolve(std::vector<Color> &given, Decoder &decoder) const {
    Options result(value_of<quant_preset>(quant_preset_name, preset));
    result.colors = colors;
    if (engine) result.engine = value_of<quant_engine>(quant_engine_name, *engine);
    if (seeding) result.seeding = value_of<quant_seeding>(quant_seeding_name, *seeding);
    if (search) result.search = value_of<quant_search>(quant_search_name, *search);
    if (empty) result.empty = value_of<quant_empty>(quant_empty_name, *empty);
    if (max_iterations) result.max_iterations = *max_iterations;
    if (tolerance) result.tolerance = *tolerance;
    if (inertia_tolerance) result.inertia_tolerance = *inertia_tolerance;
    result.space = value_of<quant_space>(quant_space_name, space);
    if (palette) {
        given = read_given_palette(*palette, decoder);
        result.palette = given.data();
        result.palette_size = given.size();
    } else if (!keep_colors.empty()) {
        for (const std::string &color : keep_colors) given.push_back(*parse_hex_color(color));
        if (given.size() > colors)
            throw UsageError("--keep-color is given " + std::to_string(given.size()) +
                             " times, but -k is " + std::to_string(colors));
        result.keep = given.data();
        result.keep_size = given.size();
    }
    CLI::detail::lexical_cast(protect, result.protect);
    if (result.protect > 0) check_weighing(result);
    result.seed = seed;
    result.threads = threads;
    result.dither = value_of<quant_dither>(quant_dither_name, dither);
    result.dither_strength = dither_strength;
    return result;
}

void check_weighing(const Options &options) {
    if (options.engine == QUANT_ENGINE_SEQUENTIAL || options.engine == QUANT_ENGINE_OPENMP)
        throw UsageError(std::string("--engine ") + quant_engine_name(options.engine) +
                         " counts every pixel once, without --protect and --importance");
}

void add_quantize_options(CLI::App &command, QuantizeOptions &options, QuantizeResult result) {
    const std::string group = "Quantization";
    command.add_option("-k,--colors", options.colors, "The most colors, 1 to 256")
        ->transform(in_range(1, QUANT_MAX_COLORS))
        ->type_name("N")
        ->capture_default_str()
        ->group(group);
    command
        .add_option("--preset", options.preset, choices("Quality against time", quant_preset_name))
        ->check(one_of(quant_preset_name))
        ->type_name("NAME")
        ->capture_default_str()
        ->group(group);
    const auto choice = [&](const char *flag, std::optional<std::string> &target, const char *text,
                            NameFunction name) {
        command.add_option(flag, target, choices(text, name))
            ->check(one_of(name))
            ->type_name("NAME")
            ->group(group);
    };
    choice("--engine", options.engine, "Same result, other speed", quant_engine_name);
    choice("--seeding", options.seeding, "The first colors", quant_seeding_name);
    choice("--search", options.search, "Better colors before the iterations", quant_search_name);
    choice("--empty", options.empty, "A color without pixels", quant_empty_name);
    if (result == QuantizeResult::pictures) add_dither_options(command, options, group);
    command.add_option("--max-iterations", options.max_iterations, "0 to 1000000")
        ->transform(in_range(0, 1'000'000))
        ->type_name("N")
        ->group(group);
    command
        .add_option("--tolerance", options.tolerance,
                    "End when no color moves farther, in 8-bit units")
        ->transform(in_range(0.0, 1000.0))
        ->type_name("T")
        ->group(group);
    command
        .add_option("--inertia-tolerance", options.inertia_tolerance,
                    "End when the error falls by this part of it or less; 0 = off")
        ->transform(in_range(0.0, 1.0))
        ->type_name("T")
        ->group(group);
    command
        .add_option("--space", options.space,
                    choices("Where colors are compared", quant_space_name))
        ->check(one_of(quant_space_name))
        ->type_name("NAME")
        ->capture_default_str()
        ->group(group);
    auto *palette =
        result == QuantizeResult::pictures ? add_palette_option(command, options.palette) : nullptr;
    auto *keep = command
                     .add_option("--keep-color", options.keep_colors,
                                 "The palette has this color in any case; repeatable")
                     ->check(hex_color_text())
                     ->allow_extra_args(false)
                     ->type_name("RRGGBB")
                     ->group(group);
    auto *protect = add_protect_option(command, options.protect)->group(group);
    for (auto *option : {keep, protect})
        if (palette) option->excludes(palette);
    command.add_option("--seed", options.seed, "For seedings that draw at random")
        ->transform(in_range(std::uint64_t{0}, std::numeric_limits<std::uint64_t>::max()))
        ->type_name("N")
        ->capture_default_str()
        ->group(group);
    command.add_option("--threads", options.threads, "The most threads; 0 = all allowed")
        ->transform(in_range(0, 1024))
        ->type_name("N")
        ->capture_default_str()
        ->group(group);
}

}  // namespace quant::cli

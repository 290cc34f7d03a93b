// Options shared by the commands that quantize.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <quant/quant.hpp>

namespace CLI {
class App;
}

namespace quant::cli {

class Decoder;

// Options as they are given. The preset decides the absent ones, whatever the order on the command
// line.
struct QuantizeOptions {
    unsigned colors = QUANT_MAX_COLORS;
    std::string preset = "balanced";
    std::optional<std::string> engine;
    std::optional<std::string> seeding;
    std::optional<std::string> search;
    std::optional<std::string> empty;
    std::optional<unsigned> max_iterations;
    std::optional<double> tolerance;
    std::optional<double> inertia_tolerance;
    std::string space = "auto";
    std::optional<std::string> palette;    // name of a file
    std::vector<std::string> keep_colors;  // for parse_color()
    std::string protect = "0";  // a number as text, because the option is a flag with a value
    double target_psnr = 0;
    std::uint64_t seed = 0;
    unsigned threads = 0;
    std::string dither = "none";
    std::string dither_space = "auto";
    double dither_strength = 1;
    bool serpentine = false;
    std::optional<unsigned> bayer_size;

    // Returns the library's options. `given` owns the colors that they point to.
    Options resolve(std::vector<Color> &given, Decoder &decoder) const;
};

// Throws UsageError if the engine counts every pixel once.
void check_weighing(const Options &options);

// What a command makes of the colors. Only a command that makes pictures has --palette and all
// dithers; a palette can be made for --dither auto.
enum class QuantizeResult { pictures, palette };

void add_quantize_options(CLI::App &command, QuantizeOptions &options,
                          QuantizeResult result = QuantizeResult::pictures);

}  // namespace quant::cli

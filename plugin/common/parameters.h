// The parameters that a user chooses in an editor. They are the same in every host, and their
// values have the names that the command line uses.
#pragma once

#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include <quant/quant.hpp>

namespace quant::plugin {

// An error that a host shows to the user: one line, in the user's language unless it comes from
// libquant, whose messages are in English.
struct Failure : std::runtime_error {
    using std::runtime_error::runtime_error;
};

enum class Mode {
    in_place,  // the drawable gets fewer colors, and the image keeps its mode
    indexed,   // the whole image becomes indexed
    palette    // the image stays as it is; the editor gets a new palette
};
// Returns "in-place", "indexed" or "palette", or a null pointer if the value is not a mode.
const char *mode_name(int mode);

// The largest target that editors offer; rounding to 16 bits alone costs more.
inline constexpr double kMostPsnr = 100;

struct Parameters {
    Mode mode = Mode::in_place;
    unsigned colors = 16;
    int preset = QUANT_PRESET_BALANCED;
    int space = QUANT_SPACE_AUTO;
    int dither = QUANT_DITHER_NONE;
    double dither_strength = 1;
    std::uint64_t seed = 0;
    bool shares_palette = true;  // several layers in place: one palette for all, or one each
    double protect = 0;          // this and the following are options of the library
    double target_psnr = 0;
    int dither_space = QUANT_SPACE_AUTO;
    bool serpentine = false;
    unsigned bayer_size = 8;
    std::string importance;      // what says how much each pixel counts: a name of the host, or ""
    std::vector<Color> keep;     // colors that the palette always contains
    std::vector<Color> palette;  // if not empty, used as the palette; no colors are chosen
};

// Convert between the side of a Bayer matrix, 2 to 16, and its place in a list of the four sides.
// The place is that of the largest side that is not above `size`.
unsigned bayer_size(int place);
int place_of_bayer_size(unsigned size);

// Returns whether serpentine rows make a difference to a quant_dither.
bool is_error_diffusion(int dither);

bool same_color(const Color &a, const Color &b);
bool contains(std::span<const Color> colors, const Color &color);
// Returns whether these are the same colors in the same order.
bool same_colors(std::span<const Color> a, std::span<const Color> b);

// Returns the value of a mode's name, or -1 if no mode has it.
int mode_of_name(const char *name);

// Returns the value that has the name `text`, by mode_of_name() or one of the library's functions;
// `name` is the reverse of `of_name`. Throws Failure, with the name of the argument and all names
// that there are, if there is none.
int value_of(int (*of_name)(const char *), const char *(*name)(int), const std::string &text,
             const char *argument);

// Returns options for quantize(). They point to the colors in `parameters`, which must outlive
// them. Throws Failure if the palette is too large, or if more colors are to be kept than are
// allowed.
Options options_of(const Parameters &parameters);

}  // namespace quant::plugin

// What a person chooses in an editor: the same in every host, by the names of the command line.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <quant/quant.hpp>

namespace quant::plugin {

// What a host tells the person, in one line, in the person's language.
struct Failure : std::runtime_error {
    using std::runtime_error::runtime_error;
};

enum class Mode {
    in_place,  // the drawable has fewer colors, and its mode as before
    indexed,   // the whole image becomes indexed
    palette    // the image stays; the editor has a palette more
};
// "in-place", "indexed", "palette"; a null pointer past the last.
const char *mode_name(int mode);

struct Parameters {
    Mode mode = Mode::in_place;
    unsigned colors = 16;
    int preset = QUANT_PRESET_BALANCED;
    int space = QUANT_SPACE_SRGB;
    int dither = QUANT_DITHER_NONE;
    double dither_strength = 1;
    std::uint64_t seed = 0;
    std::vector<Color> keep;     // the palette has these in any case
    std::vector<Color> palette;  // not empty: the palette, so that none is chosen
};

// The value that one of the library's or our name functions gives this name. Throws Failure.
int value_of(const char *(*name)(int), std::string_view text, const char *argument);

// For quantize(). Refers to the colors of the parameters, which must outlive it. Throws Failure.
Options options_of(const Parameters &parameters);

}  // namespace quant::plugin

// The result of `quant palette`, as a line for people and as JSON for programs.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <quant/quant.hpp>

#include "io/picture_info.h"

namespace quant::cli {

struct PaletteInput {
    std::string name;
    std::string error = {};  // empty if the colors were counted
    std::optional<std::uint64_t> width = {};
    std::optional<std::uint64_t> height = {};
    std::optional<std::uint64_t> bytes = {};
    bool is_stream = false;                // which can be read only once
    std::optional<PictureInfo> info = {};  // once the picture is decoded
    std::vector<std::string> notes = {};   // about the picture
};

struct PaletteResult {
    std::vector<PaletteInput> inputs;
    std::string output;  // empty if the palette was not written to a file
    std::string error;   // empty if there is a palette
    std::optional<Stats> stats;
    bool is_fitted = false;             // to dithered pictures
    std::vector<Color> colors;          // in the order in which they are written
    std::vector<std::uint64_t> counts;  // number of pixels of each color
    double seconds_decode = 0;
    double seconds_cluster = 0;
    double seconds_total = 0;
};

// Returns a line such as "17 colors of 3 images, PSNR 38.21 dB, 0.120 s".
std::string summarize(const PaletteResult &result);
std::string to_json(const PaletteResult &result);

}  // namespace quant::cli

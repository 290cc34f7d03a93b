// Runs `quant palette`: makes one palette for many pictures from the colors of all of them.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <quant/quant.hpp>

#include "base/terminal.h"
#include "inputs/input_list.h"
#include "io/decoder.h"
#include "palette/palette_file.h"
#include "palette/print.h"

namespace quant::cli {

struct PaletteTarget {
    std::string path;  // "-" = standard output
    PaletteFormat format;
};

struct PaletteRunOptions {
    InputList inputs;
    std::optional<PaletteTarget> target;  // if there is none, the palette is only in the JSON
    bool force = false;                   // overwrites an existing file
    bool keep_going = false;              // leaves out inputs that cannot be read
    bool quiet = false;
    std::uint32_t frame = 0;  // from 1; 0 if the user did not choose one
};

class PaletteRun {
public:
    // The object refers to the run's options and to the decoder.
    PaletteRun(const PaletteRunOptions &options, const Options &settings, Decoder &decoder);

    // Reports at once an input that cannot be read, and goes on with the others. Throws any other
    // failure; result() then has what was done before.
    void run();

    PaletteResult &result() { return result_; }

private:
    void check_target() const;
    void add(const std::string &name);
    void note_profile(std::span<const std::byte> profile);
    void use_profile();
    void finish(PaletteInput input);
    void choose();
    bool wants_fit(const Stats &stats) const;
    void fit_to_inputs(Quantized &chosen);
    std::optional<std::vector<Color>> fitted(const Quantized &chosen);
    bool add_to_fit(Fit &fit, PaletteInput &input);
    Quantized quantized(const Options &settings);
    void write();

    const PaletteRunOptions &options_;
    Options settings_;
    Decoder &decoder_;
    ProgressLine progress_;
    Histogram histogram_;
    std::optional<std::vector<std::byte>> profile_;  // of the first input; empty for sRGB
    bool profiles_differ_ = false;
    PaletteResult result_;
};

}  // namespace quant::cli

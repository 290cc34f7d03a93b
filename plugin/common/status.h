// What a person decides by: the figures that a dialog shows for a result, and their texts.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>

#include "common/color_count.h"
#include "common/reduction.h"

namespace quant::plugin {

// Counts colors only once for all results of the same layers.
struct KnownColors {
    std::optional<ColorCount> all;    // of all layers together
    std::optional<ColorCount> shown;  // of the layer that is shown
};

struct Figures {
    std::size_t colors = 0;              // of the palette of the layer that is shown
    ColorCount colors_before;            // of all layers that this palette is for
    std::optional<double> psnr;          // no value if there is no error at all
    std::optional<double> distant_psnr;  // of distant_mse(); no value if it found no error
};

// Measures a result of the layers, one of which is shown. Throws Canceled and std::bad_alloc.
Figures figures_of(std::span<const Layer> layers, const Reduction &reduction, std::size_t shown,
                   KnownColors &known, const Progressing &progressing);

// Returns a line that names the figures.
std::string status_text(const Figures &figures);

// Returns a line for each thing that the result cannot have of the layers; each begins with '\n'.
std::string warnings_text(std::span<const Layer> layers);

}  // namespace quant::plugin

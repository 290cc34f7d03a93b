// What the plug-ins do to an image, in GIMP 2.10 and GIMP 3: compiled for each with its host.h.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/reduction.h"
#include "gimp/host.h"

namespace quant::plugin {

// What batch scripts get back.
struct Outcome {
    unsigned colors = 0;
    std::string palette;         // hex_colors() of it
    std::optional<double> psnr;  // nothing where there is no error at all
    std::string palette_name;    // of the palette that GIMP has now, if that was asked for
};

// The pixels that a mode is about, and whose they are: the drawable's where it is selected, or all
// layers'.
struct Source {
    std::vector<DrawableRef> drawables;
    std::vector<Layer> layers;
};

// Throws Failure with the reason where the mode cannot be applied, and std::bad_alloc.
Source read_source(ImageRef image, DrawableRef drawable, Mode mode);

// Throws Failure with the reason where these parameters cannot be applied.
void check_applicable(const Source &source, const Parameters &parameters);

// Applies the parameters, as one step to undo. Throws Failure, Canceled and std::bad_alloc: then
// the image is as before, unless GIMP itself failed half-way to an indexed one, which is undone as
// one step too.
Outcome apply(ImageRef image, DrawableRef drawable, const Parameters &parameters,
              const Progressing &progressing);

}  // namespace quant::plugin

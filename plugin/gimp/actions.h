// Applies the parameters to an image, in GIMP 2.10 and GIMP 3. Compiled for each of the two with
// its own host_types.h.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/reduction.h"
#include "gimp/host.h"

namespace quant::plugin {

// The values that a batch script gets back.
struct Outcome {
    unsigned colors = 0;         // of the largest palette
    std::string palette;         // as hex_colors() writes it; palettes of layers with " / " between
    std::optional<double> psnr;  // no value if there is no error at all
    std::string palette_name;    // of GIMP's new palette in Mode::palette, otherwise empty
};

// The pixels that a mode needs, with the drawables that they belong to: the selected pixels of the
// chosen drawables, or all layers in Mode::indexed. In Mode::in_place, a layer group stands for its
// layers.
struct Source {
    Drawables drawables;
    std::vector<Layer> layers;
    std::vector<Color> colormap;  // of an indexed image in Mode::indexed, otherwise empty
};

// The importance of the parameters is the name of a channel, or one of these two: "" if all pixels
// count alike, or that of the selection.
inline constexpr const char *kSelectionImportance = "selection";
// Returns all names that the image has. A channel with the name of the selection is not among them.
std::vector<std::string> importance_names(ImageRef image);

// What of the parameters decides which pixels are read.
struct Wanted {
    Mode mode;
    std::string importance;
    bool operator==(const Wanted &) const = default;
};
inline Wanted wanted_by(const Parameters &parameters) {
    return {parameters.mode, parameters.palette.empty() ? parameters.importance : ""};
}

// Reads the pixels that the mode needs. Throws Failure with the reason if the mode cannot be
// applied or if there is no channel with the name, and std::bad_alloc.
Source read_source(ImageRef image, const Drawables &chosen, const Wanted &wanted);

// Returns whether the chosen drawables stand for several layers in Mode::in_place.
bool are_several(const Drawables &chosen);

// Returns the drawable whose numbers the colors of the parameters have. Throws Failure if the mode
// needs a drawable and none is chosen.
DrawableRef drawable_of_colors(ImageRef image, const Drawables &chosen, Mode mode);

// Throws Failure with the reason if the parameters cannot be applied to the source.
void check_applicable(const Source &source, const Parameters &parameters);

// Reduces the colors of the source; an image that is indexed keeps its colormap if it has few
// enough colors. Throws as reduce() of its layers.
Reduction reduce(const Source &source, const Parameters &parameters,
                 const Progressing &progressing);

// A result that a preview shows.
struct Prepared {
    Parameters parameters;
    std::shared_ptr<const Source> source;
    Reduction reduction;
};

// Applies the parameters as one undo step. Uses the prepared result, which must be that of the same
// parameters, unless the pixels have changed since. Throws Failure, Canceled and std::bad_alloc.
// After an exception the image is as before, unless GIMP itself failed in the middle of a
// conversion to indexed; the part that was done is then one undo step too.
Outcome apply(ImageRef image, const Drawables &chosen, const Parameters &parameters,
              const Progressing &progressing, std::optional<Prepared> prepared = std::nullopt);

}  // namespace quant::plugin

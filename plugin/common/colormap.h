// Keeps the colors of an image that is indexed already, if they are few enough.
#pragma once

#include <span>

#include "common/reduction.h"

namespace quant::plugin {

// Returns the parameters with the colormap as the palette to use, if they ask for an indexed image
// whose colors are to be chosen and the colors of the layers are few enough. Kept colors that the
// colormap lacks come after it. Entries that no pixel has stay if there is room for all of them. In
// any other case the result is `parameters`. Transparency counts as a color if a pixel has it. The
// layers have 8 bits a channel and the colors of the colormap.
Parameters keep_colormap(std::span<const Color> colormap, std::span<const Layer> layers,
                         const Parameters &parameters);

}  // namespace quant::plugin

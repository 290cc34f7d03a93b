// The dialog of GIMP 2.10.
#pragma once

#include <optional>

#include "gimp/actions.h"
#include "gimp/settings.h"

namespace quant::plugin {

struct Chosen {
    Settings settings;
    std::optional<Prepared> result;  // if the preview has it
};

// Runs the dialog. Returns nothing if the user does not press OK.
std::optional<Chosen> run_dialog(ImageRef image, DrawableRef drawable, SavedSettings &saved);

}  // namespace quant::plugin

// The dialog of GIMP 2.10.
#pragma once

#include <optional>

#include "gimp/host.h"
#include "gimp/settings.h"

namespace quant::plugin {

// Runs the dialog. Returns the chosen settings, or nothing if the user does not press OK.
std::optional<Settings> run_dialog(ImageRef image, DrawableRef drawable, SavedSettings &saved);

}  // namespace quant::plugin

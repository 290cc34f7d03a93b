// The dialog of GIMP 2.10.
#ifndef QUANT_PLUGIN_GIMP2_DIALOG_H
#define QUANT_PLUGIN_GIMP2_DIALOG_H

#include <optional>

#include "host.h"
#include "settings.h"

namespace quant::plugin {

// Nothing if the person does not press OK.
std::optional<Settings> run_dialog(ImageRef image, DrawableRef drawable, SavedSettings &saved);

}  // namespace quant::plugin
#endif

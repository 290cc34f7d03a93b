// The dialog of the plug-in of GIMP 3. GIMP makes its controls from the procedure's arguments.
#pragma once

#include <optional>

#include "gimp/actions.h"

namespace quant::plugin {

// Runs the dialog and changes the arguments to what the user chooses. Returns false if the user
// does not press OK. `prepared` gets the result if the preview has it.
bool run_dialog(GimpProcedure *procedure, GimpProcedureConfig *config, ImageRef image,
                const Drawables &chosen, std::optional<Prepared> &prepared);

}  // namespace quant::plugin

// The dialog of the plug-in of GIMP 3. GIMP makes its controls from the procedure's arguments.
#pragma once

#include "common/parameters.h"
#include "gimp/host.h"

namespace quant::plugin {

// Returns the parameters of a call, with the current colors of the foreground, the background and
// the palette if the arguments ask for them, as the chosen drawables need them. Throws Failure if
// the palette is missing or empty.
Parameters parameters_of(GimpProcedureConfig *config, ImageRef image, const Drawables &chosen);

// Runs the dialog and changes the arguments to what the user chooses. Returns false if the user
// does not press OK.
bool run_dialog(GimpProcedure *procedure, GimpProcedureConfig *config, ImageRef image,
                const Drawables &chosen);

}  // namespace quant::plugin

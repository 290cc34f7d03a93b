// The dialog of GIMP 3, which makes the controls out of the procedure's arguments.
#pragma once

#include "common/parameters.h"
#include "gimp/host.h"

namespace quant::plugin {

// What the arguments of a call say, with the colors that they name. Throws Failure.
Parameters parameters_of(GimpProcedureConfig *config, DrawableRef drawable);

// Changes the arguments as the person chooses. False if the person does not press OK.
bool run_dialog(GimpProcedure *procedure, GimpProcedureConfig *config, ImageRef image,
                DrawableRef drawable);

}  // namespace quant::plugin

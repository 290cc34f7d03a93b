// The arguments of the procedure of GIMP 3, which are also the settings that its dialog shows.
#pragma once

#include <libgimp/gimp.h>

#include "gimp/settings.h"

namespace quant::plugin {

void add_arguments(GimpProcedure *procedure);

Settings settings_of(GimpProcedureConfig *config);
// Changes all arguments. Whoever watches them hears of it once they have all changed.
void set_arguments(GimpProcedureConfig *config, const Settings &settings);

}  // namespace quant::plugin

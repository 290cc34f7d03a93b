// Labels of the modes and of the library's enumerations, for the controls of a dialog.
#pragma once

namespace quant::plugin {

// Each function returns a label in the user's language, or a null pointer if the value is not one
// of the enumeration.
const char *mode_label(int mode);
const char *preset_label(int preset);
const char *space_label(int space);
const char *dither_label(int dither);

}  // namespace quant::plugin

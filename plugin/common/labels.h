// Labels of the modes and of the library's enumerations, and explanations, for the controls of a
// dialog.
#pragma once

namespace quant::plugin {

// Each function returns a label in the user's language, or a null pointer if the value is not one
// of the enumeration.
const char *mode_label(int mode);
const char *preset_label(int preset);
const char *space_label(int space);
const char *dither_label(int dither);
// For the places 0, 1, 2 and 3 of the sides 2, 4, 8 and 16.
const char *bayer_label(int place);

// Return explanations of parameters, in the user's language.
const char *protect_help();
const char *target_help();
const char *serpentine_help();

}  // namespace quant::plugin

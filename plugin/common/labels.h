// What the values of the library's enumerations are called where a person chooses among them.
#pragma once

namespace quant::plugin {

// In the person's language; a null pointer past the last value.
const char *mode_label(int mode);
const char *preset_label(int preset);
const char *space_label(int space);
const char *dither_label(int dither);

}  // namespace quant::plugin

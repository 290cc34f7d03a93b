// The color that is drawn over what is out of date.
#pragma once

#include <gtk/gtk.h>

namespace quant::plugin {

inline void set_dimming(cairo_t *cairo) { cairo_set_source_rgba(cairo, 0.5, 0.5, 0.5, 0.6); }

}  // namespace quant::plugin

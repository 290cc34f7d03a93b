// An expander whose content stands in another place of the dialog: below it, there would not be
// enough room on a small screen.
#pragma once

#include <gtk/gtk.h>

namespace quant::plugin {

// Returns an expander that shows and hides the content, which is hidden at first, and makes the
// window wider and narrower by as much.
GtkWidget *side_expander(const char *label, GtkWidget *content);

}  // namespace quant::plugin

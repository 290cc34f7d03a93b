// What the button Help of the dialogs shows, without a network or a manual: for GTK 2 and GTK 3.
#pragma once

#include <gtk/gtk.h>

namespace quant::plugin {

// A GimpHelpFunc: opens a window over the dialog, and returns.
void show_help(const char *help_id, gpointer dialog);

}  // namespace quant::plugin

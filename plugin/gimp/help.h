// The window that the Help button of the dialogs opens, for GTK 2 and GTK 3. It needs neither a
// network nor a manual.
#pragma once

#include <gtk/gtk.h>

namespace quant::plugin {

// Opens the help window over the dialog and returns without waiting. The function is a
// GimpHelpFunc.
void show_help(const char *help_id, gpointer dialog);

}  // namespace quant::plugin

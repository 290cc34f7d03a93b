// A message over a dialog.
#pragma once

#include <gtk/gtk.h>

namespace quant::plugin {

// Shows the message until the user closes it.
inline void show_error(GtkWindow *window, const char *message) {
    GtkWidget *dialog = gtk_message_dialog_new(window, GTK_DIALOG_MODAL, GTK_MESSAGE_ERROR,
                                               GTK_BUTTONS_CLOSE, "%s", message);
    gtk_dialog_run(GTK_DIALOG(dialog));
    gtk_widget_destroy(dialog);
}

}  // namespace quant::plugin

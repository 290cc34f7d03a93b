// Vertical and horizontal boxes, which GTK 2 and GTK 3 create in different ways.
#pragma once

#include <gtk/gtk.h>

namespace quant::plugin {

#if GTK_CHECK_VERSION(3, 0, 0)
inline GtkWidget *column(int spacing) { return gtk_box_new(GTK_ORIENTATION_VERTICAL, spacing); }
inline GtkWidget *row(int spacing) { return gtk_box_new(GTK_ORIENTATION_HORIZONTAL, spacing); }
#else
inline GtkWidget *column(int spacing) { return gtk_vbox_new(FALSE, spacing); }
inline GtkWidget *row(int spacing) { return gtk_hbox_new(FALSE, spacing); }
#endif

}  // namespace quant::plugin

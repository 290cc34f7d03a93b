// Boxes and the alignment of labels, for which GTK 2 and GTK 3 have different functions.
#pragma once

#include <gtk/gtk.h>

namespace quant::plugin {

#if GTK_CHECK_VERSION(3, 0, 0)
inline GtkWidget *column(int spacing) { return gtk_box_new(GTK_ORIENTATION_VERTICAL, spacing); }
inline GtkWidget *row(int spacing) { return gtk_box_new(GTK_ORIENTATION_HORIZONTAL, spacing); }
inline void align_left(GtkWidget *label) { gtk_label_set_xalign(GTK_LABEL(label), 0); }
#else
inline GtkWidget *column(int spacing) { return gtk_vbox_new(FALSE, spacing); }
inline GtkWidget *row(int spacing) { return gtk_hbox_new(FALSE, spacing); }
inline void align_left(GtkWidget *label) { gtk_misc_set_alignment(GTK_MISC(label), 0, 0.5); }
#endif

}  // namespace quant::plugin

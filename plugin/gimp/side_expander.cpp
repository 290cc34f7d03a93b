// GTK makes a window wider by itself where its content needs that, but not narrower.
#include "gimp/side_expander.h"

#include <algorithm>

namespace quant::plugin {
namespace {

void on_expanded(GObject *expander, GParamSpec *, gpointer data) {
    auto *const content = static_cast<GtkWidget *>(data);
    if (gtk_expander_get_expanded(GTK_EXPANDER(expander))) {
        gtk_widget_show(content);
        return;
    }
    GtkAllocation place;
    gtk_widget_get_allocation(content, &place);
    auto *const window = GTK_WINDOW(gtk_widget_get_toplevel(content));
    int width = 0;
    int height = 0;
    gtk_window_get_size(window, &width, &height);
    gtk_widget_hide(content);
    gtk_window_resize(window, std::max(1, width - place.width), height);
}

}  // namespace

GtkWidget *side_expander(const char *label, GtkWidget *content) {
    GtkWidget *expander = gtk_expander_new_with_mnemonic(label);
    gtk_widget_show_all(content);
    gtk_widget_hide(content);
    gtk_widget_set_no_show_all(content, TRUE);  // the dialog shows all of its widgets
    g_signal_connect(expander, "notify::expanded", G_CALLBACK(on_expanded), content);
    return expander;
}

}  // namespace quant::plugin

// A combo box with an entry: the list chooses, and the entry has the name to save or delete.
#include "gimp/presets.h"

#include <algorithm>
#include <exception>
#include <utility>
#include <vector>

#include "common/text.h"
#include "gimp/boxes.h"
#include "gimp/show_error.h"

namespace quant::plugin {
namespace {

GtkWidget *button(const char *icon, const char *tip) {
    GtkWidget *widget = gtk_button_new();
    gtk_container_add(GTK_CONTAINER(widget),
                      gtk_image_new_from_icon_name(icon, GTK_ICON_SIZE_MENU));
    gtk_widget_set_tooltip_text(widget, tip);
    return widget;
}

}  // namespace

Presets::Presets(SavedSettings &saved, const char *label, GtkWindow *window,
                 std::function<Settings()> get, std::function<void(const Settings &)> set)
    : saved_(saved),
      window_(window),
      get_(std::move(get)),
      set_(std::move(set)),
      box_(row(6)),
      label_(gtk_label_new_with_mnemonic(label)),
      combo_(gtk_combo_box_text_new_with_entry()) {
    GtkWidget *save_button = button("document-save", _("Save these settings under this name"));
    GtkWidget *remove_button = button("edit-delete", _("Delete the settings with this name"));
    align_left(label_);
    gtk_label_set_mnemonic_widget(GTK_LABEL(label_), combo_);
    // The column has the width of the controls below, and the list all of it that is left.
    gtk_entry_set_width_chars(GTK_ENTRY(gtk_bin_get_child(GTK_BIN(combo_))), 8);
    gtk_box_pack_start(GTK_BOX(box_), label_, FALSE, FALSE, 0);
    gtk_box_pack_start(GTK_BOX(box_), combo_, TRUE, TRUE, 0);
    gtk_box_pack_start(GTK_BOX(box_), save_button, FALSE, FALSE, 0);
    gtk_box_pack_start(GTK_BOX(box_), remove_button, FALSE, FALSE, 0);
    const auto connect = [this](GtkWidget *widget, const char *signal, void (*call)(Presets &)) {
        g_object_set_data(G_OBJECT(widget), "call", reinterpret_cast<gpointer>(call));
        g_signal_connect(widget, signal, G_CALLBACK(+[](GtkWidget *sender, gpointer presets) {
                             reinterpret_cast<void (*)(Presets &)>(g_object_get_data(
                                 G_OBJECT(sender), "call"))(*static_cast<Presets *>(presets));
                         }),
                         this);
    };
    connect(combo_, "changed", [](Presets &presets) { presets.choose(); });
    connect(save_button, "clicked", [](Presets &presets) { presets.save(); });
    connect(remove_button, "clicked", [](Presets &presets) { presets.remove(); });
    fill();
    gtk_widget_show_all(box_);
}

void Presets::fill() {
    is_busy_ = true;
    for (; entries_ > 0; --entries_) gtk_combo_box_text_remove(GTK_COMBO_BOX_TEXT(combo_), 0);
    for (const std::string &name : saved_.names()) {
        gtk_combo_box_text_append_text(GTK_COMBO_BOX_TEXT(combo_), name.c_str());
        ++entries_;
    }
    is_busy_ = false;
}

std::string Presets::name() const {
    return gtk_entry_get_text(GTK_ENTRY(gtk_bin_get_child(GTK_BIN(combo_))));
}

bool Presets::may_replace(const std::string &name) const {
    const std::vector<std::string> names = saved_.names();
    if (std::find(names.begin(), names.end(), name) == names.end()) return true;
    GtkWidget *question = gtk_message_dialog_new(
        window_, GTK_DIALOG_MODAL, GTK_MESSAGE_QUESTION, GTK_BUTTONS_NONE, "%s",
        format_text(_("Replace the settings with the name '%1'?"), {name}).c_str());
    gtk_dialog_add_buttons(GTK_DIALOG(question), _("_Cancel"), GTK_RESPONSE_CANCEL, _("_Replace"),
                           GTK_RESPONSE_OK, nullptr);
    gtk_dialog_set_default_response(GTK_DIALOG(question), GTK_RESPONSE_CANCEL);
    const int response = gtk_dialog_run(GTK_DIALOG(question));
    gtk_widget_destroy(question);
    return response == GTK_RESPONSE_OK;
}

void Presets::choose() {
    if (is_busy_ || gtk_combo_box_get_active(GTK_COMBO_BOX(combo_)) < 0) return;
    is_busy_ = true;
    set_(saved_.named(name()));
    is_busy_ = false;
}

// The list signals a choice only if it is another one than before. The entry keeps the name.
void Presets::forget_choice() {
    if (!is_busy_) gtk_combo_box_set_active(GTK_COMBO_BOX(combo_), -1);
}

void Presets::save() {
    try {
        const std::string valid = SavedSettings::valid_name(name());
        if (!may_replace(valid)) return;
        saved_.set_named(valid, get_());
        fill();
    } catch (const std::exception &failure) {
        show_error(window_, failure.what());
    }
}

void Presets::remove() {
    try {
        saved_.remove(name());
        fill();
        gtk_entry_set_text(GTK_ENTRY(gtk_bin_get_child(GTK_BIN(combo_))), "");
    } catch (const std::exception &failure) {
        show_error(window_, failure.what());
    }
}

}  // namespace quant::plugin

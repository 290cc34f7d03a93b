// The list has the names in the order of importance_names().
#include "gimp/importance_box.h"

#include <algorithm>
#include <utility>

#include "common/text.h"
#include "gimp/actions.h"

namespace quant::plugin {
namespace {

std::string label_of(const std::string &name) {
    if (name.empty()) return _("All pixels alike");
    return name == kSelectionImportance ? _("The selection") : name;
}

}  // namespace

ImportanceBox::ImportanceBox(ImageRef image, std::function<void()> changed)
    : changed_(std::move(changed)),
      names_(importance_names(image)),
      combo_(gtk_combo_box_text_new()) {
    gtk_widget_set_tooltip_text(combo_, _("The mask by which pixels count when the colors are "
                                          "chosen: white counts fully, black not at all"));
    for (const std::string &name : names_)
        gtk_combo_box_text_append_text(GTK_COMBO_BOX_TEXT(combo_), label_of(name).c_str());
    gtk_combo_box_set_active(GTK_COMBO_BOX(combo_), 0);
    g_signal_connect(combo_, "changed", G_CALLBACK(+[](GtkWidget *, gpointer data) {
                         const ImportanceBox &box = *static_cast<const ImportanceBox *>(data);
                         if (!box.is_setting_) box.changed_();
                     }),
                     this);
}

std::string ImportanceBox::name() const {
    const int active = gtk_combo_box_get_active(GTK_COMBO_BOX(combo_));
    return names_[static_cast<std::size_t>(std::max(active, 0))];
}

void ImportanceBox::set(const std::string &name) {
    is_setting_ = true;
    auto found = std::find(names_.begin(), names_.end(), name);
    if (found == names_.end()) {
        gtk_combo_box_text_append_text(GTK_COMBO_BOX_TEXT(combo_), name.c_str());
        found = names_.insert(names_.end(), name);
    }
    gtk_combo_box_set_active(GTK_COMBO_BOX(combo_), static_cast<int>(found - names_.begin()));
    is_setting_ = false;
}

}  // namespace quant::plugin

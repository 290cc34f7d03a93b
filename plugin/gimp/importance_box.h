// A control to choose what says how much pixels count: nothing, the selection, or a channel.
#pragma once

#include <gtk/gtk.h>

#include <functional>
#include <string>
#include <vector>

#include "gimp/host.h"

namespace quant::plugin {

// All calls must come from GTK's thread. The widget must not outlive the object.
class ImportanceBox {
public:
    // `changed` is called when the user chooses another one.
    ImportanceBox(ImageRef image, std::function<void()> changed);
    ImportanceBox(const ImportanceBox &) = delete;
    ImportanceBox &operator=(const ImportanceBox &) = delete;

    GtkWidget *widget() const { return combo_; }
    // Have the names of importance_names(). A name that the image lacks is added to the list, so
    // that the settings of another image are seen, and refused, as they are.
    std::string name() const;
    void set(const std::string &name);

private:
    std::function<void()> changed_;
    std::vector<std::string> names_;
    bool is_setting_ = false;
    GtkWidget *combo_;
};

}  // namespace quant::plugin

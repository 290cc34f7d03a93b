// The controls to choose, save and delete named settings; for GTK 2 and GTK 3.
#pragma once

#include <gtk/gtk.h>

#include <functional>
#include <string>

#include "gimp/settings.h"

namespace quant::plugin {

// All calls must come from GTK's thread. The widget must not outlive the object.
class Presets {
public:
    // `label` is written before the list. `get` returns the settings that the dialog shows, and
    // `set` makes it show others. Messages appear over the window.
    Presets(SavedSettings &saved, const char *label, GtkWindow *window,
            std::function<Settings()> get, std::function<void(const Settings &)> set);
    Presets(const Presets &) = delete;
    Presets &operator=(const Presets &) = delete;

    GtkWidget *widget() const { return box_; }
    GtkWidget *label() const { return label_; }

    // Must be called when the user has changed a setting: the same name can then be chosen again.
    void forget_choice();

private:
    void fill();
    std::string name() const;
    bool may_replace(const std::string &name) const;
    void choose();
    void save();
    void remove();

    SavedSettings &saved_;
    GtkWindow *window_;
    std::function<Settings()> get_;
    std::function<void(const Settings &)> set_;
    bool is_busy_ = false;  // while the list is filled or a choice is applied
    std::size_t entries_ = 0;
    GtkWidget *box_, *label_, *combo_;
};

}  // namespace quant::plugin

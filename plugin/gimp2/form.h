// The controls of the dialog of GIMP 2.10.
#pragma once

#include <gtk/gtk.h>

#include <functional>
#include <string>

#include "gimp/importance_box.h"
#include "gimp/settings.h"

namespace quant::plugin {

// The labeled controls in two columns, and the settings that they represent.
class Form {
public:
    Form(ImageRef image, const Settings &settings, bool has_several_layers,
         std::function<void()> changed);

    GtkWidget *widget() const { return column_; }
    // Returns the controls that are hidden at first.
    GtkWidget *advanced() const { return advanced_; }
    // Gives a label outside of the form the width that the labels in it have.
    void align(GtkWidget *label) { gtk_size_group_add_widget(labels_, label); }
    Settings settings() const;
    void set(const Settings &settings);
    // Sets the settings as if the user had done so by the controls.
    void change(const Settings &settings);
    // Calls `changed` before the preview is updated, if a control and not set() changes something.
    void on_user_change(std::function<void()> changed) { changed_by_user_ = std::move(changed); }

private:
    GtkWidget *add_combo(const char *label, const char *(*text)(int));
    GtkObject *add_scale(const char *label, double least, double most, double step, int digits,
                         const char *tip);
    GtkWidget *add_check(const char *label);
    void add_advanced();
    GtkWidget *new_table();
    void add_row(const char *label, GtkWidget *control);
    void watch(gpointer control, const char *signal);
    void update_sensitivity();
    static void on_change(GtkWidget *, gpointer form);

    std::function<void()> changed_;
    std::function<void()> changed_by_user_;
    bool is_setting_ = false;
    bool has_several_layers_ = false;
    int rows_ = 0;
    GtkWidget *column_;
    GtkWidget *advanced_ = nullptr;
    GtkWidget *table_;  // the one that gets rows
    GtkSizeGroup *labels_ = gtk_size_group_new(GTK_SIZE_GROUP_HORIZONTAL);
    GtkWidget *mode_, *preset_, *space_, *dither_, *seed_;
    GtkObject *colors_, *strength_, *protect_, *target_;
    GtkWidget *keep_foreground_, *keep_background_, *use_palette_, *palette_, *shares_palette_;
    GtkWidget *dither_space_, *bayer_, *serpentine_;
    ImportanceBox importance_;
    // The palette editor changes these.
    std::string keep_colors_;
    std::string palette_colors_;
};

}  // namespace quant::plugin

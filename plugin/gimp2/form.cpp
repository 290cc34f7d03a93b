// Builds the controls one by one, unlike the dialog for GIMP 3.
#include "gimp2/form.h"

#include <libgimp/gimp.h>
#include <libgimp/gimpui.h>

#include <algorithm>
#include <utility>

#include "common/labels.h"
#include "common/text.h"
#include "gimp/boxes.h"
#include "gimp/side_expander.h"

namespace quant::plugin {

Form::Form(ImageRef image, const Settings &settings, bool has_several_layers,
           std::function<void()> changed)
    : changed_(std::move(changed)),
      column_(gtk_vbox_new(FALSE, 6)),
      table_(new_table()),
      importance_(image, [this] { on_change(nullptr, this); }) {
    gtk_box_pack_start(GTK_BOX(column_), table_, FALSE, FALSE, 0);
    g_object_set_data_full(G_OBJECT(column_), "labels", labels_, g_object_unref);
    mode_ = add_combo(_("_Mode:"), mode_label);
    colors_ = add_scale(_("_Number of colors:"), 1, QUANT_MAX_COLORS, 1, 0,
                        _("Maximum number of colors"));
    preset_ = add_combo(_("_Quality:"), preset_label);
    space_ = add_combo(_("Color s_pace:"), space_label);
    dither_ = add_combo(_("_Dithering:"), dither_label);
    strength_ = add_scale(_("Stren_gth:"), 0, 1, 0.01, 2,
                          _("Strength of the dithering: 0 is none, 1 is full"));
    gimp_scale_entry_set_logarithmic(colors_, TRUE);
    keep_foreground_ = add_check(_("Keep the _foreground color"));
    keep_background_ = add_check(_("Keep the _background color"));
    use_palette_ = add_check(_("_Use the colors of a palette:"));
    palette_ = gimp_palette_select_button_new(_("Colors to use"), nullptr);
    add_row(nullptr, palette_);  // below the text of the check box
    watch(palette_, "palette-set");
    shares_palette_ = add_check(_("One palette for all la_yers"));
    has_several_layers_ = has_several_layers;
    add_advanced();
    set(settings);
}

GtkWidget *Form::new_table() {
    GtkWidget *table = gtk_table_new(12, 3, FALSE);
    gtk_table_set_col_spacings(GTK_TABLE(table), 6);
    gtk_table_set_row_spacings(GTK_TABLE(table), 4);
    return table;
}

void Form::add_advanced() {
    table_ = new_table();
    rows_ = 0;
    protect_ = add_scale(_("Protect rare colors:"), 0, 1, 0.01, 2, protect_help());
    target_ = add_scale(_("Target PSNR:"), 0, kMostPsnr, 0.1, 1, target_help());
    add_row(_("Importance:"), importance_.widget());
    dither_space_ = add_combo(_("Dithering space:"), space_label);
    bayer_ = add_combo(_("Bayer matrix:"), bayer_label);
    serpentine_ = add_check(_("Alternating rows"));
    gtk_widget_set_tooltip_text(serpentine_, serpentine_help());
    // A slider would be of no use for two billion seeds.
    seed_ = gtk_spin_button_new_with_range(0, G_MAXINT, 1);
    gtk_widget_set_tooltip_text(
        seed_, _("Seed of the random numbers; only \"Published experiment\" uses it"));
    add_row(_("Seed:"), seed_);
    watch(seed_, "value-changed");
    advanced_ = gtk_vbox_new(FALSE, 0);
    gtk_box_pack_start(GTK_BOX(advanced_), table_, FALSE, FALSE, 0);
    gtk_box_pack_start(GTK_BOX(column_), side_expander(_("_Advanced"), advanced_), FALSE, FALSE, 0);
}

void Form::add_row(const char *label, GtkWidget *control) {
    const auto row = static_cast<guint>(rows_++);
    if (label) {
        GtkWidget *text = gtk_label_new_with_mnemonic(label);
        align_left(text);
        align(text);
        gtk_label_set_mnemonic_widget(GTK_LABEL(text), control);
        gtk_table_attach(GTK_TABLE(table_), text, 0, 1, row, row + 1, GTK_FILL, GTK_FILL, 0, 0);
    }
    const bool has_own_text = !label && control != palette_;
    gtk_table_attach(GTK_TABLE(table_), control, has_own_text ? 0 : 1, 3, row, row + 1,
                     static_cast<GtkAttachOptions>(GTK_FILL | GTK_EXPAND), GTK_FILL, 0, 0);
}

void Form::watch(gpointer control, const char *signal) {
    if (std::string(signal) == "palette-set") {
        g_signal_connect(control, signal,
                         G_CALLBACK(+[](GtkWidget *, const char *, gboolean, gpointer form) {
                             on_change(nullptr, form);
                         }),
                         this);
    } else {
        g_signal_connect(control, signal, G_CALLBACK(on_change), this);
    }
}

GtkWidget *Form::add_combo(const char *label, const char *(*text)(int)) {
    GtkWidget *combo = gtk_combo_box_text_new();
    for (int value = 0; text(value); ++value)
        gtk_combo_box_text_append_text(GTK_COMBO_BOX_TEXT(combo), text(value));
    add_row(label, combo);
    watch(combo, "changed");
    return combo;
}

GtkObject *Form::add_scale(const char *label, double least, double most, double step, int digits,
                           const char *tip) {
    GtkObject *scale =
        gimp_scale_entry_new(GTK_TABLE(table_), 0, rows_++, label, 120, 4, least, least, most, step,
                             step * 10, static_cast<guint>(digits), TRUE, 0, 0, tip, nullptr);
    align(GTK_WIDGET(GIMP_SCALE_ENTRY_LABEL(scale)));
    watch(scale, "value-changed");
    return scale;
}

GtkWidget *Form::add_check(const char *label) {
    GtkWidget *check = gtk_check_button_new_with_mnemonic(label);
    add_row(nullptr, check);
    watch(check, "toggled");
    return check;
}

void Form::on_change(GtkWidget *, gpointer form) {
    Form &changed = *static_cast<Form *>(form);
    if (changed.is_setting_) return;
    if (changed.changed_by_user_) changed.changed_by_user_();
    changed.update_sensitivity();
    changed.changed_();
}

void Form::update_sensitivity() {
    const Settings now = settings();
    const bool is_edited = !palette_colors_.empty();
    const bool chooses = !now.use_palette && !is_edited;
    gimp_scale_entry_set_sensitive(colors_, chooses);
    gtk_widget_set_sensitive(preset_, chooses);
    gtk_widget_set_sensitive(seed_, chooses && now.parameters.preset == QUANT_PRESET_PAPER);
    gtk_widget_set_sensitive(keep_foreground_, chooses);
    gtk_widget_set_sensitive(keep_background_, chooses);
    gtk_widget_set_sensitive(use_palette_, !is_edited);
    gtk_widget_set_sensitive(palette_, now.use_palette && !is_edited);
    gimp_scale_entry_set_sensitive(protect_, chooses);
    gimp_scale_entry_set_sensitive(target_, chooses);
    gtk_widget_set_sensitive(importance_.widget(), chooses);
    gtk_widget_set_sensitive(bayer_, now.parameters.dither == QUANT_DITHER_BAYER);
    gtk_widget_set_sensitive(dither_space_, now.parameters.dither != QUANT_DITHER_NONE);
    gtk_widget_set_sensitive(serpentine_, is_error_diffusion(now.parameters.dither));
    gtk_widget_set_sensitive(
        shares_palette_, chooses && has_several_layers_ && now.parameters.mode == Mode::in_place);
    gimp_scale_entry_set_sensitive(strength_, now.parameters.dither != QUANT_DITHER_NONE);
}

Settings Form::settings() const {
    const auto active = [](GtkWidget *combo) {
        return std::max(0, gtk_combo_box_get_active(GTK_COMBO_BOX(combo)));
    };
    const auto number = [](GtkObject *scale) {
        return gtk_adjustment_get_value(GTK_ADJUSTMENT(scale));
    };
    const auto checked = [](GtkWidget *check) {
        return gtk_toggle_button_get_active(GTK_TOGGLE_BUTTON(check)) != FALSE;
    };
    Settings settings;
    settings.parameters.mode = static_cast<Mode>(active(mode_));
    settings.parameters.colors = static_cast<unsigned>(number(colors_));
    settings.parameters.preset = active(preset_);
    settings.parameters.space = active(space_);
    settings.parameters.dither = active(dither_);
    settings.parameters.dither_strength = number(strength_);
    settings.parameters.seed =
        static_cast<std::uint64_t>(gtk_spin_button_get_value(GTK_SPIN_BUTTON(seed_)));
    settings.keep_foreground = checked(keep_foreground_);
    settings.keep_background = checked(keep_background_);
    settings.use_palette = checked(use_palette_);
    settings.parameters.shares_palette = checked(shares_palette_);
    const char *palette =
        gimp_palette_select_button_get_palette(GIMP_PALETTE_SELECT_BUTTON(palette_));
    settings.palette = palette ? palette : "";
    settings.parameters.protect = number(protect_);
    settings.parameters.target_psnr = number(target_);
    settings.parameters.importance = importance_.name();
    settings.parameters.dither_space = active(dither_space_);
    settings.parameters.bayer_size = bayer_size(active(bayer_));
    settings.parameters.serpentine = checked(serpentine_);
    settings.keep_text = keep_colors_;
    settings.palette_text = palette_colors_;
    return settings;
}

void Form::set(const Settings &settings) {
    is_setting_ = true;
    const Parameters &from = settings.parameters;
    const auto activate = [](GtkWidget *combo, int value) {
        gtk_combo_box_set_active(GTK_COMBO_BOX(combo), value);
    };
    const auto put = [](GtkObject *scale, double value) {
        gtk_adjustment_set_value(GTK_ADJUSTMENT(scale), value);
    };
    const auto check = [](GtkWidget *button, bool value) {
        gtk_toggle_button_set_active(GTK_TOGGLE_BUTTON(button), value ? TRUE : FALSE);
    };
    activate(mode_, static_cast<int>(from.mode));
    put(colors_, from.colors);
    activate(preset_, from.preset);
    activate(space_, from.space);
    activate(dither_, from.dither);
    put(strength_, from.dither_strength);
    gtk_spin_button_set_value(GTK_SPIN_BUTTON(seed_), static_cast<double>(from.seed));
    check(keep_foreground_, settings.keep_foreground);
    check(keep_background_, settings.keep_background);
    check(use_palette_, settings.use_palette);
    check(shares_palette_, from.shares_palette);
    put(protect_, from.protect);
    put(target_, from.target_psnr);
    importance_.set(from.importance);
    activate(dither_space_, from.dither_space);
    activate(bayer_, place_of_bayer_size(from.bayer_size));
    check(serpentine_, from.serpentine);
    keep_colors_ = settings.keep_text;
    palette_colors_ = settings.palette_text;
    Settings offered = settings;
    offered.offer_palette();
    if (!offered.palette.empty())
        gimp_palette_select_button_set_palette(GIMP_PALETTE_SELECT_BUTTON(palette_),
                                               offered.palette.c_str());
    is_setting_ = false;
    update_sensitivity();
    changed_();
}

void Form::change(const Settings &settings) {
    if (changed_by_user_) changed_by_user_();
    set(settings);
}

}  // namespace quant::plugin

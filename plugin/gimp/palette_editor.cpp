// The menu is made anew each time it opens, with those commands active that the selected colors
// allow. Keys run the same commands.
#include "gimp/palette_editor.h"

#include <gdk/gdkkeysyms.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "common/parameters.h"
#include "common/reduction.h"
#include "common/text.h"
#include "gimp/show_error.h"

namespace quant::plugin {
namespace {

using Command = PaletteEditor::Command;

struct Item {
    Command command;
    const char *label;
    guint key;  // 0 if there is none
};
// The key of a command is in its label. Those with Ctrl are checked apart.
constexpr std::array kItems{Item{Command::lock, N_("_Lock (L)"), GDK_KEY_l},
                            Item{Command::unlock, N_("_Unlock (U)"), GDK_KEY_u},
                            Item{Command::edit, N_("_Edit... (Enter)"), 0},
                            Item{Command::remove, N_("_Remove (Delete)"), GDK_KEY_Delete},
                            Item{Command::merge, N_("_Merge the selected colors (M)"), GDK_KEY_m},
                            Item{Command::copy, N_("_Copy (Ctrl+C)"), 0},
                            Item{Command::add, N_("_Add a color... (Insert)"), GDK_KEY_Insert},
                            Item{Command::unlock_all, N_("Unlock all c_olors"), 0},
                            Item{Command::choose_again, N_("C_hoose the colors again"), 0},
                            Item{Command::undo, N_("Un_do (Ctrl+Z)"), 0}};

constexpr std::array kOrders{std::pair{PaletteOrder::own, N_("Order of the palette")},
                             std::pair{PaletteOrder::pixels, N_("Sort by number of pixels")},
                             std::pair{PaletteOrder::luminance, N_("Sort by luminance")},
                             std::pair{PaletteOrder::hue, N_("Sort by hue")}};

// Adds an item that runs `activate`, which must be a function without a closure, with this value.
template <typename Value>
void add_item(GtkWidget *menu, GtkWidget *item, PaletteEditor *editor, Value value,
              void (*activate)(PaletteEditor &, Value)) {
    struct Call {
        PaletteEditor *editor;
        Value value;
        void (*activate)(PaletteEditor &, Value);
    };
    g_signal_connect_data(
        item, "activate", G_CALLBACK(+[](GtkWidget *, gpointer data) {
            const Call &call = *static_cast<const Call *>(data);
            call.activate(*call.editor, call.value);
        }),
        new Call{editor, value, activate},
        [](gpointer data, GClosure *) { delete static_cast<Call *>(data); }, GConnectFlags(0));
    gtk_menu_shell_append(GTK_MENU_SHELL(menu), item);
}

void show_menu(GtkWidget *menu, GtkWidget *below, const GdkEventButton *event) {
    gtk_widget_show_all(menu);
#if GTK_CHECK_VERSION(3, 0, 0)
    if (event)
        gtk_menu_popup_at_pointer(GTK_MENU(menu), reinterpret_cast<const GdkEvent *>(event));
    else
        gtk_menu_popup_at_widget(GTK_MENU(menu), below, GDK_GRAVITY_SOUTH_WEST,
                                 GDK_GRAVITY_NORTH_WEST, nullptr);
#else
    gtk_menu_attach_to_widget(GTK_MENU(menu), below, nullptr);
    gtk_menu_popup(GTK_MENU(menu), nullptr, nullptr, nullptr, nullptr, event ? event->button : 0,
                   event ? event->time : gtk_get_current_event_time());
#endif
}

}  // namespace

PaletteEditor::PaletteEditor(PickedColors picked,
                             std::function<void(std::optional<std::size_t>)> point)
    : picked_(std::move(picked)),
      swatches_({std::move(point), [this] { run(Command::edit); },
                 [this](const GdkEventButton *event) { popup(event); },
                 [this](const GdkEventKey &key) { return press(key); }}),
      button_(gtk_button_new_with_mnemonic(_("Pal_ette"))) {
    gtk_widget_set_tooltip_text(
        button_, _("Lock, edit, remove or merge the selected colors of the palette. Select more "
                   "than one with the Ctrl key"));
    reserve_width();
    g_signal_connect(button_, "clicked", G_CALLBACK(+[](GtkWidget *, gpointer editor) {
                         static_cast<PaletteEditor *>(editor)->popup(nullptr);
                     }),
                     this);
}

// The button has two labels. It keeps the width of the longer one, so that nothing moves.
void PaletteEditor::reserve_width() {
    gtk_button_set_label(GTK_BUTTON(button_), _("Pal_ette (edited)"));
    GtkRequisition needed;
#if GTK_CHECK_VERSION(3, 0, 0)
    gtk_widget_show_all(button_);  // what is hidden needs no room
    gtk_widget_get_preferred_size(button_, nullptr, &needed);
#else
    gtk_widget_size_request(button_, &needed);
#endif
    gtk_widget_set_size_request(button_, needed.width, -1);
}

void PaletteEditor::show(const Quantized &result, const ScreenColors &screen_colors) {
    screen_colors_ = &screen_colors;
    entries_.clear();
    places_.clear();
    for (std::size_t i = 0; i < result.palette().size(); ++i) {
        const Color &color = result.palette()[i];
        if (color.a < 128) continue;
        entries_.push_back({{color.r, color.g, color.b, 255}, result.counts()[i]});
        places_.push_back(i);
    }
    redraw();
}

void PaletteEditor::show_nothing() {
    entries_.clear();
    places_.clear();
    redraw();
}

void PaletteEditor::redraw() {
    std::vector<Color> screen;
    for (const Entry &entry : entries_) screen.push_back(entry.color);
    if (screen_colors_ && !screen.empty()) screen_colors_->convert(swatches_.widget(), screen);
    const HandPicked picked = picked_.get();
    std::vector<Swatch> shown;
    for (const std::size_t i : places_in_order(entries_, order_))
        shown.push_back({entries_[i], screen[i], places_[i], picked.is_locked(entries_[i].color)});
    swatches_.show(std::move(shown), screen_colors_ ? screen_colors_->profile_name() : "");
    gtk_button_set_label(GTK_BUTTON(button_),
                         picked.palette.empty() ? _("Pal_ette") : _("Pal_ette (edited)"));
}

void PaletteEditor::sort(PaletteOrder order) {
    order_ = order;
    redraw();
}

bool PaletteEditor::may_run(Command command) const {
    const HandPicked picked = picked_.get();
    const std::vector<Color> selected = swatches_.selected();
    const auto is_locked = [&](const Color &color) { return picked.is_locked(color); };
    switch (command) {
        case Command::lock: return !std::all_of(selected.begin(), selected.end(), is_locked);
        case Command::unlock: return std::any_of(selected.begin(), selected.end(), is_locked);
        case Command::edit: return selected.size() == 1;
        case Command::copy: return !selected.empty();
        case Command::remove: return !selected.empty() && selected.size() < entries_.size();
        case Command::merge: return selected.size() > 1;
        case Command::add: return screen_colors_ != nullptr;
        case Command::unlock_all: return !picked.locked.empty();
        case Command::choose_again: return !picked.palette.empty();
        case Command::undo: return !history_.empty();
    }
    return false;
}

void PaletteEditor::run(Command command) {
    if (!may_run(command)) return;
    if (command == Command::copy) return copy();
    if (command == Command::undo) return undo();
    HandPicked picked = picked_.get();
    const std::vector<Color> selected = swatches_.selected();
    const std::vector<Entry> shown = entries_;  // another result can come while the user is asked
    std::optional<Color> chosen;
    switch (command) {
        case Command::lock:
            for (const Color &color : selected) picked.lock(color);
            break;
        case Command::unlock:
            for (const Color &color : selected) picked.unlock(color);
            break;
        case Command::edit:
            chosen = ask(selected.front(), _("Edit the color"));
            if (!chosen || same_color(*chosen, selected.front())) return;
            picked.replace(shown, selected.front(), *chosen);
            break;
        case Command::add:
            chosen = ask(selected.empty() ? Color{0, 0, 0, 255} : selected.front(),
                         _("Add a color to the palette"));
            if (!chosen) return;
            picked.add(shown, *chosen);
            break;
        case Command::remove: picked.remove(shown, selected); break;
        case Command::merge: picked.merge(shown, selected); break;
        case Command::unlock_all: picked.locked.clear(); break;
        case Command::choose_again: picked.palette.clear(); break;
        case Command::copy:
        case Command::undo: break;
    }
    set(picked);
}

void PaletteEditor::add(const Color &color) {
    HandPicked picked = picked_.get();
    picked.add(entries_, color);
    set(picked);
}

// What cannot be used is refused at once: with it, there would be no palette to work with.
void PaletteEditor::set(const HandPicked &picked) {
    try {
        picked_.check(picked);
    } catch (const Failure &failure) {
        show_error(GTK_WINDOW(gtk_widget_get_toplevel(button_)), failure.what());
        return;
    }
    history_.push_back(picked_.get());
    picked_.set(picked);
    redraw();
}

void PaletteEditor::undo() {
    const HandPicked before = std::move(history_.back());
    history_.pop_back();
    picked_.set(before);
    redraw();
}

void PaletteEditor::copy() const {
    const std::string text = hex_colors(swatches_.selected());
    GtkClipboard *clipboard = gtk_clipboard_get(GDK_SELECTION_CLIPBOARD);
    gtk_clipboard_set_text(clipboard, text.c_str(), static_cast<int>(text.size()));
    gtk_clipboard_set_can_store(clipboard, nullptr, 0);
    gtk_clipboard_store(clipboard);  // the text can then outlive the plug-in
}

void PaletteEditor::fill(GtkWidget *menu) {
    for (const Item &item : kItems) {
        GtkWidget *widget = gtk_menu_item_new_with_mnemonic(_(item.label));
        gtk_widget_set_sensitive(widget, may_run(item.command) ? TRUE : FALSE);
        add_item<Command>(menu, widget, this, item.command,
                          [](PaletteEditor &editor, Command command) { editor.run(command); });
    }
    gtk_menu_shell_append(GTK_MENU_SHELL(menu), gtk_separator_menu_item_new());
    GSList *group = nullptr;
    for (const auto &[order, label] : kOrders) {
        GtkWidget *widget = gtk_radio_menu_item_new_with_label(group, _(label));
        group = gtk_radio_menu_item_get_group(GTK_RADIO_MENU_ITEM(widget));
        if (order == order_) gtk_check_menu_item_set_active(GTK_CHECK_MENU_ITEM(widget), TRUE);
        add_item<PaletteOrder>(menu, widget, this, order,
                               [](PaletteEditor &editor, PaletteOrder chosen) {
                                   if (chosen != editor.order_) editor.sort(chosen);
                               });
    }
}

void PaletteEditor::popup(const GdkEventButton *event) {
    GtkWidget *menu = gtk_menu_new();
    fill(menu);
    g_signal_connect(menu, "selection-done", G_CALLBACK(gtk_widget_destroy), nullptr);
    show_menu(menu, event ? swatches_.widget() : button_, event);
}

bool PaletteEditor::press(const GdkEventKey &key) {
    const bool has_control = (key.state & GDK_CONTROL_MASK) != 0;
    const guint letter = gdk_keyval_to_lower(key.keyval);
    if (has_control && (letter == GDK_KEY_c || letter == GDK_KEY_z)) {
        run(letter == GDK_KEY_c ? Command::copy : Command::undo);
        return true;
    }
    if ((key.state & (GDK_CONTROL_MASK | GDK_MOD1_MASK)) != 0) return false;
    guint value = letter;
    if (value == GDK_KEY_KP_Delete) value = GDK_KEY_Delete;
    if (value == GDK_KEY_KP_Insert) value = GDK_KEY_Insert;
    const auto *const item = std::find_if(kItems.begin(), kItems.end(), [&](const Item &each) {
        return each.key != 0 && each.key == value;
    });
    if (item == kItems.end()) return false;
    run(item->command);
    return true;
}

// The dialog of GTK has colors of sRGB.
std::optional<Color> PaletteEditor::ask(const Color &color, const char *title) const {
    const Color before = screen_colors_->to_srgb(color);
    auto *const window = GTK_WINDOW(gtk_widget_get_toplevel(button_));
    bool is_chosen = false;
    Color after = before;
#if GTK_CHECK_VERSION(3, 0, 0)
    GtkWidget *dialog = gtk_color_chooser_dialog_new(title, window);
    auto *const chooser = GTK_COLOR_CHOOSER(dialog);
    GdkRGBA shown{before.r / 255.0, before.g / 255.0, before.b / 255.0, 1};
    gtk_color_chooser_set_use_alpha(chooser, FALSE);
    g_object_set(dialog, "show-editor", TRUE, nullptr);  // shows the numbers at once
    gtk_color_chooser_set_rgba(chooser, &shown);
    is_chosen = gtk_dialog_run(GTK_DIALOG(dialog)) == GTK_RESPONSE_OK;
    gtk_color_chooser_get_rgba(chooser, &shown);
    const auto byte = [](double value) {
        return static_cast<std::uint8_t>(std::lround(value * 255));
    };
    after = {byte(shown.red), byte(shown.green), byte(shown.blue), 255};
#else
    GtkWidget *dialog = gtk_color_selection_dialog_new(title);
    gtk_window_set_transient_for(GTK_WINDOW(dialog), window);
    auto *const selection = GTK_COLOR_SELECTION(
        gtk_color_selection_dialog_get_color_selection(GTK_COLOR_SELECTION_DIALOG(dialog)));
    const auto wide = [](std::uint8_t value) { return static_cast<guint16>(value * 257); };
    GdkColor shown{0, wide(before.r), wide(before.g), wide(before.b)};
    gtk_color_selection_set_current_color(selection, &shown);
    gtk_color_selection_set_previous_color(selection, &shown);
    is_chosen = gtk_dialog_run(GTK_DIALOG(dialog)) == GTK_RESPONSE_OK;
    gtk_color_selection_get_current_color(selection, &shown);
    const auto byte = [](guint16 value) { return static_cast<std::uint8_t>((value + 128) / 257); };
    after = {byte(shown.red), byte(shown.green), byte(shown.blue), 255};
#endif
    gtk_widget_destroy(dialog);
    if (!is_chosen) return std::nullopt;
    return same_color(after, before) ? color : screen_colors_->from_srgb(after);
}

}  // namespace quant::plugin

// The palette below the preview, and what a user can do with its colors: lock, edit, remove, merge,
// copy, add and sort them; for GTK 2 and GTK 3.
#pragma once

#include <gtk/gtk.h>

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "common/hand_picked.h"
#include "common/palette_order.h"
#include "gimp/screen_colors.h"
#include "gimp/swatches.h"

namespace quant::plugin {

// Access to the colors that are picked by hand.
struct PickedColors {
    std::function<HandPicked()> get;
    std::function<void(const HandPicked &)> set;
    // Throws Failure with the reason if the colors cannot be used.
    std::function<void(const HandPicked &)> check;
};

// All calls must come from GTK's thread. The widgets must not outlive the object.
class PaletteEditor {
public:
    // `point` gets the place in the palette of the color that the user points at, or nothing.
    PaletteEditor(PickedColors picked, std::function<void(std::optional<std::size_t>)> point);
    PaletteEditor(const PaletteEditor &) = delete;
    PaletteEditor &operator=(const PaletteEditor &) = delete;

    GtkWidget *swatches() const { return swatches_.widget(); }
    // Opens the menu.
    GtkWidget *button() const { return button_; }

    // Shows the visible colors of a result. `screen_colors` must live until the next call.
    void show(const Quantized &result, const ScreenColors &screen_colors);
    void show_nothing();
    void dim() { swatches_.dim(); }

    // Locks a color with the numbers of the image's pixels.
    void add(const Color &color);

    enum class Command {
        lock,
        unlock,
        edit,
        remove,
        merge,
        copy,
        add,
        unlock_all,
        choose_again,
        undo
    };
    void run(Command command);
    void sort(PaletteOrder order);

private:
    void reserve_width();
    void redraw();
    void set(const HandPicked &picked);
    bool may_run(Command command) const;
    void popup(const GdkEventButton *event);
    void fill(GtkWidget *menu);
    bool press(const GdkEventKey &key);
    std::optional<Color> ask(const Color &color, const char *title) const;
    void copy() const;
    void undo();

    PickedColors picked_;
    Swatches swatches_;
    GtkWidget *button_;
    const ScreenColors *screen_colors_ = nullptr;
    std::vector<Entry> entries_;       // the visible colors of the palette, in its order
    std::vector<std::size_t> places_;  // for each entry: its place in the palette
    PaletteOrder order_ = PaletteOrder::own;
    std::vector<HandPicked> history_;  // what was picked before each change
};

}  // namespace quant::plugin

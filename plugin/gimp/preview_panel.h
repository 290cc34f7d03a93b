// What a dialog shows of parameters before they are applied: the picture, the palette, the error.
#pragma once

#include <libgimp/gimp.h>
#include <libgimp/gimpui.h>

#include <functional>
#include <memory>

#include "gimp/actions.h"

namespace quant::plugin {

// For the thread of GTK. The widgets must not outlive the panel.
class PreviewPanel {
public:
    // `ready` is called when a result, or the reason why there is none, has been shown.
    PreviewPanel(ImageRef image, DrawableRef drawable, std::function<void(bool applicable)> ready);
    ~PreviewPanel();
    PreviewPanel(const PreviewPanel &) = delete;
    PreviewPanel &operator=(const PreviewPanel &) = delete;

    GtkWidget *widget() const;

    // Shows these parameters as soon as they are computed, unless others come first.
    void show(const Parameters &parameters);

    // Shows that there is nothing to be shown, and why.
    void show_problem(const std::string &problem);

private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace quant::plugin

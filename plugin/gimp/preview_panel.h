// The preview in a dialog: shows the picture, the palette and the error that the chosen parameters
// give before they are applied.
#pragma once

#include <libgimp/gimp.h>
#include <libgimp/gimpui.h>

#include <functional>
#include <memory>
#include <optional>

#include "gimp/actions.h"
#include "gimp/palette_editor.h"

namespace quant::plugin {

// All calls must come from GTK's thread. The widgets must not outlive the panel.
class PreviewPanel {
public:
    // Access to the colors that the dialog's settings have, and the parameters that they would
    // give.
    struct Picks {
        std::function<HandPicked()> get;
        std::function<void(const HandPicked &)> set;
        std::function<Parameters(const HandPicked &)> resolve;
    };

    // Shows the first of the chosen drawables, or of its layers. The user picks colors in the
    // palette and in the picture. The panel makes the dialog's OK sensitive while there is a result
    // or one is being computed.
    PreviewPanel(ImageRef image, Drawables chosen, Picks picks, GtkDialog *dialog);
    ~PreviewPanel();
    PreviewPanel(const PreviewPanel &) = delete;
    PreviewPanel &operator=(const PreviewPanel &) = delete;

    GtkWidget *widget() const;

    // Shows the result of these parameters as soon as it is computed, unless a later call replaces
    // them first.
    void show(const Parameters &parameters);

    // Runs the dialog by `run`, which returns its response. If the user presses OK while a result
    // is being computed, the dialog stays until the result is there, so that nothing is computed
    // twice; the user can still cancel.
    int run_until_computed(const std::function<int()> &run);

    // Returns the result that is shown, or nothing if it is not that of the last show(). The panel
    // must not be used afterwards.
    std::optional<Prepared> take_result();

    // Shows the reason why there is no result.
    void show_problem(const std::string &problem);

private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace quant::plugin

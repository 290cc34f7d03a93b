// Puts the preview beside the form. Each change of a control updates the preview.
#include "gimp2/dialog.h"

#include <libgimp/gimp.h>
#include <libgimp/gimpui.h>

#include "common/text.h"
#include "gimp/help.h"
#include "gimp/presets.h"
#include "gimp/preview_panel.h"
#include "gimp2/form.h"

namespace quant::plugin {
namespace {

constexpr const char *kRole = "quant-kmeans";
constexpr int kReset = 1;

// Returns the defaults. An indexed image cannot be changed in place, so its mode is Mode::indexed.
Settings settings_at_first(ImageRef image) {
    Settings settings;
    if (is_indexed(image)) settings.parameters.mode = Mode::indexed;
    return settings;
}

GtkWidget *new_dialog() {
    GtkWidget *dialog =
        gimp_dialog_new(_("K-Means Quantize"), kRole, nullptr, GtkDialogFlags(0), show_help,
                        "quant-kmeans", _("_Reset"), kReset, GTK_STOCK_CANCEL, GTK_RESPONSE_CANCEL,
                        GTK_STOCK_OK, GTK_RESPONSE_OK, nullptr);
    gtk_dialog_set_default_response(GTK_DIALOG(dialog), GTK_RESPONSE_OK);
    gtk_dialog_set_alternative_button_order(GTK_DIALOG(dialog), GTK_RESPONSE_OK, kReset,
                                            GTK_RESPONSE_CANCEL, -1);
    gimp_window_set_transient(GTK_WINDOW(dialog));
    gtk_window_set_default_size(GTK_WINDOW(dialog), 860, 560);
    return dialog;
}

class Dialog {
public:
    Dialog(ImageRef image, DrawableRef drawable, SavedSettings &saved)
        : image_(image),
          drawable_(drawable),
          dialog_(new_dialog()),
          panel_(image, {drawable},
                 {[this] { return form_.settings().hand_picked(); },
                  [this](const HandPicked &colors) { pick(colors); }},
                 GTK_DIALOG(dialog_)),
          form_(image, saved.last(), are_several({drawable}), [this] { show(); }),
          presets_(
              saved, _("Prese_ts:"), GTK_WINDOW(dialog_), [this] { return form_.settings(); },
              [this](const Settings &settings) { form_.set(settings); }) {
        form_.align(presets_.label());
        form_.on_user_change([this] { presets_.forget_choice(); });
        Settings settings = form_.settings();
        if (is_indexed(image) && settings.parameters.mode == Mode::in_place) {
            settings.parameters.mode = Mode::indexed;
            form_.set(settings);
        }
        is_built_ = true;
        place();
    }
    ~Dialog() { gtk_widget_destroy(dialog_); }
    Dialog(const Dialog &) = delete;
    Dialog &operator=(const Dialog &) = delete;

    std::optional<Chosen> run() {
        show();
        gtk_widget_show(dialog_);
        const int response = panel_.run_until_computed([this] {
            int answer = kReset;
            while ((answer = gimp_dialog_run(GIMP_DIALOG(dialog_))) == kReset)
                form_.set(settings_at_first(image_));
            return answer;
        });
        if (response != GTK_RESPONSE_OK) return std::nullopt;
        return Chosen{form_.settings(), panel_.take_result()};
    }

private:
    void place() {
        GtkWidget *columns = gtk_hbox_new(FALSE, 12);
        GtkWidget *controls = gtk_vbox_new(FALSE, 12);
        gtk_container_set_border_width(GTK_CONTAINER(columns), 12);
        gtk_box_pack_start(GTK_BOX(controls), presets_.widget(), FALSE, FALSE, 0);
        gtk_box_pack_start(GTK_BOX(controls), form_.widget(), FALSE, FALSE, 0);
        gtk_box_pack_start(GTK_BOX(columns), panel_.widget(), TRUE, TRUE, 0);
        gtk_box_pack_start(GTK_BOX(columns), controls, FALSE, FALSE, 0);
        gtk_box_pack_start(GTK_BOX(columns), form_.advanced(), FALSE, FALSE, 0);
        gtk_box_pack_start(GTK_BOX(gtk_dialog_get_content_area(GTK_DIALOG(dialog_))), columns, TRUE,
                           TRUE, 0);
        gtk_widget_show_all(columns);
    }

    void pick(const HandPicked &colors) {
        Settings settings = form_.settings();
        settings.set_hand_picked(colors);
        form_.change(settings);
    }

    void show() {
        if (!is_built_) return;
        try {
            panel_.show(form_.settings().resolve(image_, {drawable_}));
        } catch (const Failure &failure) {
            panel_.show_problem(failure.what());
        }
    }

    ImageRef image_;
    DrawableRef drawable_;
    bool is_built_ = false;  // the form reports changes even while it is made
    GtkWidget *dialog_;
    PreviewPanel panel_;
    Form form_;
    Presets presets_;
};

}  // namespace

std::optional<Chosen> run_dialog(ImageRef image, DrawableRef drawable, SavedSettings &saved) {
    gimp_ui_init(kRole, TRUE);
    return Dialog(image, drawable, saved).run();
}

}  // namespace quant::plugin

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

// Returns settings for the image. An indexed one cannot be changed in place.
Settings settings_for(ImageRef image, Settings settings) {
    settings.forget_other_image(image);
    if (is_indexed(image) && settings.parameters.mode == Mode::in_place)
        settings.parameters.mode = Mode::indexed;
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
                  [this](const HandPicked &colors) { form_.change(with(colors)); },
                  [this](const HandPicked &colors) {
                      return with(colors).resolve(image_, {drawable_});
                  }},
                 GTK_DIALOG(dialog_)),
          form_(image, settings_for(image, saved.last()), are_several({drawable}),
                [this] { show(); }),
          presets_(
              saved, _("Prese_ts:"), GTK_WINDOW(dialog_), [this] { return form_.settings(); },
              [this](const Settings &settings) { form_.set(settings); }) {
        form_.align(presets_.label());
        form_.on_user_change([this] { presets_.forget_choice(); });
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
                form_.set(settings_for(image_, Settings()));
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

    Settings with(const HandPicked &colors) const {
        Settings settings = form_.settings();
        settings.set_hand_picked(colors);
        return settings;
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

// The labels are the translated labels of the dialog's controls, without their mnemonics.
#include "gimp/help.h"

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include "common/text.h"

namespace quant::plugin {
namespace {

struct Topic {
    const char *label;  // of the control that the text explains
    const char *text;
};

constexpr std::array kTopics{
    Topic{
        N_("_Mode"),
        N_("\"Reduce colors in place\" changes the layer, or the selected part of it, and the "
           "image keeps its mode. \"Convert to indexed\" gives the whole image a colormap, chosen "
           "for all layers together; transparency is one of its colors. \"Make a palette only\" "
           "leaves the image as it is and adds a palette to GIMP's palettes.")},
    Topic{N_("_Number of colors"), N_("The palette has at most this many colors, 1 to 256.")},
    Topic{
        N_("_Quality"),
        N_("\"Balanced\" is right for nearly all pictures. \"Best\" searches longer for a smaller "
           "error, and \"Fast\" searches less. \"Published experiment\" repeats the method of a "
           "scientific publication, for comparison.")},
    Topic{N_("Color s_pace"),
          N_("Colors are compared and averaged in this color space. \"RGB values\" gives the "
             "smallest error in the values of the file, \"Oklab\" and \"CIE Lab\" follow human "
             "vision, and \"Linear light\" mixes colors as light does. \"Automatic\" is Oklab with "
             "automatic dithering, and otherwise \"RGB values\".")},
    Topic{N_("_Dithering"),
          N_("Mixes colors by patterns of pixels, so that smooth areas have no steps. "
             "\"Automatic\" is right for photographs: it fits the palette to the dithered picture, "
             "and leaves drawn parts without dots. \"Floyd-Steinberg\" and those with other names "
             "of people spread the error of each pixel over its neighbors, \"Blue noise\" is the "
             "most even, and \"Bayer\" is a regular pattern as on old screens.")},
    Topic{N_("Stren_gth"), N_("The strength of the dithering: 0 is none, 1 is full.")},
    Topic{N_("Seed"),
          N_("Only \"Published experiment\" uses the seed: it begins with colors drawn at random, "
             "and another seed draws other colors.")},
    Topic{N_("Keep the _foreground color"),
          N_("The palette always contains exactly this color, whatever the colors of the picture "
             "are. The same applies to the background color.")},
    Topic{N_("_Use the colors of a palette"),
          N_("Gives each pixel the nearest color of an existing palette. No colors are chosen.")},
    Topic{
        N_("One palette for all la_yers"),
        N_("If several layers are reduced in place, because they or their group are chosen, their "
           "pixels choose colors together. Otherwise each layer gets colors of its own.")}};

// Removes the mark of the mnemonic, and in languages that are not written in Latin letters, where
// the mnemonic stands behind the label as "(_M)", all of that.
std::string without_mnemonic(std::string label) {
    const std::size_t mark = label.find('_');
    if (mark == std::string::npos) return label;
    if (mark > 0 && label[mark - 1] == '(' && label.find(')', mark) == mark + 2)
        label.erase(mark - 1, std::string_view("(_M)").size());
    else
        label.erase(mark, 1);
    return label;
}

void add_text(GtkTextBuffer *buffer, const std::string &text, const char *tag) {
    GtkTextIter end;
    gtk_text_buffer_get_end_iter(buffer, &end);
    gtk_text_buffer_insert_with_tags_by_name(buffer, &end, text.c_str(), -1, tag, nullptr);
}

GtkWidget *text_view() {
    GtkWidget *view = gtk_text_view_new();
    gtk_text_view_set_editable(GTK_TEXT_VIEW(view), FALSE);
    gtk_text_view_set_cursor_visible(GTK_TEXT_VIEW(view), FALSE);
    gtk_text_view_set_wrap_mode(GTK_TEXT_VIEW(view), GTK_WRAP_WORD);
    gtk_text_view_set_left_margin(GTK_TEXT_VIEW(view), 12);
    gtk_text_view_set_right_margin(GTK_TEXT_VIEW(view), 12);
    GtkTextBuffer *buffer = gtk_text_view_get_buffer(GTK_TEXT_VIEW(view));
    gtk_text_buffer_create_tag(buffer, "label", "weight", PANGO_WEIGHT_BOLD, "pixels-above-lines",
                               10, nullptr);
    gtk_text_buffer_create_tag(buffer, "text", "pixels-above-lines", 2, nullptr);
    add_text(
        buffer,
        _("Reduces a picture to a few colors, which are chosen for it by K-Means: each pixel gets "
          "the nearest color, and each color is the mean of its pixels. The preview is the actual "
          "result. Below it are its error (a larger PSNR is better) and its palette: point at "
          "a color to see how many pixels have it."),
        "text");
    for (const auto &[label, text] : kTopics) {
        add_text(buffer, format_text("\n%1\n", {without_mnemonic(_(label))}), "label");
        add_text(buffer, _(text), "text");
    }
    return view;
}

}  // namespace

void show_help(const char *, gpointer dialog) {
    // The window must be modal because the dialog is modal and would otherwise get all keys and
    // clicks.
    GtkWidget *window = gtk_dialog_new_with_buttons(
        _("Help: K-Means Quantize"), GTK_WINDOW(dialog),
        static_cast<GtkDialogFlags>(GTK_DIALOG_MODAL | GTK_DIALOG_DESTROY_WITH_PARENT), _("_Close"),
        GTK_RESPONSE_CLOSE, nullptr);
    gtk_dialog_set_default_response(GTK_DIALOG(window), GTK_RESPONSE_CLOSE);
    GtkWidget *scrolled = gtk_scrolled_window_new(nullptr, nullptr);
    gtk_scrolled_window_set_policy(GTK_SCROLLED_WINDOW(scrolled), GTK_POLICY_NEVER,
                                   GTK_POLICY_AUTOMATIC);
    gtk_container_add(GTK_CONTAINER(scrolled), text_view());
    gtk_box_pack_start(GTK_BOX(gtk_dialog_get_content_area(GTK_DIALOG(window))), scrolled, TRUE,
                       TRUE, 0);
    gtk_window_set_default_size(GTK_WINDOW(window), 620, 600);
    g_signal_connect(window, "response", G_CALLBACK(gtk_widget_destroy), nullptr);
    gtk_widget_show_all(window);
}

}  // namespace quant::plugin

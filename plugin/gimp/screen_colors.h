// Converts colors of an image to colors of the monitor, so that a dialog shows what the canvas
// shows; for GTK 2 and GTK 3.
#pragma once

#include <gtk/gtk.h>
#include <libgimp/gimp.h>

#include <memory>
#include <span>
#include <string>

#include "gimp/host.h"

namespace quant::plugin {

class ScreenColors {
public:
    explicit ScreenColors(DrawableRef drawable);

    // Converts colors that have the numbers of the drawable's pixels to those of the monitor on
    // which the widget is. Alpha stays as it is.
    void convert(GtkWidget *widget, std::span<Color> colors) const;

    // Convert one color of the drawable's numbers to sRGB, and back. What the other space lacks is
    // clipped.
    Color to_srgb(const Color &color) const;
    Color from_srgb(const Color &color) const;

    // Returns the name of the profile that the numbers belong to, or "" if that is sRGB.
    const std::string &profile_name() const { return profile_name_; }

private:
    struct Unref {
        void operator()(gpointer object) const { g_object_unref(object); }
    };
    template <typename T>
    using Object = std::unique_ptr<T, Unref>;

    const Babl *format_;
    Object<GimpColorConfig> config_;
    Object<GimpColorProfile> profile_;  // of the colors after conversion by `format_`
    std::string profile_name_;
};

}  // namespace quant::plugin

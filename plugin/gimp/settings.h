// The settings that the dialog or a script's call chooses, and the file that stores them. GIMP 3
// itself stores only the last ones and one more set.
#pragma once

#include <string>
#include <vector>

#include "common/hand_picked.h"
#include "common/parameters.h"
#include "gimp/host.h"

namespace quant::plugin {

struct Settings {
    Parameters parameters;  // without `keep` and `palette`, which resolve() fills in
    bool keep_foreground = false;
    bool keep_background = false;
    bool use_palette = false;
    PaletteRef palette{};
    // These are texts for colors_of_text(), with the numbers of the image's pixels.
    std::string keep_text;
    std::string palette_text;  // if not empty, used instead of any other palette

    // Replaces a palette that is missing or empty by one that has colors, if GIMP has any, so that
    // a dialog does not offer GIMP's color history, which is empty at first. Does nothing if the
    // palette is in use: that is the user's choice.
    void offer_palette();

    // Returns the parameters with the current colors of the foreground, the background and the
    // palette, as the chosen drawables need them. Throws Failure if the palette is missing or
    // empty, or if a text is not one of colors.
    Parameters resolve(ImageRef image, const Drawables &chosen) const;

    // Returns the colors of the two texts. A text that is not one of colors counts as empty.
    HandPicked hand_picked() const;
    // Writes the two texts, and allows as many colors as are locked.
    void set_hand_picked(const HandPicked &picked);

    // Forgets what belongs to another image: colors that were picked in it, and a channel that this
    // image lacks. Named settings and those of a repeated call keep them.
    void forget_other_image(ImageRef image);
};

// Stores the settings that were applied last and those that the user has given a name. If the file
// is missing or damaged, the settings have their defaults.
class SavedSettings {
public:
    // The file is in the user's GIMP folder.
    SavedSettings();

    Settings last() const;
    std::vector<std::string> names() const;
    Settings named(const std::string &name) const;

    // Returns the name without what the file cannot store. Throws Failure if nothing is left.
    static std::string valid_name(const std::string &name);

    // These throw Failure if the file cannot be written.
    void set_last(const Settings &settings);
    // The name must be a valid one.
    void set_named(const std::string &name, const Settings &settings);
    void remove(const std::string &name);

private:
    std::string path_;
};

}  // namespace quant::plugin

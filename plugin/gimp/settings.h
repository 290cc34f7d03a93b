// The settings that the dialog or a script's call chooses, and the file that stores them. GIMP 3
// itself stores only the last ones and one more set.
#pragma once

#include <string>
#include <vector>

#include "common/parameters.h"
#include "gimp/host.h"

namespace quant::plugin {

struct Settings {
    Parameters parameters;  // without `keep` and `palette`, which resolve() fills in
    bool keep_foreground = false;
    bool keep_background = false;
    bool use_palette = false;
    PaletteRef palette{};

    // Returns the parameters with the current colors of the foreground, the background and the
    // palette, as the chosen drawables need them. Throws Failure if the palette is missing or
    // empty.
    Parameters resolve(ImageRef image, const Drawables &chosen) const;
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

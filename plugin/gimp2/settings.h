// The settings that the dialog or a script's call chooses, and the file that stores them. GIMP 2.10
// cannot store them itself; GIMP 3 can.
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
    std::string palette;

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

    // These throw Failure if the file cannot be written; set_named() also if the name is empty.
    void set_last(const Settings &settings);
    void set_named(const std::string &name, const Settings &settings);
    void remove(const std::string &name);

private:
    std::string path_;
};

}  // namespace quant::plugin

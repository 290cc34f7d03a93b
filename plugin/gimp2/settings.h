// The choices of the dialog and of a script's call, and the file that keeps them: GIMP 2.10 has
// nothing of its own for that (GIMP 3 has).
#pragma once

#include <string>
#include <vector>

#include "common/parameters.h"
#include "gimp/host.h"

namespace quant::plugin {

struct Settings {
    Parameters parameters;  // without colors to keep and those of a palette
    bool keep_foreground = false;
    bool keep_background = false;
    bool use_palette = false;
    std::string palette;

    // With the colors that these are now, for this drawable. Throws Failure.
    Parameters resolve(DrawableRef drawable) const;
};

// The settings that were applied last, and those that the person gave a name. All is as at first
// where the file is missing or damaged.
class SavedSettings {
public:
    // The file is in GIMP's folder of the person.
    SavedSettings();

    Settings last() const;
    std::vector<std::string> names() const;
    Settings named(const std::string &name) const;

    // Throw Failure where the file cannot be written.
    void set_last(const Settings &settings);
    void set_named(const std::string &name, const Settings &settings);
    void remove(const std::string &name);

private:
    std::string path_;
};

}  // namespace quant::plugin

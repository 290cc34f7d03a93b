// Finds the translations. They lie beside the program or module, so that they are also found if a
// user installs it in a folder of their own.
#pragma once

#include <string>

namespace quant::plugin {

// Returns the folder "locale" beside the program or module that this code is compiled into, or an
// empty string if the place of that file is not known.
std::string locale_folder();

// Makes gettext look for the texts of a domain in locale_folder().
void use_texts(const char *domain);

}  // namespace quant::plugin

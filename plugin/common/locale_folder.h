// The translations lie beside the program or module, so that a folder of a person's own has them
// too.
#pragma once

#include <string>

namespace quant::plugin {

// The folder "locale" beside the program or module that this is compiled into.
std::string locale_folder();

// Has gettext take the texts of a domain from there.
void use_texts(const char *domain);

}  // namespace quant::plugin

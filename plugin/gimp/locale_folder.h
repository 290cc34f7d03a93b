// The translations lie beside the program, so that a folder of a person's own has them too.
#ifndef QUANT_PLUGIN_GIMP_LOCALE_FOLDER_H
#define QUANT_PLUGIN_GIMP_LOCALE_FOLDER_H

#include <string>

namespace quant::plugin {

// The folder "locale" where this program is.
std::string locale_folder();

// Has text.h take texts from there, in the language of the environment.
void use_texts();

}  // namespace quant::plugin
#endif

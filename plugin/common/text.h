// Messages in the person's language. The hosts choose the language; without one it is English.
#pragma once

#include <libintl.h>

#include <initializer_list>
#include <string>

#define QUANT_TEXT_DOMAIN "quant-plugin"
#define _(text) dgettext(QUANT_TEXT_DOMAIN, text)
#define N_(text) text

namespace quant::plugin {

// Puts arguments in the places %1 to %9 of a text, in the order that the language wants.
std::string format_text(const std::string &text, std::initializer_list<std::string> arguments);

}  // namespace quant::plugin

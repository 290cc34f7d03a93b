// Translates and formats messages. The host chooses the language; without a translation, a text is
// in English.
#pragma once

#include <libintl.h>

#include <cstddef>
#include <initializer_list>
#include <string>

#define QUANT_TEXT_DOMAIN "quant-plugin"
#define _(text) dgettext(QUANT_TEXT_DOMAIN, text)
#define N_(text) text
// Returns the form that the language has for this number of things.
#define NP_(one, more, number) dngettext(QUANT_TEXT_DOMAIN, one, more, number)

namespace quant::plugin {

// Returns the text with its placeholders %1 to %9 replaced by the arguments. A translation may
// change the order of the placeholders.
std::string format_text(const std::string &text, std::initializer_list<std::string> arguments);

// Returns the number with a separator between thousands: that of the locale or, where it has none
// in UTF-8, a comma or a narrow space, whichever cannot be taken for the decimal point.
std::string grouped(std::size_t number);

}  // namespace quant::plugin

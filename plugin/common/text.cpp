// A percent sign that names no argument is copied as it is.
#include "common/text.h"

#include <glib.h>

#include <clocale>
#include <cstring>

namespace quant::plugin {

std::string format_text(const std::string &text, std::initializer_list<std::string> arguments) {
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const std::size_t argument =
            text[i] == '%' && i + 1 < text.size() ? static_cast<std::size_t>(text[i + 1] - '1') : 9;
        if (argument < arguments.size()) {
            result += arguments.begin()[argument];
            ++i;
        } else {
            result += text[i];
        }
    }
    return result;
}

std::string grouped(std::size_t number) {
    const std::lconv *locale = std::localeconv();
    std::string separator = locale->thousands_sep;
    if (separator.empty() || !g_utf8_validate(separator.c_str(), -1, nullptr))
        separator = std::strcmp(locale->decimal_point, ",") == 0 ? "\u202f" : ",";
    std::string text = std::to_string(number);
    for (std::size_t end = text.size(); end > 3; end -= 3) text.insert(end - 3, separator);
    return text;
}

}  // namespace quant::plugin

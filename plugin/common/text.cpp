// A percent sign that names no argument is copied as it is.
#include "common/text.h"

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

}  // namespace quant::plugin

// Replaces invalid UTF-8 when it prints JSON, where the library would throw by default.
#include "base/json_text.h"

#include <algorithm>

#include "base/text.h"

namespace quant::cli {

std::string json_text(const Json &json) {
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string json_line(const Json &json) {
    return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string json_string(const std::string &text) {
    const auto is_plain = [](char c) { return c >= ' ' && c <= '~' && c != '"' && c != '\\'; };
    if (std::ranges::all_of(text, is_plain)) return '"' + text + '"';
    return Json(text).dump(-1, ' ', false, Json::error_handler_t::replace);
}

bool is_utf8(std::string_view text) {
    if (std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; }))
        return true;
    try {
        return !Json(text).dump().empty();
    } catch (const Json::exception &) {
        return false;
    }
}

std::string percent_escaped(std::string_view bytes) {
    return escaped(bytes, "%", [](unsigned char byte) {
        return byte > 0x20 && byte < 0x7f && byte != '%' && byte != '\\';
    });
}

}  // namespace quant::cli

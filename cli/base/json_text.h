// The JSON type and its printed form, shared by all commands.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "base/json_fwd.h"

namespace quant::cli {

template <typename T>
Json value_or_null(const std::optional<T> &value) {
    return value ? Json(*value) : Json(nullptr);
}

// Returns null for an empty text, which stands for a text that is not known.
inline Json text_or_null(const std::string &text) { return text.empty() ? Json() : Json(text); }

// Returns the text of a JSON value, indented by two spaces and with a line feed at the end. Bytes
// that are not UTF-8, which a file name may contain, become U+FFFD.
std::string json_text(const Json &json);

// Returns the same in one line.
std::string json_line(const Json &json);

// Returns the text as a JSON string, with its quotes.
std::string json_string(const std::string &text);

// Returns whether the bytes are UTF-8, as all text in JSON is.
bool is_utf8(std::string_view text);

// Returns the bytes as text from which they can be made again, as in a URL: "%", "\" and all bytes
// that are not printable ASCII become "%" and two hexadecimal digits.
std::string percent_escaped(std::string_view bytes);

}  // namespace quant::cli

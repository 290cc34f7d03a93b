// The JSON type and its printed form, shared by all commands.
#pragma once

#include <optional>
#include <string>

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

}  // namespace quant::cli

// Replaces invalid UTF-8 when it prints JSON, where the library would throw by default.
#include "base/json_text.h"

namespace quant::cli {

std::string json_text(const Json &json) {
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace quant::cli

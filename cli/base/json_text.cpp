// The one place that turns JSON into text.
#include "base/json_text.h"

namespace quant::cli {

std::string json_text(const Json &json) {
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace quant::cli

// Names the JSON type for headers. Its definition, in base/json_text.h, takes seconds to compile.
#pragma once

#include <nlohmann/json_fwd.hpp>

namespace quant::cli {

// Keeps fields in the order in which they are added, because scripts and people read them in that
// order.
using Json = nlohmann::ordered_json;

}  // namespace quant::cli

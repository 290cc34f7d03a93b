// Names the JSON type for headers. The whole type takes seconds to compile: base/json_text.h has
// it.
#pragma once

#include <nlohmann/json_fwd.hpp>

namespace quant::cli {

// Keeps fields in the order in which they are added, because scripts and people read them in that
// order.
using Json = nlohmann::ordered_json;

}  // namespace quant::cli

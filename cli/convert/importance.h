// importance.h: --importance FILE, a picture whose brightness says how much each pixel counts.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <quant/quant.hpp>

namespace quant::cli {

class Decoder;
struct Layout;

struct ImportanceMap {
    std::string name;
    std::size_t width = 0;
    std::size_t height = 0;
    std::vector<std::uint8_t> values;
};

// Gray values of a picture as they are, the luma of colors, and of either as much as is opaque:
// painted on a transparent layer, the map is 0 where nothing is. Throws FailureOf and Interrupted.
ImportanceMap read_importance(const std::string &name, Decoder &decoder);

// Has the options point to the map. Throws Failure unless the picture has its size.
void use_importance(const ImportanceMap &map, const Layout &picture, Options &options);

}  // namespace quant::cli

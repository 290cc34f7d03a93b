// --importance FILE: a picture whose brightness says how much each pixel counts.
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

// Reads the map: the gray values of a picture or the luma of its colors, multiplied by alpha. A map
// that is painted on a transparent layer is therefore 0 where nothing is painted. Throws FailureOf
// and Interrupted.
ImportanceMap read_importance(const std::string &name, Decoder &decoder);

// Makes the options point to the map, which must outlive them. Throws Failure unless the picture
// has the size of the map.
void use_importance(const ImportanceMap &map, const Layout &picture, Options &options);

}  // namespace quant::cli

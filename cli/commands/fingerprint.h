// Tells whether two runs would write the same outputs.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include <quant/quant.hpp>

namespace CLI {
class App;
}

namespace quant::cli {

// Returns a hash of the version and of all options of the command, given or by default, but for
// those of which it is known that they do not change what is written. `colors` and `map` are what
// the files of --palette and --importance have.
std::uint64_t fingerprint_of(CLI::App &command, std::span<const Color> colors,
                             std::span<const std::uint8_t> map);

}  // namespace quant::cli

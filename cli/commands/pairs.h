// Which options of a command do not go together.
#pragma once

namespace CLI {
class App;
}

namespace quant::cli {

// Throws UsageError if two options are given that exclude each other, or one without another that
// it needs. What depends on values is checked by the commands themselves.
void check_pairs(const CLI::App &command);

}  // namespace quant::cli

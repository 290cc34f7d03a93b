// Reads the arguments of a command before CLI11 does.
#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace quant::cli {

// Returns the arguments of a command in a form that CLI11 reads as they are meant: each option by
// its full name, its value as an argument of its own, and all operands after "--". Throws
// UsageError, in words that help, for an unknown or repeated option and a missing or extra value.
std::vector<std::string> read_arguments(const CLI::App &command,
                                        const std::vector<std::string> &arguments);

// Returns "; did you mean NAME?" with the name that is nearest to the given one, or nothing if none
// is near.
std::string suggestion(const std::string &given, const std::vector<std::string> &names);

}  // namespace quant::cli

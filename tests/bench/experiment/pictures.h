// The pictures that the programs of this folder measure.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include <quant/quant.hpp>

namespace quant::experiment {

// The names of built-in pictures begin with this, so that all results say so.
inline constexpr const char *kSynthetic = "synthetic-";

// Calls visit(name, image) for each of these files, or for built-in pictures of 150x150 and
// 1024x1024 pixels if there are none. A file is named without its folder, unless two have the same
// name. A picture that cannot be read, or for which visit() throws Failure, is named on stderr and
// left out. Returns whether all were visited. Throws FailureOf and Interrupted.
bool for_each_picture(const std::vector<std::string> &files,
                      const std::function<void(const std::string &, const Image &)> &visit);

}  // namespace quant::experiment

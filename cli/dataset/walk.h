// Finds the pictures in a folder and in all folders below it.
#pragma once

#include <string>
#include <vector>

namespace quant::cli {

// Returns the paths of the pictures below the folder, with '/', sorted byte by byte. Their depth
// does not matter: published archives put the folders seg_train/seg_train/CLASS/ around them, or
// none. A file is a picture if it has the extension of one (.jpg, .PNG, ...), even if it is broken.
// Hidden files are skipped, and so is __MACOSX, which archives made on a Mac contain. Symbolic
// links are followed, but not in circles. The folder `left_out` is skipped with everything below
// it, if it exists. Throws FailureOf for a folder that cannot be read, and Interrupted.
std::vector<std::string> pictures_below(const std::string &folder,
                                        const std::string &left_out = {});

}  // namespace quant::cli

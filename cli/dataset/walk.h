// walk.h: finds the pictures in a folder and in all folders below it.
#pragma once

#include <string>
#include <vector>

namespace quant::cli {

// Names below the folder, with '/', bytewise sorted. How deep they lie does not matter: published
// archives put seg_train/seg_train/CLASS/ around them, or nothing. A picture is what ends like one
// (.jpg, .PNG, ...), also if it turns out to be broken; hidden files, and __MACOSX, which archives
// made on a Mac carry along, are not looked at. Symbolic links are followed, but not in circles.
// `left_out`, if there is such a folder, is passed by, with what lies below it.
// Throws FailureOf for a folder that cannot be read, and Interrupted.
std::vector<std::string> pictures_below(const std::string &folder,
                                        const std::string &left_out = {});

}  // namespace quant::cli

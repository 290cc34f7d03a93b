// Finds the pictures in a folder, and in all folders below it.
#pragma once

#include <string>
#include <vector>

#include "inputs/patterns.h"

namespace quant::cli {

// Which files of a folder are taken.
struct WalkRules {
    bool recursive = true;              // looks into the folders below, too
    std::string left_out;               // this folder is skipped with everything below it
    Patterns patterns;                  // which names are wanted and which are not
    std::vector<std::string> suffixes;  // files whose stem ends in one of them are skipped
};

// A folder whose contents could not be read.
struct UnreadFolder {
    std::string path;
    std::string reason;
};

struct Found {
    std::vector<std::string> names;  // paths below the folder, with '/', sorted byte by byte
    std::vector<UnreadFolder> unread;
    bool passed_folders = false;  // there are folders below it, and they were not to be looked into
};

// Returns the pictures in a folder. A file is a picture if it has the extension of one (.jpg, .PNG,
// ...), even if it is broken, or if a pattern wants it. Hidden files are skipped, and so is
// __MACOSX, which archives made on a Mac contain. Symbolic links are followed, but each
// folder gives its pictures once.
// Throws FailureOf for a folder that cannot be read, but not for those below it, and Interrupted.
Found find_pictures(const std::string &folder, const WalkRules &rules);

// Returns the pictures at any depth below the folder, without the folder `left_out`. Their depth
// does not matter: published archives put the folders seg_train/seg_train/CLASS/ around them, or
// none. Throws FailureOf for any folder that cannot be read, and Interrupted.
std::vector<std::string> pictures_below(const std::string &folder,
                                        const std::string &left_out = {});

}  // namespace quant::cli

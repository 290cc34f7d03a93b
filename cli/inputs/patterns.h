// Which names in a folder are wanted, by patterns as the shell has them.
#pragma once

#include <string>
#include <vector>

namespace quant::cli {

// Matches names by fnmatch(3). A pattern with a '/' stands for a path below the folder, in which a
// * goes beyond a '/' too; one without for a name.
class Patterns {
public:
    Patterns() = default;
    Patterns(std::vector<std::string> include, std::vector<std::string> exclude);

    // Returns whether a file is wanted by its name, or else by its extension.
    bool take(const std::string &name, const std::string &below) const;

    // Returns whether a file or folder, with everything below it, is not wanted.
    bool excludes(const std::string &name, const std::string &below) const;

    bool empty() const { return include_.empty() && exclude_.empty(); }

private:
    std::vector<std::string> include_, exclude_;
};

}  // namespace quant::cli

// Which names in a folder are wanted, by patterns such as those of the shell.
#pragma once

#include <string>
#include <vector>

namespace quant::cli {

// Matches by fnmatch(3). A pattern that has a '/' stands for a path below the folder, in which a *
// matches a '/' too; any other stands for a name, the last part of that path.
class Patterns {
public:
    Patterns() = default;
    Patterns(std::vector<std::string> include, std::vector<std::string> exclude);

    // Returns whether there are patterns that say which files are wanted.
    bool has_includes() const { return !include_.empty(); }

    bool includes(const std::string &name, const std::string &below) const;

    // Returns whether a file, or a folder with everything below it, is not wanted.
    bool excludes(const std::string &name, const std::string &below) const;

    bool empty() const { return include_.empty() && exclude_.empty(); }

private:
    std::vector<std::string> include_, exclude_;
};

}  // namespace quant::cli

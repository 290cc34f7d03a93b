// Gives each pattern to fnmatch(3) as the user wrote it. The program never sets a locale, so that
// patterns match bytes, in any encoding of the names.
#include "inputs/patterns.h"

#include <algorithm>
#include <utility>

#include <fnmatch.h>

namespace quant::cli {
namespace {

bool any_matches(const std::vector<std::string> &patterns, const std::string &name,
                 const std::string &below) {
    return std::ranges::any_of(patterns, [&](const std::string &pattern) {
        const bool is_path = pattern.find('/') != std::string::npos;
        return ::fnmatch(pattern.c_str(), (is_path ? below : name).c_str(), 0) == 0;
    });
}

}  // namespace

Patterns::Patterns(std::vector<std::string> include, std::vector<std::string> exclude)
    : include_(std::move(include)), exclude_(std::move(exclude)) {
    // A shell completes the name of a folder with a slash, which no path below a folder ends in.
    for (std::string &pattern : exclude_)
        while (pattern.size() > 1 && pattern.ends_with('/')) pattern.pop_back();
}

bool Patterns::includes(const std::string &name, const std::string &below) const {
    return any_matches(include_, name, below);
}

bool Patterns::excludes(const std::string &name, const std::string &below) const {
    return any_matches(exclude_, name, below);
}

}  // namespace quant::cli

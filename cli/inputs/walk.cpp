// Enters each folder once, and links to folders after all others, so that a picture is found where
// it really is, links that lead in circles end, and folders full of links to each other do not
// multiply. A folder is closed before those in it are entered, so that their depth is not limited
// by the number of open files.
#include "inputs/walk.h"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include <sys/stat.h>

#include "base/failure.h"
#include "base/signals.h"
#include "io/format.h"

namespace quant::cli {
namespace {

namespace fs = std::filesystem;

class Walk {
public:
    Walk(std::string root, const WalkRules &rules) : root_(std::move(root)), rules_(rules) {
        if (!rules.left_out.empty()) left_out_ = id_of(rules.left_out);
    }

    Found run() {
        enter("");
        while (!links_.empty()) {
            std::vector<std::string> links = std::exchange(links_, {});
            std::sort(links.begin(), links.end());
            for (const std::string &link : links) enter(link);
        }
        std::sort(found_.names.begin(), found_.names.end());
        return std::move(found_);
    }

private:
    using FolderId = std::pair<dev_t, ino_t>;

    static std::optional<FolderId> id_of(const std::string &folder) {
        struct stat status;
        if (::stat(folder.c_str(), &status) != 0) return {};
        return FolderId(status.st_dev, status.st_ino);
    }

    // `below` is empty or ends in '/'. The user may have named the folder that is to be left out,
    // and then means it.
    void enter(const std::string &below) {
        const auto id = id_of(path_of(below));
        if (!id) return cannot("open", below, errno_text());
        if (!below.empty() && id == left_out_) return;
        if (!entered_.insert(*id).second) return;
        for (const std::string &name : read(below)) enter(below + name + "/");
    }

    // Takes the pictures in a folder, and returns the names of the folders to enter.
    std::vector<std::string> read(const std::string &below) {
        std::vector<std::string> folders;
        std::error_code error;
        fs::directory_iterator entry(path_of(below), error);
        for (const fs::directory_iterator end; !error && entry != end; entry.increment(error)) {
            signals::check();
            std::string name = entry->path().filename().string();
            if (is_hidden(name) || rules_.patterns.excludes(name, below + name)) continue;
            std::error_code nowhere;  // a link to nothing is neither a folder nor a file
            if (entry->is_directory(nowhere)) {
                if (entry->is_symlink(nowhere))
                    links_.push_back(below + name + "/");
                else
                    folders.push_back(std::move(name));
            } else if (is_wanted(name, below + name) && entry->is_regular_file(nowhere)) {
                found_.names.push_back(below + name);
            }
        }
        if (error) cannot("read", below, error.message());
        std::sort(folders.begin(), folders.end());
        if (rules_.recursive) return folders;
        found_.passed_folders = !folders.empty() || !links_.empty();
        links_.clear();
        return {};
    }

    static bool is_hidden(const std::string &name) {
        return name.front() == '.' || name == "__MACOSX";
    }

    bool is_wanted(const std::string &name, const std::string &below) const {
        const fs::path path(name);
        const bool is_picture = format_of_extension(path.extension().string());
        if (is_picture && is_result(path.stem().string())) return false;
        return rules_.patterns.has_includes() ? rules_.patterns.includes(name, below) : is_picture;
    }

    bool is_result(std::string_view stem) const {
        return std::ranges::any_of(
            rules_.suffixes, [&](const std::string &suffix) { return stem.ends_with(suffix); });
    }

    // The user named the folder at the top, and must know at once. The pictures beside one further
    // below are still wanted.
    void cannot(const char *what, const std::string &below, const std::string &reason) {
        const std::string message = std::string("cannot ") + what + ": " + reason;
        if (below.empty()) throw FailureOf(root_, message);
        std::string path = path_of(below);
        path.pop_back();
        found_.unread.push_back({std::move(path), message});
    }

    std::string path_of(const std::string &below) const {
        return (fs::path(root_) / below).string();
    }

    std::string root_;
    const WalkRules &rules_;
    std::optional<FolderId> left_out_;
    std::set<FolderId> entered_;
    std::vector<std::string> links_;  // to folders, not entered yet
    Found found_;
};

}  // namespace

Found find_pictures(const std::string &folder, const WalkRules &rules) {
    return Walk(folder, rules).run();
}

std::vector<std::string> pictures_below(const std::string &folder, const std::string &left_out) {
    WalkRules rules;
    rules.left_out = left_out;
    Found found = find_pictures(folder, rules);
    if (!found.unread.empty())
        throw FailureOf(found.unread.front().path, found.unread.front().reason);
    return std::move(found.names);
}

}  // namespace quant::cli

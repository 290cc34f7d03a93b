// Searches depth first, and remembers the folders above to recognize circles of links.
#include "dataset/walk.h"

#include <algorithm>
#include <filesystem>
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
    Walk(std::string root, const std::string &left_out) : root_(std::move(root)) {
        struct stat status;
        // This folder is treated as one above, so that it is not entered.
        if (!left_out.empty() && ::stat(left_out.c_str(), &status) == 0)
            above_.emplace_back(status.st_dev, status.st_ino);
    }

    std::vector<std::string> run() {
        enter("");
        std::sort(found_.begin(), found_.end());
        return std::move(found_);
    }

private:
    using FolderId = std::pair<dev_t, ino_t>;

    // `below` is empty or ends in '/'.
    void enter(const std::string &below) {
        const std::string folder = (fs::path(root_) / below).string();
        struct stat status;
        if (::stat(folder.c_str(), &status) != 0)
            throw FailureOf(folder, "cannot open: " + errno_text());
        const FolderId id(status.st_dev, status.st_ino);
        if (std::find(above_.begin(), above_.end(), id) != above_.end()) return;
        above_.push_back(id);
        std::error_code error;
        fs::directory_iterator entry(folder, error);
        for (const fs::directory_iterator end; !error && entry != end; entry.increment(error)) {
            signals::check();
            visit(*entry, below);
        }
        if (error) throw FailureOf(folder, "cannot read: " + error.message());
        above_.pop_back();
    }

    void visit(const fs::directory_entry &entry, const std::string &below) {
        const std::string name = entry.path().filename().string();
        if (name.front() == '.' || name == "__MACOSX") return;
        std::error_code error;  // a link to nothing is neither a folder nor a file
        if (entry.is_directory(error)) {
            enter(below + name + "/");
        } else if (entry.is_regular_file(error) &&
                   format_of_extension(entry.path().extension().string())) {
            found_.push_back(below + name);
        }
    }

    std::string root_;
    std::vector<FolderId> above_;
    std::vector<std::string> found_;
};

}  // namespace

std::vector<std::string> pictures_below(const std::string &folder, const std::string &left_out) {
    return Walk(folder, left_out).run();
}

}  // namespace quant::cli

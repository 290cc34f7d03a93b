// Asks the system about each name that the user gave whether it is a folder, and about nothing else
// that is in a folder.
#include "inputs/input_list.h"

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <numeric>
#include <unordered_set>
#include <utility>

#include <sys/stat.h>

#include "base/failure.h"
#include "base/signals.h"
#include "inputs/name_list.h"

namespace quant::cli {
namespace {

constexpr const char *kResultSuffix = "-quant";

// Gives the bytes of a path one by one, without what does not change its meaning: ./ and further
// slashes. So ./a//b and a/b are the same.
class PlainPath {
public:
    explicit PlainPath(std::string_view path) : at_(path.data()) {
        if (!path.starts_with("./")) return;
        at_ += 2;
        skip();
        if (std::strcmp(at_, "-") == 0) at_ = "./-";  // not standard input
    }

    // Returns the next byte, and 0 at the end.
    unsigned char next() {
        const char c = *at_;
        if (c == '\0') return 0;
        ++at_;
        if (c == '/') skip();
        return static_cast<unsigned char>(c);
    }

private:
    void skip() {
        for (;;) {
            if (at_[0] == '/')
                ++at_;
            else if (at_[0] == '.' && at_[1] == '/')
                at_ += 2;
            else
                return;
        }
    }

    const char *at_;
};

// Returns a number below, at or above 0, as std::strcmp() does.
int compare(std::string_view one, std::string_view other) {
    PlainPath a(one), b(other);
    for (;;) {
        const unsigned char x = a.next(), y = b.next();
        if (x != y) return x < y ? -1 : 1;
        if (x == 0) return 0;
    }
}

// These two make a set of paths of the places that the paths have in the list.
struct HashOfPath {
    const InputList *list;
    std::size_t operator()(std::size_t index) const {
        std::uint64_t hash = 0xCBF29CE484222325U;  // FNV-1a
        PlainPath path((*list)[index].path);
        while (const unsigned char c = path.next()) hash = (hash ^ c) * 0x100000001B3U;
        return hash;
    }
};

struct SamePath {
    const InputList *list;
    bool operator()(std::size_t one, std::size_t other) const {
        return compare((*list)[one].path, (*list)[other].path) == 0;
    }
};

class Listing {
public:
    Listing(const InputOptions &options, const OwnResults &own) : options_(options) {
        rules_.recursive = options.recursive;
        rules_.left_out = own.folder;
        rules_.patterns = Patterns(options.include, options.exclude);
        rules_.suffixes.emplace_back(kResultSuffix);
        if (!own.suffix.empty()) rules_.suffixes.push_back(own.suffix);
    }

    InputList run() {
        for (const std::string &operand : options_.operands) add_named(operand);
        if (options_.files_from)
            read_name_list(
                *options_.files_from, options_.null_separated,
                // Only the operand - is standard input.
                [this](const std::string &name) { add_named(name == "-" ? "./-" : name); });
        if (list_.empty() && list_.unread.empty()) fail_without_input();
        if (options_.shard) list_.keep(*options_.shard);
        return std::move(list_);
    }

private:
    void add_named(const std::string &name) {
        signals::check();
        struct stat status;
        if (name != "-" && ::stat(name.c_str(), &status) == 0 && S_ISDIR(status.st_mode))
            add_folder(name);
        else
            add(name, 0);
    }

    void add_folder(const std::string &folder) {
        Found found = find_pictures(folder, rules_);
        for (const std::string &name : found.names)
            add((std::filesystem::path(folder) / name).string(), name.size());
        std::ranges::move(found.unread, std::back_inserter(list_.unread));
        if (folders_++ == 0) first_folder_ = folder;
        passed_folders_ |= found.passed_folders;
    }

    void add(std::string_view path, std::size_t below) {
        list_.add(path, below);
        if (!seen_.insert(list_.size() - 1).second) list_.remove_last();
    }

    [[noreturn]] void fail_without_input() const {
        if (folders_ == 0)
            throw NoInputs("the list " + options_.files_from.value_or("") + " is empty");
        std::string message = "there are no pictures in " + first_folder_;
        if (folders_ > 1) message += " and " + std::to_string(folders_ - 1) + " more";
        if (!rules_.patterns.empty()) message += " that --include and --exclude leave";
        if (passed_folders_) message += " (--recursive looks into the folders there)";
        throw NoInputs(message);
    }

    const InputOptions &options_;
    WalkRules rules_;
    InputList list_;
    std::unordered_set<std::size_t, HashOfPath, SamePath> seen_{0, {&list_}, {&list_}};
    std::size_t folders_ = 0;  // among what the user named
    std::string first_folder_;
    bool passed_folders_ = false;
};

}  // namespace

Input InputList::operator[](std::size_t index) const {
    const Entry &entry = entries_[index];
    const std::string_view path = names_.data() + entry.begin;
    return {path, path.substr(path.size() - entry.below), entry.number};
}

void InputList::add(std::string_view path, std::size_t below) {
    ++whole_size_;
    entries_.push_back({names_.size(), static_cast<std::uint32_t>(below),
                        static_cast<std::uint32_t>(whole_size_)});
    names_.append(path) += '\0';
}

void InputList::remove_last() {
    names_.resize(entries_.back().begin);
    entries_.pop_back();
    --whole_size_;
}

void InputList::keep(const Shard &shard) {
    std::vector<std::size_t> sorted(size());
    std::iota(sorted.begin(), sorted.end(), std::size_t{0});
    std::sort(sorted.begin(), sorted.end(), [this](std::size_t one, std::size_t other) {
        return compare((*this)[one].path, (*this)[other].path) < 0;
    });
    std::vector<bool> is_kept(size());
    for (std::size_t rank = 0; rank < sorted.size(); ++rank)
        is_kept[sorted[rank]] = shard.has(rank);
    InputList kept;
    for (std::size_t i = 0; i < size(); ++i) {
        if (!is_kept[i]) continue;
        kept.add((*this)[i].path, entries_[i].below);
        kept.entries_.back().number = entries_[i].number;
    }
    names_ = std::move(kept.names_);
    entries_ = std::move(kept.entries_);
}

std::size_t readers_of_standard_input(const InputOptions &options) {
    return static_cast<std::size_t>(std::ranges::count(options.operands, "-")) +
           (options.files_from == "-" ? 1 : 0);
}

InputList list_inputs(const InputOptions &options, const OwnResults &own) {
    return Listing(options, own).run();
}

}  // namespace quant::cli

// Reads the list piece by piece, because it may be as long as all names of a disk.
#include "inputs/name_list.h"

#include <string_view>
#include <vector>

#include <unistd.h>

#include "base/failure.h"
#include "base/open_file.h"
#include "base/signals.h"

namespace quant::cli {
namespace {

// Some editors put it before the first line.
constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

constexpr std::uint64_t kMostBytesOfStream = std::uint64_t{1} << 30;

class NameSplitter {
public:
    NameSplitter(const std::string &list, bool null_separated, const TakeName &take)
        : list_(list), null_separated_(null_separated), take_(take) {}

    void add(std::string_view bytes) {
        if (!null_separated_ && bytes.find('\0') != std::string_view::npos)
            throw UsageError("the list " + list_ +
                             " has NUL bytes; --null takes names that end in them");
        const char separator = null_separated_ ? '\0' : '\n';
        for (;;) {
            const std::size_t end = bytes.find(separator);
            name_.append(bytes.substr(0, end));
            if (end == std::string_view::npos) return;
            if (!null_separated_ && name_.ends_with('\r')) name_.pop_back();
            finish();
            bytes.remove_prefix(end + 1);
        }
    }

    // Takes what has no separator behind it.
    void finish() {
        if (is_first_ && !null_separated_ && name_.starts_with(kByteOrderMark))
            name_.erase(0, kByteOrderMark.size());
        is_first_ = false;
        if (!name_.empty()) take_(name_);
        name_.clear();
    }

private:
    const std::string &list_;
    bool null_separated_;
    const TakeName &take_;
    std::string name_;
    bool is_first_ = true;
};

}  // namespace

void read_name_list(const std::string &list, bool null_separated, const TakeName &take) {
    const std::string shown = list == "-" ? "standard input" : list;
    NameSplitter splitter(shown, null_separated, take);
    const auto check = [&shown](bool fine, const std::string &what) {
        if (!fine) throw FailureOf(shown, what);
    };
    Fd fd;
    try {
        fd = open_file(list, [](std::span<const std::byte>) { return kMostBytesOfStream; });
    } catch (const Failure &failure) {
        signals::check();
        check(false, failure.what());
    }
    std::vector<char> block(std::size_t{1} << 16);
    for (off_t at = 0;;) {
        signals::check();
        const ssize_t count = ::pread(fd.get(), block.data(), block.size(), at);
        if (count < 0 && errno == EINTR) continue;
        check(count >= 0, "cannot read: " + errno_text());
        if (count == 0) return splitter.finish();
        splitter.add({block.data(), static_cast<std::size_t>(count)});
        at += count;
    }
}

}  // namespace quant::cli

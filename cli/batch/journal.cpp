// Reads, locks and appends to the journal.
#include "batch/journal.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string_view>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include "base/failure.h"
#include "base/hash.h"
#include "base/json_text.h"
#include "base/output_file.h"

namespace quant::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kFirstLine = "quant journal 1";
constexpr const char *kExtension = ".journal";
constexpr std::size_t kHexDigits = 16;

// Returns the path without what does not change its meaning. Most paths have nothing of that.
std::string plain(const std::string &path) {
    const bool is_plain =
        path.find("//") == std::string::npos && path.find("./") == std::string::npos;
    return is_plain ? path : fs::path(path).lexically_normal().string();
}

std::uint64_t key_of(const std::string &input, const std::string &output) {
    return hash64(plain(input) + '\0' + plain(output));
}

// Returns the lines with their checksums before them.
std::string checked_line(std::string_view text) {
    return hex64(hash64(text)) + ' ' + std::string(text) + '\n';
}

std::optional<std::uint64_t> number_of(std::string_view hex) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(hex.data(), hex.data() + hex.size(), value, 16);
    return hex.size() == kHexDigits && error == std::errc{} && end == hex.data() + hex.size()
               ? std::optional(value)
               : std::nullopt;
}

// Writes the JSON itself, as this is done for each file of a batch.
std::string line_of(const JournalRecord &record) {
    std::string text = R"({"key":")" + hex64(key_of(record.input, record.output));
    text.append(R"(","input":)").append(json_string(record.input));
    text.append(R"(,"size":)").append(std::to_string(record.input_stamp.size));
    text.append(R"(,"modified":)").append(std::to_string(record.input_stamp.modified));
    text.append(R"(,"hash":")").append(hex64(record.input_hash));
    text.append(R"(","options":")").append(hex64(record.options));
    text.append(R"(","output":)").append(json_string(record.output));
    text.append(R"(,"nothing_written":)").append(record.nothing_written ? "true" : "false");
    text.append(R"(,"output_size":)").append(std::to_string(record.output_stamp.size));
    text.append(R"(,"output_modified":)").append(std::to_string(record.output_stamp.modified));
    text.append(R"(,"output_hash":")").append(hex64(record.output_hash)).append("\"}");
    return checked_line(text);
}

// An output is never a link, and an input may be one.
std::optional<FileStamp> stamp_of_path(const std::string &path, bool follow) {
    struct stat status;
    const int flags = follow ? 0 : AT_SYMLINK_NOFOLLOW;
    if (::fstatat(AT_FDCWD, path.c_str(), &status, flags) != 0 || !S_ISREG(status.st_mode))
        return {};
    return stamp_of(status);
}

bool has_hash(const std::string &path, std::uint64_t hash) {
    const Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    try {
        return fd && hash64_of_file(fd.get()) == hash;
    } catch (const Failure &) {
        return false;
    }
}

std::string name_in_folder(const std::string &folder, const std::optional<Shard> &shard) {
    const std::string name =
        shard ? "shard-" + std::to_string(shard->index) + "-of-" + std::to_string(shard->count)
              : "quant";
    return (fs::path(folder) / (name + kExtension)).string();
}

}  // namespace

Journal::Journal(const std::string &path, const std::optional<Shard> &shard, bool read_only)
    : path_(path) {
    std::error_code error;
    const bool is_folder = path.ends_with('/') || fs::is_directory(path, error);
    if (is_folder) {
        if (!read_only) make_folder(path);
        path_ = name_in_folder(path, shard);
        read_others(path);
    }
    open(read_only);
}

void Journal::read_others(const std::string &folder) {
    std::error_code error;
    for (const auto &entry : fs::directory_iterator(folder, error)) {
        if (entry.path().extension() != kExtension || entry.path() == path_) continue;
        const Fd fd(::open(entry.path().c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
        struct stat status;
        if (fd && ::fstat(fd.get(), &status) == 0 && S_ISREG(status.st_mode))
            read(fd.get(), entry.path());
    }
}

void Journal::open(bool read_only) {
    const int mode = read_only ? O_RDONLY : O_RDWR | O_CREAT | O_APPEND;
    Fd fd(::open(path_.c_str(), mode | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0666));
    if (!fd && read_only && errno == ENOENT) return;
    if (!fd) throw FailureOf(path_, "cannot open: " + errno_text());
    struct stat status;
    if (::fstat(fd.get(), &status) != 0 || !S_ISREG(status.st_mode))
        throw FailureOf(path_, "is not a regular file");
    if (!read_only && ::flock(fd.get(), LOCK_EX | LOCK_NB) != 0)
        throw FailureOf(path_, errno == EWOULDBLOCK ? "is in use by another run of quant"
                                                    : "cannot be locked: " + errno_text());
    fd_ = std::move(fd);
    const bool ends_torn = read(fd_.get(), path_);
    if (read_only) return;
    if (file_size(fd_.get()) == 0) {
        write_all(fd_.get(), checked_line(kFirstLine));
        sync_folder(folder_of(path_));
    } else if (ends_torn) {
        write_all(fd_.get(), "\n");  // so that the next record begins on a line of its own
    }
}

// Leaves out a line that is torn or changed. Returns whether the last one is torn, by a run that
// was killed while it wrote.
bool Journal::read(int fd, const std::string &path) {
    const Mapping file(fd, file_size(fd), PROT_READ);
    std::string_view text(reinterpret_cast<const char *>(file.data()), file.size());
    const std::string first = checked_line(kFirstLine);
    if (!text.substr(0, first.size()).starts_with(std::string_view(first).substr(0, text.size())))
        throw FailureOf(path, "is not a journal of quant");
    const bool ends_torn = !text.empty() && !text.ends_with('\n');
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        read_line(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return ends_torn;
}

void Journal::read_line(std::string_view line) {
    if (line.size() < kHexDigits + 1) return;
    const std::string_view text = line.substr(kHexDigits + 1);
    if (number_of(line.substr(0, kHexDigits)) != hash64(text)) return;
    try {
        add(text);
    } catch (const Json::exception &) {
        // Somebody else wrote it.
    }
}

void Journal::add(std::string_view text) {
    const Json json = Json::parse(text);
    const auto hex = [&](const char *name) {
        return number_of(json.value(name, std::string())).value_or(0);
    };
    entries_.emplace(hex("key"), Entry{{json.value("size", std::uint64_t{0}),
                                        json.value("modified", std::int64_t{0})},
                                       {json.value("output_size", std::uint64_t{0}),
                                        json.value("output_modified", std::int64_t{0})},
                                       hex("options"),
                                       hex("hash"),
                                       hex("output_hash"),
                                       json.value("nothing_written", false)});
}

bool Journal::has(const std::string &input, const std::string &output, std::uint64_t options,
                  bool verify) const {
    const auto [begin, end] = entries_.equal_range(key_of(input, output));
    if (begin == end) return false;
    const bool in_place = plain(input) == plain(output);
    const auto before = stamp_of_path(input, true), after = stamp_of_path(output, false);
    return std::any_of(begin, end, [&](const auto &pair) {
        const Entry &entry = pair.second;
        if (entry.options != options) return false;
        // An input that was replaced is known as the output that it is now.
        const bool has_input = !in_place || entry.nothing_written;
        const bool has_output = !entry.nothing_written;
        if (verify)
            return (!has_input || has_hash(input, entry.input_hash)) &&
                   (!has_output || has_hash(output, entry.output_hash));
        return (!has_input || before == entry.input) && (!has_output || after == entry.output);
    });
}

bool Journal::wrote(const std::string &input, const std::string &output, bool verify) const {
    const auto stamp = stamp_of_path(output, false);
    const auto [begin, end] = entries_.equal_range(key_of(input, output));
    return stamp && std::any_of(begin, end, [&](const auto &pair) {
               const Entry &entry = pair.second;
               return !entry.nothing_written &&
                      (verify ? has_hash(output, entry.output_hash) : entry.output == *stamp);
           });
}

void Journal::append(std::span<const JournalRecord> records) {
    if (records.empty()) return;
    std::string lines;
    for (const JournalRecord &record : records) lines += line_of(record);
    try {
        // A line may be torn now.
        if (is_broken_) throw Failure("cannot be continued");
        is_broken_ = true;
        write_all(fd_.get(), lines);
        is_broken_ = false;
    } catch (const Failure &failure) {
        throw MachineFailure(path_, failure.what());
    }
}

void Journal::sync(const std::set<dev_t> &synced) {
    struct stat status;
    if (::fstat(fd_.get(), &status) == 0 && synced.contains(status.st_dev)) return;
    if (::fdatasync(fd_.get()) != 0) throw MachineFailure(path_, errno_text());
}

}  // namespace quant::cli

// Opens regular files directly, and copies streams into a memory file.
#include "base/open_file.h"

#include <algorithm>
#include <vector>

#include <fcntl.h>
#include <sys/stat.h>

#include "base/failure.h"
#include "base/signals.h"

namespace quant::cli {
namespace {

// Opens anything that bytes can be read from.
Fd open_any(const std::string &name, struct stat &status) {
    // Without O_NONBLOCK, opening a pipe that has no writer would wait where no signal is noticed.
    Fd fd(::open(name.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    if (!fd && is_shortage(errno)) throw Shortage(name, "cannot open: " + errno_text());
    if (!fd || ::fstat(fd.get(), &status) != 0) throw Failure("cannot open: " + errno_text());
    if (S_ISDIR(status.st_mode)) throw Failure("is a folder");
    if (S_ISBLK(status.st_mode)) throw Failure("is a block device");
    return fd;
}

// Reads at most `most` bytes and appends them; returns false at the end of the stream.
bool read_some(int fd, std::vector<std::uint8_t> &bytes, std::size_t most) {
    const std::size_t before = bytes.size();
    bytes.resize(before + most);
    for (;;) {
        signals::wait_readable(fd, {});
        const ssize_t count = ::read(fd, bytes.data() + before, most);
        if (count < 0 && (errno == EINTR || errno == EAGAIN)) continue;
        if (count < 0) throw Failure("cannot read: " + errno_text());
        bytes.resize(before + static_cast<std::size_t>(count));
        return count > 0;
    }
}

// Looks at the beginning first, so that memory is not filled with what nobody can use.
Fd read_stream(int fd, const StreamLimit &limit) {
    constexpr std::size_t block = std::size_t{1} << 16;  // what a pipe holds
    std::vector<std::uint8_t> bytes;
    bool goes_on = true;
    while (goes_on && bytes.size() < kStreamHead) goes_on = read_some(fd, bytes, block);
    const std::uint64_t most =
        limit(std::as_bytes(std::span(bytes)).first(std::min(bytes.size(), kStreamHead)));
    Fd memory = memory_file("quant-stream");
    for (std::uint64_t total = bytes.size();; total += bytes.size()) {
        if (total > most) throw Failure("has more than " + std::to_string(most >> 20) + " MiB");
        write_all(memory.get(), bytes);
        if (!goes_on) return memory;
        bytes.clear();
        goes_on = read_some(fd, bytes, block);
    }
}

}  // namespace

Fd open_regular(const std::string &path) {
    struct stat status;
    Fd fd = open_any(path, status);
    if (!S_ISREG(status.st_mode)) throw Failure("is not a regular file");
    return fd;
}

Fd open_file(const std::string &name, const StreamLimit &limit, bool *is_stream) {
    struct stat status {};
    Fd fd;
    if (name != "-") fd = open_any(name, status);
    const bool is_regular = S_ISREG(status.st_mode);
    if (is_stream) *is_stream = !is_regular;
    if (is_regular) return fd;
    return read_stream(fd ? fd.get() : STDIN_FILENO, limit);
}

}  // namespace quant::cli

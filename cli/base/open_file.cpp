// Opens regular files directly, and copies standard input into a memory file.
#include "base/open_file.h"

#include <cstdint>
#include <vector>

#include <fcntl.h>
#include <sys/stat.h>

#include "base/failure.h"
#include "base/signals.h"

namespace quant::cli {
namespace {

constexpr std::uint64_t kMaxStdinBytes = std::uint64_t{2} << 30;

Fd open_regular(const std::string &name) {
    // Without O_NONBLOCK, opening a pipe that has no writer would wait forever.
    Fd fd(::open(name.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    if (!fd) throw Failure("cannot open: " + errno_text());
    struct stat status;
    if (::fstat(fd.get(), &status) != 0) throw Failure("cannot open: " + errno_text());
    if (S_ISDIR(status.st_mode)) throw Failure("is a folder");
    if (!S_ISREG(status.st_mode))
        throw Failure("is not a regular file (use - to read from a pipe)");
    return fd;
}

Fd read_stdin() {
    Fd memory = memory_file("quant-stdin");
    std::vector<std::uint8_t> block(std::size_t{1} << 18);
    std::uint64_t total = 0;
    for (;;) {
        signals::wait_readable(STDIN_FILENO, {});
        const ssize_t count = ::read(STDIN_FILENO, block.data(), block.size());
        if (count < 0 && (errno == EINTR || errno == EAGAIN)) continue;
        if (count < 0) throw Failure("cannot read: " + errno_text());
        if (count == 0) return memory;
        total += static_cast<std::uint64_t>(count);
        if (total > kMaxStdinBytes) throw Failure("standard input has more than 2 GiB");
        write_all(memory.get(), {block.data(), static_cast<std::size_t>(count)});
    }
}

}  // namespace

Fd open_file(const std::string &name) { return name == "-" ? read_stdin() : open_regular(name); }

}  // namespace quant::cli

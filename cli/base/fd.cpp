// Maps files, creates files in memory, and writes in pieces that Linux accepts.
#include "base/fd.h"

#include <algorithm>
#include <new>

#include <sys/stat.h>

#include "base/failure.h"

namespace quant::cli {

Mapping::Mapping(int fd, std::size_t size, int protection, bool uses_all) : size_(size) {
    constexpr std::size_t kFewBytes = std::size_t{64} << 20;
    if (size == 0) return;
    const int flags = MAP_SHARED | (uses_all && size <= kFewBytes ? MAP_POPULATE : 0);
    data_ = ::mmap(nullptr, size, protection, flags, fd, 0);
    if (data_ == MAP_FAILED) {
        data_ = nullptr;
        if (errno == ENOMEM) throw std::bad_alloc();
        throw Failure("cannot map " + std::to_string(size) + " bytes: " + errno_text());
    }
}

FileContent::FileContent(int fd, std::size_t size, bool uses_all) : size_(size) {
    if (size > kSmallFile || !uses_all) {
        mapping_ = Mapping(fd, size, PROT_READ, uses_all);
        return;
    }
    copy_ = std::make_unique_for_overwrite<std::byte[]>(size);
    for (std::size_t done = 0; done < size;) {
        const ssize_t got = ::pread(fd, copy_.get() + done, size - done, static_cast<off_t>(done));
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) throw Failure("cannot read: " + errno_text());
        if (got == 0) throw Failure("the file has become shorter");
        done += static_cast<std::size_t>(got);
    }
}

Fd memory_file(const char *name) {
    Fd fd(::memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING));
    if (!fd && is_shortage(errno))
        throw Shortage("a picture in memory", "cannot be had: " + errno_text());
    if (!fd) throw Failure("cannot get memory: " + errno_text());
    return fd;
}

std::uint64_t file_size(int fd) {
    struct stat status;
    if (::fstat(fd, &status) != 0) throw Failure(errno_text());
    return static_cast<std::uint64_t>(status.st_size);
}

void write_at_beginning(int fd, std::span<const std::byte> bytes) {
    for (std::size_t done = 0; done < bytes.size();) {
        const ssize_t written =
            ::pwrite(fd, bytes.data() + done, bytes.size() - done, static_cast<off_t>(done));
        if (written < 0 && errno == EINTR) continue;
        if (written < 0 && errno == ENOMEM) throw std::bad_alloc();
        if (written <= 0) throw Failure("cannot write to memory: " + errno_text());
        done += static_cast<std::size_t>(written);
    }
}

void write_all(int fd, std::span<const std::uint8_t> bytes, void (*on_signal)()) {
    // Linux transfers at most 2 GiB - 4 KiB in one call.
    constexpr std::size_t most = std::size_t{1} << 30;
    while (!bytes.empty()) {
        // A signal can end a write early, with an error or with a smaller count.
        if (on_signal) on_signal();
        const ssize_t done = ::write(fd, bytes.data(), std::min(bytes.size(), most));
        if (done < 0) {
            if (errno == EINTR) continue;
            throw Failure(errno_text());
        }
        bytes = bytes.subspan(static_cast<std::size_t>(done));
    }
}

void write_all(int fd, const std::string &text) {
    write_all(fd, {reinterpret_cast<const std::uint8_t *>(text.data()), text.size()});
}

}  // namespace quant::cli

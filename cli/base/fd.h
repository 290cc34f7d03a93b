// Owners of file descriptors and memory mappings, and functions that write all bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <utility>

#include <sys/mman.h>
#include <unistd.h>

namespace quant::cli {

// Owns a file descriptor and closes it.
class Fd {
public:
    Fd() = default;
    explicit Fd(int fd) : fd_(fd) {}
    Fd(Fd &&other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
    Fd &operator=(Fd &&other) noexcept {
        reset(std::exchange(other.fd_, -1));
        return *this;
    }
    ~Fd() { reset(); }

    int get() const { return fd_; }
    explicit operator bool() const { return fd_ >= 0; }
    void reset(int fd = -1) {
        if (fd_ >= 0) ::close(fd_);
        fd_ = fd;
    }
    // Gives up ownership, for a caller that must check the result of close().
    int release() { return std::exchange(fd_, -1); }

private:
    int fd_ = -1;
};

// Owns a mapping of the first `size` bytes of a file; empty if `size` is 0.
class Mapping {
public:
    Mapping() = default;
    // `protection` must be PROT_READ for files that are only read. The mapping is shared: with
    // PROT_WRITE, writing to it changes the file. If `uses_all`, all pages of up to 64 MiB are made
    // accessible at once, which takes less time than one by one; those of larger files are left to
    // the threads that touch them. Throws Failure if the file cannot be mapped, and std::bad_alloc.
    Mapping(int fd, std::size_t size, int protection, bool uses_all = false);
    Mapping(Mapping &&other) noexcept
        : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}
    Mapping &operator=(Mapping &&other) noexcept {
        std::swap(data_, other.data_);
        std::swap(size_, other.size_);
        return *this;
    }
    ~Mapping() {
        if (data_) ::munmap(data_, size_);
    }

    std::byte *data() const { return static_cast<std::byte *>(data_); }
    std::size_t size() const { return size_; }
    std::span<const std::byte> bytes() const { return {data(), size_}; }

private:
    void *data_ = nullptr;
    std::size_t size_ = 0;
};

// The contents of a file up to this size are read and written rather than mapped: to access mapped
// pages for the first time takes longer.
inline constexpr std::size_t kSmallFile = std::size_t{4} << 20;

// Owns the first `size` bytes of a file, which are read if they are few, and mapped otherwise.
class FileContent {
public:
    // Unless `uses_all`, also few bytes are mapped, because some may never be accessed. If a mapped
    // file becomes shorter, access to what is gone ends the process by SIGBUS. Throws Failure if
    // the file is shorter already or cannot be read, and std::bad_alloc.
    FileContent(int fd, std::size_t size, bool uses_all = true);

    std::span<const std::byte> bytes() const {
        return copy_ ? std::span<const std::byte>(copy_.get(), size_) : mapping_.bytes();
    }

private:
    std::size_t size_;
    std::unique_ptr<std::byte[]> copy_;
    Mapping mapping_;
};

// Returns an unnamed file in memory that two processes can share. `name` appears only in /proc.
// Throws Failure.
Fd memory_file(const char *name);

std::uint64_t file_size(int fd);

// Writes all bytes to the beginning of a file or throws Failure. Unlike write_all(), it needs only
// pwrite(), which the worker processes may call.
void write_at_beginning(int fd, std::span<const std::byte> bytes);

// Writes all bytes or throws Failure. Calls on_signal before each write(), also after a signal has
// ended one early; on_signal may throw.
void write_all(int fd, std::span<const std::uint8_t> bytes, void (*on_signal)() = nullptr);
void write_all(int fd, const std::string &text);

}  // namespace quant::cli

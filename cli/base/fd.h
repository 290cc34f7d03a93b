// fd.h: ownership of file descriptors and of memory mappings.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>

#include <sys/mman.h>
#include <unistd.h>

namespace quant::cli {

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
    // Gives the number away, for a close() whose result matters.
    int release() { return std::exchange(fd_, -1); }

private:
    int fd_ = -1;
};

// The first `size` bytes of a file in memory; empty for size 0.
class Mapping {
public:
    Mapping() = default;
    // PROT_READ alone for files of others; with PROT_WRITE the mapping is shared.
    Mapping(int fd, std::size_t size, int protection);
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

// An unnamed file in memory that two processes share; its name shows in /proc only.
Fd memory_file(const char *name);

std::uint64_t file_size(int fd);

// Writes all of it or throws Failure.
// on_signal is called before each piece, also after a signal has ended one early, and may throw.
void write_all(int fd, std::span<const std::uint8_t> bytes, void (*on_signal)() = nullptr);
void write_all(int fd, const std::string &text);

}  // namespace quant::cli

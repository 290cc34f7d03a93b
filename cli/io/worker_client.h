// worker_client.h: the program's side of the decoder processes. Each is started when first needed,
// kept for many files, and started again after it crashed or was stopped.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include <sys/types.h>

#include "base/fd.h"
#include "io/input_file.h"
#include "io/protocol.h"

namespace quant::cli {

struct Picture {
    Mapping memory;
    Layout layout;

    std::span<const std::byte> pixels() const { return memory.bytes().first(layout.pixel_bytes()); }
    std::span<const std::byte> profile() const {
        return memory.bytes().subspan(layout.pixel_bytes());
    }
};

class Worker {
public:
    explicit Worker(std::string program) : program_(std::move(program)) {}
    Worker(const Worker &) = delete;
    Worker &operator=(const Worker &) = delete;
    ~Worker() { stop(); }

    // One request and its answer. Throws Failure when the worker says so, crashes, or needs more
    // than `timeout` seconds; Interrupted on a signal.
    Reply call(const Request &request, std::span<const int> fds, double timeout);

private:
    // Nothing when the worker is gone or answers nonsense.
    std::optional<Reply> exchange(const Request &request, std::span<const int> fds, double timeout);
    void start();
    void stop() noexcept;
    [[noreturn]] void fail_dead(const char *what);

    std::string program_;
    pid_t pid_ = -1;
    Fd socket_;
};

class Decoder {
public:
    Decoder(std::uint64_t max_pixels, double timeout_seconds);

    Picture decode(const InputFile &input);

    // `memory` holds the pixels as `layout` says; the result is the bytes of the file. Not for PNG.
    Mapping encode(int memory, const Layout &layout, Format format);

private:
    std::uint64_t max_pixels_;
    double timeout_;
    Worker png_;
    Worker others_;
};

}  // namespace quant::cli

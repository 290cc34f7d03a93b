// worker_server.h: the frame of a decoder process. Whatever happens in a decoder, this process is
// all that it can take with it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "io/protocol.h"

namespace quant::cli {

// The memory file that a decoder or an encoder fills.
class SharedBuffer {
public:
    explicit SharedBuffer(int fd) : fd_(fd) {}
    // Sets the size, the second time it may only shrink; returns the first byte.
    std::byte *resize(std::uint64_t bytes);

private:
    int fd_;
    Mapping mapping_;
};

struct Handlers {
    // Decodes the first picture of `file` into `out` and returns how it lies there. check_layout()
    // comes before anything of the picture's size is allocated.
    Layout (*decode)(std::span<const std::byte> file, const Request &request, SharedBuffer &out);
    // Encodes `pixels`, or nullptr where the program does not encode.
    void (*encode)(std::span<const std::byte> pixels, const Request &request, SharedBuffer &out);
};

// Serves requests until the program that started it goes away; returns the exit status.
int serve(const Handlers &handlers);

}  // namespace quant::cli

// The main loop of a worker process. Whatever happens in a decoder can harm only this process.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <thread>

#include "io/protocol.h"

namespace quant::cli {

// Maps the memory file that a decoder or an encoder fills.
class SharedBuffer {
public:
    // Uses at most so many threads, two to be exact.
    SharedBuffer(int fd, unsigned threads) : fd_(fd), threads_(threads) {}
    // Sets the size and returns the first byte. A later call must not ask for more than the first
    // one. Throws Failure.
    std::byte *resize(std::uint64_t bytes);

private:
    void touch_ahead();

    int fd_;
    unsigned threads_;
    Mapping mapping_;
    std::jthread ahead_;  // uses the mapping
};

class Decoding;

// Is thrown by a decoder if only quant-tiff can decode the picture. Nothing may be allocated yet.
struct OtherWorker {};

struct Handlers {
    // Decodes a frame of a file.
    void (*decode)(Decoding &decoding);
    // Encodes `pixels` into `out`; nullptr if the program does not encode.
    void (*encode)(std::span<const std::byte> pixels, const Request &request, SharedBuffer &out);
};

// Serves requests until the program that started this process goes away, and returns the exit
// status.
int serve(const Handlers &handlers);

}  // namespace quant::cli

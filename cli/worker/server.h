// The main loop of a worker process. Whatever happens in a decoder can harm only this process.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "io/protocol.h"
#include "worker/page_toucher.h"

namespace quant::cli {

// The memory file that a decoder or an encoder fills. Small contents are made in other memory and
// then written to it: to access mapped pages for the first time takes longer than that, most of all
// for picture after picture.
class SharedBuffer {
public:
    // The toucher, if there is one, helps with large pictures.
    SharedBuffer(int fd, PageToucher *toucher) : fd_(fd), toucher_(toucher) {}
    ~SharedBuffer() { stop_touching(); }
    SharedBuffer(const SharedBuffer &) = delete;
    SharedBuffer &operator=(const SharedBuffer &) = delete;
    // Sets the size and returns the first byte; all bytes are 0 at first. A later call must not ask
    // for more than the first one. Throws Failure.
    std::byte *resize(std::uint64_t bytes);
    // Must be called after the last byte is set. Throws Failure.
    void finish();

private:
    std::byte *data() const { return content_ ? content_.get() : mapping_.data(); }
    void stop_touching() noexcept {
        if (toucher_) toucher_->stop();
    }

    int fd_;
    PageToucher *toucher_;
    Mapping mapping_;                       // of large contents
    std::unique_ptr<std::byte[]> content_;  // otherwise
    std::uint64_t room_ = 0, size_ = 0;     // the first size, and the last one
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

// Contains the process, in which all libraries must be loaded, serves requests until the program
// that started it goes away, and returns the exit status.
int serve(const Handlers &handlers);

}  // namespace quant::cli

// Decodes and encodes pictures in worker processes, so that a damaged file cannot harm the program.
#pragma once

#include <cstdint>
#include <span>

#include "base/fd.h"
#include "io/input_file.h"
#include "io/protocol.h"
#include "io/worker_client.h"

namespace quant::cli {

struct Picture {
    Mapping memory;
    Layout layout;

    std::span<const std::byte> pixels() const { return memory.bytes().first(layout.pixel_bytes()); }
    std::span<const std::byte> profile() const {
        return memory.bytes().subspan(layout.pixel_bytes());
    }
};

struct DecoderLimits {
    std::uint64_t max_pixels = kDefaultMaxPixels;
    double timeout = 120;  // seconds for one file
};

class Decoder {
public:
    explicit Decoder(const DecoderLimits &limits);

    // Throws Failure and Interrupted.
    Picture decode(const InputFile &input);

    // Returns the bytes of an encoded file. `memory` must hold the pixels as `layout` describes
    // them, and `format` must not be PNG. Throws Failure and Interrupted.
    Mapping encode(int memory, const Layout &layout, Format format);

private:
    DecoderLimits limits_;
    Worker png_;
    Worker others_;
};

}  // namespace quant::cli

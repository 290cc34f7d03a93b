// Decodes what libFuzzer makes up, as a worker process does, with the decoder of one format.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <span>

#include <libdeflate.h>

#include "worker/decoders.h"
#include "worker/server.h"

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t *data, std::size_t size, std::size_t most);

namespace {

using namespace quant::cli;

constexpr bool kIsPng = QUANT_FUZZED_FORMAT == Format::png;
constexpr std::uint64_t kMaxPixels = std::uint64_t{1} << 16;

// Writes the right checksum of each chunk, which no mutation would find.
void repair_png(std::span<std::uint8_t> file) {
    const auto length_at = [&](std::size_t at) {
        return std::size_t{file[at]} << 24 | std::size_t{file[at + 1]} << 16 |
               std::size_t{file[at + 2]} << 8 | file[at + 3];
    };
    for (std::size_t at = 8; at + 12 <= file.size();) {
        const std::size_t length = length_at(at);
        if (length > file.size() - at - 12) return;
        const std::uint32_t checksum = libdeflate_crc32(0, &file[at + 4], length + 4);
        for (std::size_t i = 0; i < 4; ++i)
            file[at + 8 + length + i] = static_cast<std::uint8_t>(checksum >> (24 - 8 * i));
        at += 12 + length;
    }
}

void decode(std::span<const std::byte> file, Operation operation, bool accepts_damage) {
    Request request;
    request.operation = operation;
    request.format = QUANT_FUZZED_FORMAT;
    request.max_pixels = kMaxPixels;
    request.accept_damaged = accepts_damage ? 1 : 0;
    const Fd memory = memory_file("quant-fuzz");
    SharedBuffer out(memory.get(), nullptr);
    Reply reply;
    Decoding decoding(file, request, out, reply);
    try {
        kIsPng ? decode_png(decoding) : decode_jpeg(decoding);
        decoding.finish();
    } catch (const Inspected &) {
    } catch (const std::exception &) {
        return;
    }
    // The program trusts these after it has checked them.
    check_layout(reply.layout, kMaxPixels);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
    const auto file = std::as_bytes(std::span(data, size));
    decode(file, Operation::decode, false);
    decode(file, Operation::decode, true);
    decode(file, Operation::inspect, false);
    return 0;
}

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t *data, std::size_t size,
                                               std::size_t most, unsigned seed) {
    size = LLVMFuzzerMutate(data, size, most);
    if (kIsPng && seed % 8 != 0) repair_png({data, size});
    return size;
}

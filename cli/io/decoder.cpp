// Sends each file to the worker of its format, and seals the memory file with the answer.
#include "io/decoder.h"

#include <array>

#include <fcntl.h>
#include <sys/mman.h>

#include "base/failure.h"

namespace quant::cli {
namespace {

// After this, no process can change the memory file, or shrink it while it is mapped.
void seal(int fd) {
    if (::fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL) != 0)
        throw Failure("the decoder still holds the picture: " + errno_text());
}

}  // namespace

Decoder::Decoder(const DecoderLimits &limits)
    : limits_(limits), png_("quant-decode-png"), others_("quant-oiio") {}

Picture Decoder::decode(const InputFile &input) {
    const Fd memory = memory_file("quant-picture");
    Request request;
    request.operation = Operation::decode;
    request.format = input.format;
    request.max_pixels = limits_.max_pixels;
    const std::array fds{input.fd.get(), memory.get()};
    Worker &worker = input.format == Format::png ? png_ : others_;
    const Reply reply = worker.call(request, fds, limits_.timeout);
    check_layout(reply.layout, limits_.max_pixels);
    seal(memory.get());
    const std::uint64_t bytes = reply.layout.pixel_bytes() + reply.layout.profile_bytes;
    if (file_size(memory.get()) != bytes) throw Failure("the decoder gave a wrong answer");
    return {Mapping(memory.get(), bytes, PROT_READ), reply.layout};
}

Mapping Decoder::encode(int memory, const Layout &layout, Format format) {
    const Fd encoded = memory_file("quant-encoded");
    Request request;
    request.operation = Operation::encode;
    request.format = format;
    request.max_pixels = layout.width * layout.height;
    request.layout = layout;
    const std::array fds{memory, encoded.get()};
    others_.call(request, fds, limits_.timeout);
    seal(encoded.get());
    const std::uint64_t bytes = file_size(encoded.get());
    if (bytes == 0) throw Failure("the encoder gave no bytes");
    return Mapping(encoded.get(), bytes, PROT_READ);
}

}  // namespace quant::cli

// Passes the first bytes of the file to recognize(), without moving the position in the file.
#include "io/input_file.h"

#include <algorithm>
#include <array>

#include <unistd.h>

#include "base/failure.h"
#include "base/open_file.h"

namespace quant::cli {
namespace {

// Only a picture is worth the memory that a stream takes.
std::uint64_t most_bytes_of_stream(std::span<const std::byte> head) {
    recognize(head.first(std::min(head.size(), kRecognizeBytes)));
    return kMaxStreamBytes;
}

}  // namespace

InputFile open_input(const std::string &name) {
    InputFile input;
    input.fd = open_file(name, most_bytes_of_stream);
    input.size = file_size(input.fd.get());
    std::array<std::byte, kRecognizeBytes> head;
    const ssize_t count = ::pread(input.fd.get(), head.data(), head.size(), 0);
    if (count < 0) throw Failure("cannot read: " + errno_text());
    input.format = recognize(std::span(head).first(static_cast<std::size_t>(count)));
    return input;
}

}  // namespace quant::cli

// Passes the first bytes of the file to recognize(), without moving the position in the file.
#include "io/input_file.h"

#include <algorithm>
#include <array>

#include <unistd.h>

#include "base/failure.h"
#include "base/file_attributes.h"
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
    input.fd = open_file(name, most_bytes_of_stream, &input.is_stream);
    if (::fstat(input.fd.get(), &input.status) != 0) throw Failure(errno_text());
    input.size = static_cast<std::uint64_t>(input.status.st_size);
    std::array<std::byte, kRecognizeBytes> head;
    const ssize_t count = ::pread(input.fd.get(), head.data(), head.size(), 0);
    if (count < 0) throw Failure("cannot read: " + errno_text());
    input.format = recognize(std::span(head).first(static_cast<std::size_t>(count)));
    return input;
}

bool has_changed(const InputFile &input) {
    struct stat now;
    return ::fstat(input.fd.get(), &now) == 0 && stamp_of(now) != stamp_of(input.status);
}

}  // namespace quant::cli

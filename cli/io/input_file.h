// Opens the picture that the user named, so that decoders get a descriptor and never a path.
#pragma once

#include <cstdint>
#include <string>

#include <sys/stat.h>

#include "base/fd.h"
#include "io/format.h"

namespace quant::cli {

constexpr std::uint64_t kMaxStreamBytes = std::uint64_t{2} << 30;  // of a picture from a pipe

struct InputFile {
    Fd fd;  // a regular file, or a memory file with what a stream had
    std::uint64_t size = 0;
    struct stat status {};   // of the file when it was opened
    bool is_stream = false;  // then the status is that of the memory file, and says nothing
    Format format = Format::png;
};

// Opens a file as open_file() does, and recognizes the format of its picture. Throws Failure and
// Interrupted.
InputFile open_input(const std::string &name);

// Returns whether somebody wrote to the file, or cut it off, since it was opened.
bool has_changed(const InputFile &input);

}  // namespace quant::cli

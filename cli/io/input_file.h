// input_file.h: opens what the user named, so that decoders never see a path.
#pragma once

#include <cstdint>
#include <string>

#include "base/fd.h"
#include "io/format.h"

namespace quant::cli {

struct InputFile {
    Fd fd;  // a regular file or a memory file
    std::uint64_t size = 0;
    Format format = Format::png;
};

// Opens a file as open_file() does, and recognizes the picture in it.
InputFile open_input(const std::string &name);

}  // namespace quant::cli

// Opens the input files that the user names.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>

#include "base/fd.h"

namespace quant::cli {

// Opens a file of a folder that the program itself fills. Throws Failure unless it is regular.
Fd open_regular(const std::string &path);

// Decides by the beginning of a stream, which is shorter than kStreamHead only if the whole stream
// is, how many bytes are read. May throw Failure.
using StreamLimit = std::function<std::uint64_t(std::span<const std::byte>)>;
constexpr std::size_t kStreamHead = 64;

// Opens a regular file. For "-", a pipe or another stream, returns a memory file with all of its
// bytes, and sets `is_stream`, if it is not null. Throws Failure, Shortage and Interrupted.
Fd open_file(const std::string &name, const StreamLimit &limit, bool *is_stream = nullptr);

}  // namespace quant::cli

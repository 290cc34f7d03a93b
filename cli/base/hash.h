// Hashes of bytes, to notice that they are not the same ones. They do not protect against someone
// who wants two files to have one hash.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace quant::cli {

// Returns XXH3 of 64 bits: Y. Collet, xxHash, 2019.
std::uint64_t hash64(std::span<const std::byte> bytes);
std::uint64_t hash64(std::string_view text);

// Returns the same of all that a file has. It is read and not mapped, as somebody may cut it off.
// Throws Failure.
std::uint64_t hash64_of_file(int fd);

// Returns 16 hexadecimal digits.
std::string hex64(std::uint64_t value);

}  // namespace quant::cli

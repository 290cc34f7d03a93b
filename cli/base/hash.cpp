// Includes the whole library, so that the program does not depend on a file of it.
#include "base/hash.h"

#include <array>
#include <memory>
#include <new>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <unistd.h>

#include "base/failure.h"

namespace quant::cli {

std::uint64_t hash64(std::span<const std::byte> bytes) {
    return XXH3_64bits(bytes.data(), bytes.size());
}

std::uint64_t hash64(std::string_view text) { return XXH3_64bits(text.data(), text.size()); }

std::uint64_t hash64_of_file(int fd) {
    // Memory from the heap would be given back, and be cleared by the system, for each file.
    std::array<std::byte, std::size_t{1} << 14> block;
    const std::unique_ptr<XXH3_state_t, decltype(&XXH3_freeState)> state(XXH3_createState(),
                                                                         XXH3_freeState);
    if (!state) throw std::bad_alloc();
    XXH3_64bits_reset(state.get());
    for (off_t at = 0;;) {
        const ssize_t count = ::pread(fd, block.data(), block.size(), at);
        if (count < 0) throw Failure("cannot read: " + errno_text());
        if (count == 0) return XXH3_64bits_digest(state.get());
        XXH3_64bits_update(state.get(), block.data(), static_cast<std::size_t>(count));
        at += count;
    }
}

std::string hex64(std::uint64_t value) {
    std::string text(16, '0');
    for (auto digit = text.rbegin(); digit != text.rend(); ++digit, value >>= 4)
        *digit = "0123456789abcdef"[value & 0xf];
    return text;
}

}  // namespace quant::cli

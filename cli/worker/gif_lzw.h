// The bytes of a GIF file, and the compression of its pixels.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace quant::cli {

// Reads a file from its beginning to its end.
struct GifBytes {
    std::span<const std::byte> file;
    std::size_t position = 0;
    bool ended_early = false;  // more was asked for than the file has

    // Returns the next bytes, which are fewer at the end of the file.
    std::span<const std::byte> take(std::size_t count);
    // Returns the next block of a chain. It is empty at the end of the chain or of the file.
    std::span<const std::byte> take_block();
};

// Decodes the pixels of a frame.
class GifLzw {
public:
    // `bytes` is at the first block. `code_bits` is 0 to 8.
    GifLzw(const GifBytes &bytes, unsigned code_bits);

    // Writes the next pixels and returns how many there were: fewer than asked for if the data
    // ends or is damaged.
    std::size_t read(std::span<std::uint8_t> pixels);
    bool ended_early() const { return bytes_.ended_early; }

private:
    static constexpr unsigned kMaxCodes = 4096;
    static constexpr unsigned kNone = kMaxCodes;

    bool read_code(unsigned &code);
    bool decode_code();
    void clear();

    GifBytes bytes_;
    std::span<const std::byte> block_{};
    unsigned code_bits_;
    unsigned bits_ = 0;       // read from the blocks, not yet used
    unsigned bit_count_ = 0;  // of these
    unsigned width_ = 0;      // bits of a code
    unsigned next_ = 0;       // the code that is defined next
    unsigned previous_ = kNone;
    // A code above the clear code stands for the pixels of its prefix and one more.
    std::array<std::uint16_t, kMaxCodes> prefix_{};
    std::array<std::uint8_t, kMaxCodes> last_{};
    // The pixels of the current code that are not yet returned, in reverse order.
    std::array<std::uint8_t, kMaxCodes + 1> pending_{};
    std::size_t pending_count_ = 0;
};

}  // namespace quant::cli

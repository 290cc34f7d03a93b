// The headers of the Netpbm formats: PBM, PGM, PPM (plain and raw), PAM and PFM.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace quant::cli {

struct PnmHeader {
    char kind = 0;  // the second letter: 1 to 7, f or F
    std::uint32_t width = 0, height = 0;
    unsigned channels = 1;
    std::uint32_t most = 1;  // the largest value
    bool inverted = false;   // 1 is black
    double scale = 0;        // of PFM: a factor; below 0 if the lowest byte is first
    std::size_t pixels = 0;  // where they begin

    bool plain() const { return kind >= '1' && kind <= '3'; }
    bool floats() const { return kind == 'f' || kind == 'F'; }
    // The following are for pixels that are not plain.
    std::uint64_t value_bytes() const { return floats() ? 4 : most > 255 ? 2 : 1; }
    std::uint64_t row_bytes() const {
        if (kind == '4') return (std::uint64_t{width} + 7) / 8;
        return std::uint64_t{width} * channels * value_bytes();
    }
    // Returns the position of what follows the pixels: the end of the file if they are cut off.
    std::size_t end(std::size_t file_size) const;
};

// Skips blanks and comments, which begin with '#', from a position to the one that is returned.
std::size_t skip_blanks(std::span<const std::byte> file, std::size_t at);

// Returns the header that begins at this position; nothing if there is none. Throws Failure if
// there is one of a kind that is not read.
std::optional<PnmHeader> read_pnm_header(std::span<const std::byte> file, std::size_t at);

}  // namespace quant::cli

// The filters of PNG rows (PNG specification, 9), which turn pixels into differences to neighbors.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace quant::cli {

enum class RowFilter : std::uint8_t { none, sub, up, average, paeth };

// The rows of a picture, without filters. `step` is the number of bytes from a pixel to the next, 1
// if a byte has several pixels. If `swaps`, the two bytes of each value of 16 bits are in the other
// order than in the file.
struct Rows {
    std::span<const std::uint8_t> bytes;
    std::size_t row_bytes;
    std::size_t step;
    bool swaps = false;
    std::size_t count() const { return bytes.size() / row_bytes; }
};

// Writes the rows first .. first+count-1, each after a byte that names its filter: the given one,
// or without one that for which the sum of the absolute differences is least, as the specification
// recommends for photographs in true color. Throws Interrupted.
void filter_rows(const Rows &rows, std::optional<RowFilter> filter, std::size_t first,
                 std::size_t count, std::uint8_t *out);

}  // namespace quant::cli

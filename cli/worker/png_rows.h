// Undoes the filters of PNG rows (PNG specification, 9.2), in less time than libpng takes where it
// is built without SIMD, as in Debian, and without the copies that it makes.
#pragma once

#include <cstddef>
#include <span>

namespace quant::cli {

// Returns whether each row begins with the number of a filter.
bool have_filters(std::span<const std::byte> rows, std::size_t row_bytes);

// Writes the rows, each of which comes after its filter, one directly after the other. `step` is
// the number of bytes from a pixel to the next: 1, 2, 3, 4, 6 or 8.
void unfilter_rows(std::span<const std::byte> rows, std::size_t row_bytes, std::size_t step,
                   std::byte *pixels);

}  // namespace quant::cli

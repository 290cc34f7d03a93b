// Filters each row from the one above it. Before the first row and the first pixel all is 0.
#include "png/filters.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <utility>
#include <vector>

#include "base/signals.h"

namespace quant::cli {
namespace {

std::uint8_t paeth(int left, int up, int corner) {
    const int distance_left = std::abs(up - corner), distance_up = std::abs(left - corner),
              distance_corner = std::abs(left + up - 2 * corner);
    if (distance_left <= distance_up && distance_left <= distance_corner)
        return static_cast<std::uint8_t>(left);
    return static_cast<std::uint8_t>(distance_up <= distance_corner ? up : corner);
}

// Writes row[i] - predict(left, up, corner). The rows begin `step` bytes before the first pixel,
// with zeros, so that every pixel has neighbors.
template <typename Predict>
void subtract(const std::uint8_t *row, const std::uint8_t *above, std::size_t bytes,
              std::size_t step, std::uint8_t *__restrict out, Predict &&predict) {
    for (std::size_t i = 0; i < bytes; ++i)
        out[i] =
            static_cast<std::uint8_t>(row[i + step] - predict(row[i], above[i + step], above[i]));
}

void filter_row(const std::uint8_t *row, const std::uint8_t *above, std::size_t bytes,
                std::size_t step, RowFilter filter, std::uint8_t *out) {
    switch (filter) {
        case RowFilter::none: std::copy_n(row + step, bytes, out); return;
        case RowFilter::sub:
            return subtract(row, above, bytes, step, out, [](int a, int, int) { return a; });
        case RowFilter::up:
            return subtract(row, above, bytes, step, out, [](int, int b, int) { return b; });
        case RowFilter::average:
            return subtract(row, above, bytes, step, out,
                            [](int a, int b, int) { return (a + b) / 2; });
        case RowFilter::paeth: return subtract(row, above, bytes, step, out, paeth);
    }
}

// Returns the sum of the absolute values of signed bytes.
std::size_t weight_of(std::span<const std::uint8_t> bytes) {
    std::size_t sum = 0;
    for (std::size_t first = 0; first < bytes.size();) {
        // Sums of 32 bits take less time.
        const std::size_t last = std::min(bytes.size(), first + 65536);
        unsigned part = 0;
        for (; first < last; ++first) part += std::min<unsigned>(bytes[first], 256U - bytes[first]);
        sum += part;
    }
    return sum;
}

// A row after zeros in the place of the pixel before it; only zeros above the first row.
std::vector<std::uint8_t> row_with_margin(const Rows &rows, std::size_t y, bool is_above) {
    std::vector<std::uint8_t> row(rows.step + rows.row_bytes);
    if (is_above && y == 0) return row;
    std::copy_n(rows.bytes.data() + (is_above ? y - 1 : y) * rows.row_bytes, rows.row_bytes,
                row.begin() + static_cast<std::ptrdiff_t>(rows.step));
    for (std::size_t i = rows.step; rows.swaps && i + 1 < row.size(); i += 2)
        std::swap(row[i], row[i + 1]);
    return row;
}

// Writes the row with the filter that makes its differences least, see subtract().
void filter_least(const std::uint8_t *row, const std::uint8_t *above, const Rows &rows,
                  std::vector<std::uint8_t> &trial, std::uint8_t *out) {
    constexpr std::array kFilters{RowFilter::none, RowFilter::sub, RowFilter::up,
                                  RowFilter::average, RowFilter::paeth};
    trial.resize(rows.row_bytes);
    std::size_t least = ~std::size_t{0};
    for (const RowFilter filter : kFilters) {
        filter_row(row, above, rows.row_bytes, rows.step, filter, trial.data());
        const std::size_t weight = weight_of(trial);
        if (weight >= least) continue;
        least = weight;
        out[0] = static_cast<std::uint8_t>(filter);
        std::ranges::copy(trial, out + 1);
    }
}

}  // namespace

void filter_rows(const Rows &rows, std::optional<RowFilter> filter, std::size_t first,
                 std::size_t count, std::uint8_t *out) {
    std::vector<std::uint8_t> above = row_with_margin(rows, first, true), trial;
    for (std::size_t y = first; y < first + count; ++y, out += rows.row_bytes + 1) {
        signals::check();
        std::vector<std::uint8_t> row = row_with_margin(rows, y, false);
        if (filter) {
            out[0] = static_cast<std::uint8_t>(*filter);
            filter_row(row.data(), above.data(), rows.row_bytes, rows.step, *filter, out + 1);
        } else {
            filter_least(row.data(), above.data(), rows, trial, out);
        }
        above = std::move(row);
    }
}

}  // namespace quant::cli

// Filters each row from the one above it. Before the first row and the first pixel all is 0.
#include "png/filters.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <utility>

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

// Calls visit(row, above, out) for each row, see subtract(). Returns the bytes written.
template <typename Visit>
std::vector<std::uint8_t> for_each_row(const Rows &rows, Visit &&visit) {
    std::vector<std::uint8_t> result(rows.bytes.size() + rows.count());
    std::vector<std::uint8_t> row(rows.step + rows.row_bytes), above(row.size());
    for (std::size_t y = 0; y < rows.count(); ++y) {
        signals::check();
        std::copy_n(rows.bytes.data() + y * rows.row_bytes, rows.row_bytes,
                    row.begin() + static_cast<std::ptrdiff_t>(rows.step));
        for (std::size_t i = rows.step; rows.swaps && i + 1 < row.size(); i += 2)
            std::swap(row[i], row[i + 1]);
        visit(row.data(), above.data(), result.data() + y * (rows.row_bytes + 1));
        std::swap(row, above);
    }
    return result;
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

}  // namespace

std::vector<std::uint8_t> filtered(const Rows &rows, RowFilter filter) {
    return for_each_row(rows,
                        [&](const std::uint8_t *row, const std::uint8_t *above, std::uint8_t *out) {
                            out[0] = static_cast<std::uint8_t>(filter);
                            filter_row(row, above, rows.row_bytes, rows.step, filter, out + 1);
                        });
}

std::vector<std::uint8_t> filtered_by_rows(const Rows &rows) {
    constexpr std::array kFilters{RowFilter::none, RowFilter::sub, RowFilter::up,
                                  RowFilter::average, RowFilter::paeth};
    std::vector<std::uint8_t> trial(rows.row_bytes);
    return for_each_row(
        rows, [&](const std::uint8_t *row, const std::uint8_t *above, std::uint8_t *out) {
            std::size_t least = ~std::size_t{0};
            for (const RowFilter filter : kFilters) {
                filter_row(row, above, rows.row_bytes, rows.step, filter, trial.data());
                const std::size_t weight = weight_of(trial);
                if (weight >= least) continue;
                least = weight;
                out[0] = static_cast<std::uint8_t>(filter);
                std::ranges::copy(trial, out + 1);
            }
        });
}

}  // namespace quant::cli

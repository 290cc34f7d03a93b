// Keeps the pixel to the left in registers, so that the bytes of a pixel are computed at the same
// time.
#include "worker/png_rows.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <vector>

namespace quant::cli {
namespace {

enum Filter : std::uint8_t { none, sub, up, average, paeth, filters };

int predict_paeth(int left, int above, int corner) {
    const int from_left = std::abs(above - corner), from_above = std::abs(left - corner),
              from_corner = std::abs(left + above - 2 * corner);
    const int other = from_above <= from_corner ? above : corner;
    return from_left <= std::min(from_above, from_corner) ? left : other;
}

// Writes in[i] + predict(left, above, corner).
template <std::size_t Step, typename Predict>
void add(const std::uint8_t *in, const std::uint8_t *above, std::uint8_t *out, std::size_t bytes,
         Predict &&predict) {
    std::array<int, Step> left{}, corner{};
    for (std::size_t at = 0; at < bytes; at += Step) {
        for (std::size_t i = 0; i < Step; ++i) {
            const int up_here = above[at + i];
            left[i] = (in[at + i] + predict(left[i], up_here, corner[i])) & 0xff;
            corner[i] = up_here;
            out[at + i] = static_cast<std::uint8_t>(left[i]);
        }
    }
}

template <std::size_t Step>
void unfilter_row(std::uint8_t filter, const std::uint8_t *in, const std::uint8_t *above,
                  std::uint8_t *out, std::size_t bytes) {
    switch (filter) {
        case sub: return add<Step>(in, above, out, bytes, [](int a, int, int) { return a; });
        case up:
            for (std::size_t i = 0; i < bytes; ++i)
                out[i] = static_cast<std::uint8_t>(in[i] + above[i]);
            return;
        case average:
            return add<Step>(in, above, out, bytes, [](int a, int b, int) { return (a + b) / 2; });
        case paeth: return add<Step>(in, above, out, bytes, predict_paeth);
        default: std::copy_n(in, bytes, out);
    }
}

template <std::size_t Step>
void unfilter_all(const std::uint8_t *rows, std::size_t count, std::size_t row_bytes,
                  std::uint8_t *out) {
    const std::vector<std::uint8_t> zeros(row_bytes);
    const std::uint8_t *above = zeros.data();
    for (std::size_t y = 0; y < count; ++y, rows += row_bytes + 1) {
        unfilter_row<Step>(rows[0], rows + 1, above, out, row_bytes);
        above = out;
        out += row_bytes;
    }
}

}  // namespace

bool have_filters(std::span<const std::byte> rows, std::size_t row_bytes) {
    for (std::size_t at = 0; at < rows.size(); at += row_bytes + 1)
        if (std::to_integer<std::uint8_t>(rows[at]) >= filters) return false;
    return true;
}

void unfilter_rows(std::span<const std::byte> rows, std::size_t row_bytes, std::size_t step,
                   std::byte *pixels) {
    const auto *in = reinterpret_cast<const std::uint8_t *>(rows.data());
    auto *out = reinterpret_cast<std::uint8_t *>(pixels);
    const std::size_t count = rows.size() / (row_bytes + 1);
    switch (step) {
        case 1: return unfilter_all<1>(in, count, row_bytes, out);
        case 2: return unfilter_all<2>(in, count, row_bytes, out);
        case 3: return unfilter_all<3>(in, count, row_bytes, out);
        case 4: return unfilter_all<4>(in, count, row_bytes, out);
        case 6: return unfilter_all<6>(in, count, row_bytes, out);
        default: return unfilter_all<8>(in, count, row_bytes, out);
    }
}

}  // namespace quant::cli

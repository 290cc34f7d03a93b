// Keeps the pixel to the left in a register, and computes all bytes of a pixel at once. What takes
// the time is that each pixel needs the one before it, so that few steps should lie between them.
#include "worker/png_rows.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>
#include <vector>

namespace quant::cli {
namespace {

enum Filter : std::uint8_t { none, sub, up, average, paeth, filters };

// The bytes of a pixel, in lanes wide enough for their sums. This is an extension that GCC and
// Clang share.
using PixelBytes = std::uint8_t __attribute__((vector_size(8)));
using PixelLanes = std::int16_t __attribute__((vector_size(16)));

// Pixels of 3 and 6 bytes are read and written in two pieces, because compilers take pieces of
// these sizes through memory.
template <std::size_t Step>
inline constexpr std::size_t kFirst =
    std::endian::native == std::endian::little &&Step % 3 == 0 ? Step / 3 * 2 : Step;

template <std::size_t Step>
PixelLanes load(const std::uint8_t *pixel) {
    std::uint64_t bytes = 0, rest = 0;
    std::memcpy(&bytes, pixel, kFirst<Step>);
    if constexpr (kFirst<Step> < Step) {
        std::memcpy(&rest, pixel + kFirst<Step>, Step - kFirst<Step>);
        bytes |= rest << 8 * kFirst<Step>;
    }
    return __builtin_convertvector(std::bit_cast<PixelBytes>(bytes), PixelLanes);
}

template <std::size_t Step>
void store(PixelLanes lanes, std::uint8_t *pixel) {
    const auto bytes = std::bit_cast<std::uint64_t>(__builtin_convertvector(lanes, PixelBytes));
    std::memcpy(pixel, &bytes, kFirst<Step>);
    if constexpr (kFirst<Step> < Step) {
        const std::uint64_t rest = bytes >> 8 * kFirst<Step>;
        std::memcpy(pixel + kFirst<Step>, &rest, Step - kFirst<Step>);
    }
}

PixelLanes least(PixelLanes a, PixelLanes b) { return a < b ? a : b; }
PixelLanes absolute(PixelLanes a) { return a > -a ? a : -a; }

PixelLanes predict_paeth(PixelLanes left, PixelLanes above, PixelLanes corner) {
    // Only the second of these steps depends on the pixel to the left.
    const PixelLanes down = above - corner, right = left - corner;
    const PixelLanes from_left = absolute(down), from_above = absolute(right),
                     from_corner = absolute(down + right);
    const PixelLanes other = from_above > from_corner ? corner : above;
    return from_left > least(from_above, from_corner) ? other : left;
}

// Writes in[i] + predict(left, above, corner).
template <std::size_t Step, typename Predict>
void add(const std::uint8_t *in, const std::uint8_t *above, std::uint8_t *out, std::size_t bytes,
         Predict &&predict) {
    PixelLanes left{}, corner{};
    for (std::size_t at = 0; at < bytes; at += Step) {
        const PixelLanes up_here = load<Step>(above + at);
        left = (load<Step>(in + at) + predict(left, up_here, corner)) & 0xff;
        corner = up_here;
        store<Step>(left, out + at);
    }
}

template <std::size_t Step>
void unfilter_row(std::uint8_t filter, const std::uint8_t *in, const std::uint8_t *above,
                  std::uint8_t *out, std::size_t bytes) {
    switch (filter) {
        case sub:
            return add<Step>(in, above, out, bytes,
                             [](PixelLanes a, PixelLanes, PixelLanes) { return a; });
        case up:
            for (std::size_t i = 0; i < bytes; ++i)
                out[i] = static_cast<std::uint8_t>(in[i] + above[i]);
            return;
        case average:
            return add<Step>(in, above, out, bytes,
                             [](PixelLanes a, PixelLanes b, PixelLanes) { return (a + b) >> 1; });
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

// Writes and reads a tally as bytes: "QHST", one byte for the version, the number of colors, two
// numbers for each color, and a checksum of eight bytes, the lowest first. The two numbers are the
// difference between this color and the one before (less one, except for the first color) and the
// count less one. Numbers are base-128 varints, the lowest seven bits first.
#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include "histogram/color_tally.h"

namespace quant::core {
namespace {

inline constexpr std::array<std::uint8_t, 5> kMagic{'Q', 'H', 'S', 'T', 1};
inline constexpr std::uint64_t kLastColor = std::numeric_limits<std::uint64_t>::max();

// FNV-1a (Fowler, Noll and Vo 1991).
std::uint64_t checksum(std::span<const std::uint8_t> bytes) {
    std::uint64_t hash = 0xCBF29CE484222325U;
    for (const std::uint8_t byte : bytes) hash = (hash ^ byte) * 0x100000001B3U;
    return hash;
}

void put(std::vector<std::uint8_t> &bytes, std::uint64_t value) {
    for (; value >= 128; value >>= 7) bytes.push_back(static_cast<std::uint8_t>(value | 128));
    bytes.push_back(static_cast<std::uint8_t>(value));
}

class Reader {
public:
    explicit Reader(std::span<const std::uint8_t> bytes) : bytes_(bytes) {}

    // Reads a number. Returns false at the end of the bytes, and for more than 64 bits or a
    // superfluous last zero, because a number has only one form.
    bool take(std::uint64_t &value) {
        value = 0;
        for (unsigned shift = 0; shift < 64 && !bytes_.empty(); shift += 7) {
            const std::uint8_t byte = bytes_.front();
            bytes_ = bytes_.subspan(1);
            const std::uint64_t part = byte & 127U;
            if (part << shift >> shift != part) return false;
            value |= part << shift;
            if (byte < 128) return byte != 0 || shift == 0;
        }
        return false;
    }
    std::size_t left() const { return bytes_.size(); }

private:
    std::span<const std::uint8_t> bytes_;
};

// Reads the colors, which must be all that follows the head. Returns nothing if they are not valid.
std::optional<std::vector<CountedColor>> take_colors(Reader reader) {
    std::uint64_t count = 0;
    // A color takes at least two bytes; the test keeps a false count from reserving much memory.
    if (!reader.take(count) || count > reader.left() / 2) return std::nullopt;
    std::vector<CountedColor> colors;
    colors.reserve(count);
    std::uint64_t pixels = 0, last = 0;
    for (std::uint64_t i = 0; i < count; ++i) {
        std::uint64_t color = 0, weight = 0;
        if (!reader.take(color) || !reader.take(weight)) return std::nullopt;
        if (weight >= Histogram::kMostPixels - pixels) return std::nullopt;
        pixels += weight + 1;
        if (i > 0) {
            if (color >= kLastColor - last) return std::nullopt;
            color += last + 1;
        }
        // There is only one fully transparent color, 0.
        // NOLINTNEXTLINE(clang-analyzer-core.UndefinedBinaryOperatorResult): take() has set it.
        if (color >> 48 == 0 && color != 0) return std::nullopt;
        colors.push_back({color, weight + 1});
        last = color;
    }
    if (reader.left() != 0) return std::nullopt;
    return colors;
}

}  // namespace

std::vector<std::uint8_t> serialized(const ColorTally &tally) {
    std::vector<std::uint8_t> bytes(kMagic.begin(), kMagic.end());
    const auto colors = tally.colors();
    put(bytes, colors.size());
    std::uint64_t next = 0;
    for (const CountedColor &color : colors) {
        put(bytes, color.color - next);
        put(bytes, color.count - 1);
        next = color.color + 1;
    }
    for (std::uint64_t sum = checksum(bytes), i = 0; i < 8; ++i, sum >>= 8)
        bytes.push_back(static_cast<std::uint8_t>(sum));
    return bytes;
}

std::optional<ColorTally> parse_tally(std::span<const std::uint8_t> bytes) {
    constexpr std::size_t kHead = kMagic.size(), kSum = 8;
    if (bytes.size() < kHead + kSum || !std::ranges::equal(bytes.first(kHead), kMagic))
        return std::nullopt;
    const auto body = bytes.first(bytes.size() - kSum);
    std::uint64_t sum = 0;
    for (std::size_t i = bytes.size(); i-- > body.size();) sum = sum << 8 | bytes[i];
    if (sum != checksum(body)) return std::nullopt;
    auto colors = take_colors(Reader(body.subspan(kHead)));
    if (!colors) return std::nullopt;
    return ColorTally(std::move(*colors));
}

}  // namespace quant::core

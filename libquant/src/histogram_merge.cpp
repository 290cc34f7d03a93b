#include "histogram_merge.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <limits>
#include <stdexcept>
#include <utility>

namespace quant::core {
namespace {

// The compact form holds what an 8-bit channel can have.
bool fits_compact(std::span<const WeightedColor> colors, bool has_alpha) {
    return !has_alpha && std::ranges::all_of(colors, [](const WeightedColor &color) {
        return std::ranges::all_of(color.point.x, [](int v) { return v % kPointScale == 0; });
    });
}

std::uint16_t residue_of(const Point &p) {
    const auto field = [&](std::size_t d) { return p.x[d] / kPointScale % 8; };
    return static_cast<std::uint16_t>(field(0) << 6 | field(1) << 3 | field(2));
}

// The colors sorted by cell, in Morton order, and within each by point_key().
std::vector<WeightedColor> in_cells(std::span<const WeightedColor> colors, bool has_alpha) {
    const auto &order = morton_order(has_alpha);
    std::vector<std::size_t> heads(order.size());
    for (const WeightedColor &color : colors) ++heads[cell_key(color.point, has_alpha)];
    std::size_t position = 0;
    for (const std::uint16_t key : order) position += std::exchange(heads[key], position);
    std::vector<WeightedColor> sorted(colors.size());
    for (const WeightedColor &color : colors)
        sorted[heads[cell_key(color.point, has_alpha)]++] = color;
    for (auto first = sorted.begin(); first != sorted.end();) {
        const auto key = cell_key(first->point, has_alpha);
        const auto last = std::find_if(first, sorted.end(), [&](const WeightedColor &color) {
            return cell_key(color.point, has_alpha) != key;
        });
        std::ranges::sort(first, last, {},
                          [](const WeightedColor &c) { return point_key(c.point); });
        first = last;
    }
    return sorted;
}

// Makes one of neighbors of the same color.
void add_up_equal(std::vector<WeightedColor> &colors) {
    std::size_t kept = 0;
    for (const WeightedColor &color : colors) {
        if (kept > 0 && colors[kept - 1].point == color.point) {
            colors[kept - 1].weight += color.weight;
        } else {
            colors[kept++] = color;
        }
    }
    colors.resize(kept);
}

}  // namespace

Histogram::Histogram(std::vector<WeightedColor> colors, bool has_alpha) : has_alpha_(has_alpha) {
    std::uint64_t pixels = 0;
    for (const WeightedColor &color : colors) {
        if (color.weight > kMostPixels - pixels) throw std::length_error("too many pixels");
        pixels += color.weight;
    }
    if (pixels == 0) throw std::length_error("no pixels");

    colors = in_cells(colors, has_alpha);
    add_up_equal(colors);
    unique_ = colors.size();

    const bool compact = fits_compact(colors, has_alpha);
    // A color needs one entry, or one more for each full weight that is split off.
    entries_end_ = colors.size() + (compact ? pixels / kMostCompactWeight : 0) + kSlack +
                   (morton_order(has_alpha).size() / kCellsPerGap + 1) * kSlack;
    if (compact) {
        residues_ = std::make_unique_for_overwrite<std::uint16_t[]>(entries_end_);
        compact_weights_ = std::make_unique_for_overwrite<std::uint16_t[]>(entries_end_);
    } else {
        points_ = std::make_unique_for_overwrite<Point[]>(entries_end_);
        weights_ = std::make_unique_for_overwrite<std::uint32_t[]>(entries_end_);
    }
    std::size_t entry = 0;
    for (std::size_t i = 0; i < colors.size();) {
        if (cells_.size() % kCellsPerGap == 0) entry += kSlack;
        Cell &cell = cells_.emplace_back();
        cell.key = cell_key(colors[i].point, has_alpha);
        cell.first = entry;
        for (; i < colors.size() && cell_key(colors[i].point, has_alpha) == cell.key; ++i)
            entry += put(colors[i], entry);
        cell.size = static_cast<std::uint32_t>(entry - cell.first);
        if (compact) {
            summarize_compact(cell);
        } else {
            summarize_wide(cell);
        }
    }
    add_up_cells();
}

std::size_t Histogram::put(const WeightedColor &color, std::size_t entry) {
    if (points_) {
        points_[entry] = color.point;
        weights_[entry] = static_cast<std::uint32_t>(color.weight);
        return 1;
    }
    std::size_t count = 0;
    for (std::uint64_t left = color.weight; left > 0; ++count) {
        const std::uint64_t weight = std::min<std::uint64_t>(left, kMostCompactWeight);
        residues_[entry + count] = residue_of(color.point);
        compact_weights_[entry + count] = static_cast<std::uint16_t>(weight);
        left -= weight;
    }
    return count;
}

std::vector<WeightedColor> Histogram::colors() const {
    std::vector<WeightedColor> colors;
    for_each_block([&](const Point *points, const std::uint32_t *weights, std::size_t count) {
        for (std::size_t i = 0; i < count; ++i) colors.push_back({points[i], weights[i]});
    });
    std::ranges::sort(colors, {}, [](const WeightedColor &c) { return point_key(c.point); });
    add_up_equal(colors);
    return colors;
}

namespace {

// Whether a color is one of some.
class Selection {
public:
    explicit Selection(std::span<const Point> colors) {
        for (const Point &color : colors) keys_.push_back(point_key(color));
        std::ranges::sort(keys_);
    }
    bool has(const Point &color) const {
        return std::ranges::binary_search(keys_, point_key(color));
    }

private:
    std::vector<std::uint64_t> keys_;
};

}  // namespace

Histogram Histogram::without(std::span<const Point> colors) const {
    const Selection left_out(colors);
    std::vector<WeightedColor> rest;
    for_each_block([&](const Point *points, const std::uint32_t *weights, std::size_t count) {
        for (std::size_t i = 0; i < count; ++i)
            if (!left_out.has(points[i])) rest.push_back({points[i], weights[i]});
    });
    return Histogram(std::move(rest), has_alpha_);
}

std::uint64_t Histogram::count(std::span<const Point> colors) const {
    const Selection counted(colors);
    std::uint64_t pixels = 0;
    for_each_block([&](const Point *points, const std::uint32_t *weights, std::size_t count) {
        for (std::size_t i = 0; i < count; ++i)
            if (counted.has(points[i])) pixels += weights[i];
    });
    return pixels;
}

Histogram merged(const Histogram &a, const Histogram &b) {
    const bool has_alpha = a.has_alpha() || b.has_alpha();
    std::vector<WeightedColor> all;
    for (const Histogram *histogram : {&a, &b}) {
        for (WeightedColor color : histogram->colors()) {
            if (has_alpha && !histogram->has_alpha()) color.point.x[3] = kPointMiddle;
            all.push_back(color);
        }
    }
    return Histogram(std::move(all), has_alpha);
}

// "QHST", version, whether there is alpha, the number of colors, then for each the difference of
// its point_key() to that of the one before (less one, but for the first) and its weight less one;
// at the end a checksum. Numbers are base-128 varints, the lowest seven bits first.
namespace {

inline constexpr std::array<std::uint8_t, 5> kMagic{'Q', 'H', 'S', 'T', 1};

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

    // False at the end of the bytes, and for more than 64 bits or a needless last zero: a number
    // has one form only.
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

std::optional<Point> point_from(std::uint64_t key, bool has_alpha) {
    Point p{};
    for (std::size_t d = 0; d < kDimensions; ++d) {
        const auto v = key >> (16 * (kDimensions - 1 - d)) & 0xFFFF;
        if (v > kPointMax) return std::nullopt;
        p.x[d] = static_cast<std::int16_t>(v);
    }
    // A translucent color lies nearer to the middle gray, and without alpha it is 0.
    if (p.x[3] > (has_alpha ? kPointMiddle : 0)) return std::nullopt;
    for (std::size_t d = 0; has_alpha && d < 3; ++d)
        if (std::abs(p.x[d] - kPointMiddle) > p.x[3]) return std::nullopt;
    return p;
}

// The colors of a file whose head has been read.
std::optional<std::vector<WeightedColor>> take_colors(Reader &reader, bool has_alpha) {
    std::uint64_t count = 0;
    // A color takes two bytes at least: a false count cannot make us reserve much.
    if (!reader.take(count) || count == 0 || count > reader.left() / 2) return std::nullopt;
    std::vector<WeightedColor> colors;
    colors.reserve(count);
    std::uint64_t next = 0;
    for (std::uint64_t i = 0; i < count; ++i) {
        std::uint64_t step = 0, weight = 0;
        if (!reader.take(step) || !reader.take(weight) || weight >= Histogram::kMostPixels)
            return std::nullopt;
        if (step > std::numeric_limits<std::uint64_t>::max() - next) return std::nullopt;
        const auto point = point_from(next + step, has_alpha);
        if (!point) return std::nullopt;
        colors.push_back({*point, weight + 1});
        next += step + 1;  // no overflow: a valid key is below 2^63
    }
    return colors;
}

}  // namespace

std::vector<std::uint8_t> serialized(const Histogram &histogram) {
    std::vector<std::uint8_t> bytes(kMagic.begin(), kMagic.end());
    bytes.push_back(histogram.has_alpha() ? 1 : 0);
    const auto colors = histogram.colors();
    put(bytes, colors.size());
    std::uint64_t next = 0;
    for (const WeightedColor &color : colors) {
        const std::uint64_t key = point_key(color.point);
        put(bytes, key - next);
        put(bytes, color.weight - 1);
        next = key + 1;
    }
    for (std::uint64_t sum = checksum(bytes), i = 0; i < 8; ++i, sum >>= 8)
        bytes.push_back(static_cast<std::uint8_t>(sum));
    return bytes;
}

std::optional<Histogram> parse_histogram(std::span<const std::uint8_t> bytes) {
    constexpr std::size_t kHead = kMagic.size() + 1, kSum = 8;
    if (bytes.size() < kHead + kSum || !std::ranges::equal(bytes.first(kMagic.size()), kMagic))
        return std::nullopt;
    const auto body = bytes.first(bytes.size() - kSum);
    std::uint64_t sum = 0;
    for (std::size_t i = bytes.size(); i-- > body.size();) sum = sum << 8 | bytes[i];
    if (sum != checksum(body) || body[kMagic.size()] > 1) return std::nullopt;
    const bool has_alpha = body[kMagic.size()] == 1;

    Reader reader(body.subspan(kHead));
    auto colors = take_colors(reader, has_alpha);
    if (!colors || reader.left() != 0) return std::nullopt;
    try {
        return Histogram(std::move(*colors), has_alpha);
    } catch (const std::length_error &) {
        return std::nullopt;
    }
}

}  // namespace quant::core

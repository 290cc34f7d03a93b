// Counts which entries are neighbors in the picture, and sorts by that.
#include "png/palette_order.h"

#include <algorithm>
#include <utility>

namespace quant::cli {
namespace {

std::vector<std::uint8_t> identity(std::size_t size) {
    std::vector<std::uint8_t> order;
    for (std::size_t i = 0; i < size; ++i) order.push_back(static_cast<std::uint8_t>(i));
    return order;
}

std::vector<std::uint8_t> translucent_first(std::vector<std::uint8_t> order,
                                            std::span<const Color> palette) {
    std::stable_partition(order.begin(), order.end(),
                          [&](std::uint8_t i) { return palette[i].a != 255; });
    return order;
}

int luminance(const Color &c) { return 299 * c.r + 587 * c.g + 114 * c.b; }

// How often two entries are neighbors, in both directions.
class Neighbors {
public:
    Neighbors(std::span<const std::uint8_t> indices, std::size_t width) {
        for (std::size_t i = 0; i < indices.size(); ++i) {
            if (i % width != 0) ++counts_[indices[i - 1]][indices[i]];
            if (i >= width) ++counts_[indices[i - width]][indices[i]];
        }
    }
    std::uint64_t of(std::size_t a, std::size_t b) const {
        return a == b ? 0 : std::uint64_t{counts_[a][b]} + counts_[b][a];
    }

private:
    std::vector<std::array<std::uint32_t, 256>> counts_ =
        std::vector<std::array<std::uint32_t, 256>>(256);
};

// Returns whether an entry has more neighbors in the left half of the chain: the nearer to an end,
// the more they count.
bool belongs_left(std::size_t entry, std::span<const std::uint8_t> chain,
                  const Neighbors &neighbors) {
    std::int64_t balance = 0;
    const auto size = static_cast<std::int64_t>(chain.size());
    for (std::int64_t i = 0; i < size; ++i)
        balance += (size - 1 - 2 * i) * static_cast<std::int64_t>(neighbors.of(
                                            entry, chain[static_cast<std::size_t>(i)]));
    return balance > 0;
}

}  // namespace

std::vector<std::uint8_t> order_by_luminance(std::span<const Color> palette) {
    std::vector<std::uint8_t> order = identity(palette.size());
    std::ranges::stable_sort(order, {}, [&](std::uint8_t i) { return luminance(palette[i]); });
    return translucent_first(std::move(order), palette);
}

std::vector<std::uint8_t> order_by_neighbors(std::span<const Color> palette,
                                             std::span<const std::uint8_t> indices,
                                             std::size_t width) {
    if (palette.size() < 3) return identity(palette.size());
    const Neighbors neighbors(indices, width);
    std::vector<std::uint8_t> left = identity(palette.size());
    std::vector<std::uint64_t> in_chain(palette.size());  // how often each is a neighbor of those
    const auto take = [&](std::uint8_t entry) {
        std::erase(left, entry);
        for (const std::uint8_t other : left) in_chain[other] += neighbors.of(entry, other);
        return entry;
    };
    std::pair<std::uint8_t, std::uint8_t> first{std::uint8_t{0}, std::uint8_t{1}};
    for (const std::uint8_t a : left)
        for (const std::uint8_t b : left)
            if (neighbors.of(a, b) > neighbors.of(first.first, first.second)) first = {a, b};
    std::vector<std::uint8_t> chain{take(first.first), take(first.second)};
    while (!left.empty()) {
        const std::uint8_t entry =
            take(*std::ranges::max_element(left, {}, [&](std::uint8_t i) { return in_chain[i]; }));
        chain.insert(belongs_left(entry, chain, neighbors) ? chain.begin() : chain.end(), entry);
    }
    return translucent_first(std::move(chain), palette);
}

FilePalette reordered(const FilePalette &palette, std::span<const std::uint8_t> order) {
    FilePalette result;
    std::array<std::uint8_t, 256> place{};
    for (std::size_t i = 0; i < order.size(); ++i) {
        place[order[i]] = static_cast<std::uint8_t>(i);
        result.colors.push_back(palette.colors[order[i]]);
    }
    for (std::size_t i = 0; i < palette.index.size(); ++i)
        result.index[i] = place[palette.index[i]];
    return result;
}

}  // namespace quant::cli

// Halves cells by selection, on copies of their middles.
#include "cluster/leaves.h"

#include <algorithm>
#include <array>

namespace quant::core {
namespace {

struct Leaf {
    std::array<std::int16_t, kDimensions> middle;
    std::uint32_t cell;
};

// Returns the coordinate in which the middles lie farthest apart.
std::size_t widest_of(std::span<const Leaf> leaves) {
    auto lo = leaves[0].middle, hi = leaves[0].middle;
    for (const Leaf &leaf : leaves) {
        for (std::size_t d = 0; d < kDimensions; ++d) {
            lo[d] = std::min(lo[d], leaf.middle[d]);
            hi[d] = std::max(hi[d], leaf.middle[d]);
        }
    }
    std::size_t widest = 0;
    for (std::size_t d = 1; d < kDimensions; ++d)
        if (hi[d] - lo[d] > hi[widest] - lo[widest]) widest = d;
    return widest;
}

// Both halves are made up of whole groups, and of whole groups of groups as long as there are
// several.
void halve(std::span<Leaf> leaves, std::size_t group) {
    if (leaves.size() <= group) return;
    std::size_t unit = group;
    while (unit * group < leaves.size()) unit *= group;
    const std::size_t units = (leaves.size() + unit - 1) / unit;
    const std::size_t middle = units / 2 * unit;
    const std::size_t d = widest_of(leaves);
    std::nth_element(leaves.begin(), leaves.begin() + static_cast<std::ptrdiff_t>(middle),
                     leaves.end(), [d](const Leaf &a, const Leaf &b) {
                         // The order is total, so that it is the same for every library.
                         return a.middle[d] != b.middle[d] ? a.middle[d] < b.middle[d]
                                                           : a.cell < b.cell;
                     });
    halve(leaves.first(middle), group);
    halve(leaves.subspan(middle), group);
}

}  // namespace

std::vector<std::uint32_t> leaves_in_small_boxes(std::span<const Cell> cells, std::size_t group) {
    std::vector<Leaf> leaves(cells.size());
    for (std::size_t i = 0; i < cells.size(); ++i) {
        for (std::size_t d = 0; d < kDimensions; ++d)
            leaves[i].middle[d] =
                static_cast<std::int16_t>((cells[i].box.lo.x[d] + cells[i].box.hi.x[d]) / 2);
        leaves[i].cell = static_cast<std::uint32_t>(i);
    }
    halve(leaves, group);
    std::vector<std::uint32_t> order;
    order.reserve(leaves.size());
    for (const Leaf &leaf : leaves) order.push_back(leaf.cell);
    return order;
}

}  // namespace quant::core

// Computes Morton order (G. M. Morton, 1966), which interleaves the bits of the coordinates.
#include "color/cell.h"

namespace quant::core {

const std::vector<std::uint16_t> &morton_order(bool has_alpha) {
    const auto make = [](unsigned dims, unsigned side_bits) {
        std::vector<std::uint16_t> order(std::size_t{1} << (dims * side_bits));
        for (std::size_t place = 0; place < order.size(); ++place) {
            std::size_t key = 0;
            for (unsigned d = 0; d < dims; ++d)
                for (unsigned bit = 0; bit < side_bits; ++bit)
                    key |= (place >> (bit * dims + dims - 1 - d) & 1)
                           << ((dims - 1 - d) * side_bits + bit);
            order[place] = static_cast<std::uint16_t>(key);
        }
        return order;
    };
    static const std::vector<std::uint16_t> of_3_dimensions = make(3, 5);
    static const std::vector<std::uint16_t> of_4_dimensions = make(4, 4);
    return has_alpha ? of_4_dimensions : of_3_dimensions;
}

std::uint16_t cell_key(const Point &p, bool has_alpha) {
    // The upper bits of a coordinate; alpha has half the range of the other coordinates.
    const auto part = [&](std::size_t d) {
        return static_cast<unsigned>(p.x[d]) >> (has_alpha && d < 3 ? 11 : 10);
    };
    if (!has_alpha) return static_cast<std::uint16_t>(part(0) << 10 | part(1) << 5 | part(2));
    return static_cast<std::uint16_t>(part(0) << 12 | part(1) << 8 | part(2) << 4 | part(3));
}

}  // namespace quant::core

// Computes Morton order (G. M. Morton, 1966), which interleaves the bits of the coordinates.
#include "color/cell.h"

namespace quant::core {

const std::vector<std::uint16_t> &morton_order(bool has_alpha) {
    const auto make = [](unsigned dims, unsigned side_bits) {
        // Each further bit of the place, from the lowest on, is a bit of another coordinate.
        std::vector<std::uint16_t> order{0};
        order.reserve(std::size_t{1} << (dims * side_bits));
        for (unsigned bit = 0; bit < side_bits; ++bit) {
            for (unsigned d = 0; d < dims; ++d) {
                const std::size_t size = order.size();
                for (std::size_t place = 0; place < size; ++place)
                    order.push_back(
                        static_cast<std::uint16_t>(order[place] | 1U << (d * side_bits + bit)));
            }
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

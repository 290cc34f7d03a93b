// Finds the least of many numbers.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>

namespace quant::core {

// Returns the index of the least number, of equal ones the first. There must be a number, and none
// that is not a number. std::min_element() compares one number after another; here the compiler can
// use vectors.
template <typename Number>
std::size_t index_of_lowest(std::span<const Number> numbers) {
    std::array<Number, 8> lowest;
    lowest.fill(numbers[0]);
    std::size_t i = 0;
    for (; i + lowest.size() <= numbers.size(); i += lowest.size())
        for (std::size_t lane = 0; lane < lowest.size(); ++lane)
            lowest[lane] = numbers[i + lane] < lowest[lane] ? numbers[i + lane] : lowest[lane];
    for (; i < numbers.size(); ++i) lowest[0] = std::min(lowest[0], numbers[i]);
    const Number least = *std::ranges::min_element(lowest);
    return static_cast<std::size_t>(std::ranges::find(numbers, least) - numbers.begin());
}

}  // namespace quant::core

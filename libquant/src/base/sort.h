// Sorts very many items so that a thread can check meanwhile.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <span>
#include <utility>

#include "base/parallel.h"

namespace quant::core {

// Sorts as std::sort() does, in about the same time, with checks. (A comparison that checks would
// take a quarter longer.) It is a quicksort that leaves parts of few items to std::sort().
template <typename T, typename Less>
void sort_with_checks(std::span<T> items, Less less, Pace &pace) {
    constexpr std::size_t kFew = std::size_t{1} << 14;
    // Quicksort can be slow for unlucky orders. Then std::sort(), which cannot, does the rest.
    int levels_left = 2 * static_cast<int>(std::bit_width(items.size() / kFew));
    for (; items.size() > kFew && levels_left > 0; --levels_left) {
        // The pivot is the middle one of three middle ones.
        const auto middle = [&](T a, T b, T c) {
            if (less(b, a)) std::swap(a, b);
            return less(c, b) ? (less(c, a) ? a : c) : b;
        };
        const auto at = [&](std::size_t eighth) { return items[(items.size() - 1) / 8 * eighth]; };
        const T pivot = middle(middle(at(0), at(1), at(2)), middle(at(3), at(4), at(5)),
                               middle(at(6), at(7), at(8)));
        // Both ends stop at equal items, so that many of them are halved too.
        std::size_t left = 0, right = items.size() - 1;
        for (;;) {
            while (less(items[left], pivot)) ++left;
            while (less(pivot, items[right])) --right;
            if (left >= right) break;
            std::swap(items[left++], items[right--]);
            pace.is_stopped(4);
        }
        // All items before `left` are not above the pivot, all others are not below it.
        const auto below = items.first(left), above = items.subspan(left);
        const bool below_is_less = below.size() < above.size();
        sort_with_checks(below_is_less ? below : above, less, pace);
        items = below_is_less ? above : below;
    }
    std::sort(items.begin(), items.end(), less);
    pace.is_stopped(4 * items.size());
}

}  // namespace quant::core

// Tests sorting with checks: the order, for lucky and unlucky ones, and that it can be canceled.
#include "base/sort.h"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "base/random.h"

namespace {

using namespace quant::core;

// Returns numbers whose order makes a quicksort work in different ways.
std::vector<std::vector<std::uint64_t>> orders(std::size_t size) {
    Random random(3);
    std::vector<std::vector<std::uint64_t>> all(7, std::vector<std::uint64_t>(size));
    for (std::size_t i = 0; i < size; ++i) {
        all[0][i] = random.next();
        all[1][i] = random.below(5);
        all[2][i] = 7;
        all[3][i] = i;
        all[4][i] = size - i;
        all[5][i] = std::min(i, size - i);
        all[6][i] = i % 8;
    }
    return all;
}

BOOST_AUTO_TEST_SUITE(sort_tests)

BOOST_AUTO_TEST_CASE(it_sorts) {
    for (const std::size_t size : {0U, 1U, 2U, 1000U, 60000U}) {
        for (const auto &numbers : orders(size)) {
            auto expected = numbers, sorted = numbers;
            std::ranges::sort(expected);
            Pace pace(nullptr);
            sort_with_checks(std::span(sorted), std::less<>(), pace);
            BOOST_TEST((sorted == expected));
        }
    }
}

BOOST_AUTO_TEST_CASE(it_can_be_canceled_anywhere) {
    struct Stop {};
    int checks = 0, last = 0;
    Team team(1, [&](double) {
        if (++checks == last) throw Stop();
    });
    auto numbers = orders(100000)[0];
    Pace pace(&team);
    sort_with_checks(std::span(numbers), std::less<>(), pace);
    BOOST_TEST(checks >= 12);  // one at least for as many items as are sorted at once, and more
    const int all = checks;
    for (last = 1; last <= all; last += 4) {
        checks = 0;
        numbers = orders(100000)[0];
        Pace again(&team);
        BOOST_CHECK_THROW(sort_with_checks(std::span(numbers), std::less<>(), again), Stop);
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace

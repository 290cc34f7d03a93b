// Tests that no task has a better place in a run than the others, and how time is budgeted.
#include "bench/round_order.h"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>
#include <set>

#include "bench/clock.h"

namespace {

using namespace quant::cli::bench;

BOOST_AUTO_TEST_SUITE(bench_rounds_tests)

BOOST_AUTO_TEST_CASE(each_round_has_every_task_once) {
    for (const std::size_t tasks : {1U, 2U, 7U, 33U}) {
        for (unsigned round = 0; round < 6; ++round) {
            auto order = order_of_round(tasks, round, 6);
            std::sort(order.begin(), order.end());
            std::vector<std::size_t> all(tasks);
            std::iota(all.begin(), all.end(), std::size_t{0});
            BOOST_TEST(order == all, boost::test_tools::per_element());
        }
    }
}

// If a machine grows slower from task to task, all tasks must suffer alike: the mean place of each
// is near the middle. Without interleaving, the mean places would lie from 0 to 32.
BOOST_AUTO_TEST_CASE(over_the_rounds_tasks_have_similar_places) {
    constexpr std::size_t tasks = 33;
    constexpr unsigned rounds = 6;
    std::vector<double> places(tasks);
    std::set<std::size_t> first;
    for (unsigned round = 0; round < rounds; ++round) {
        const auto order = order_of_round(tasks, round, rounds);
        first.insert(order.front());
        for (std::size_t place = 0; place < tasks; ++place)
            places[order[place]] += static_cast<double>(place) / rounds;
    }
    BOOST_TEST(first.size() == rounds);
    for (const double place : places) BOOST_TEST(std::abs(place - 16) < 8);
}

BOOST_AUTO_TEST_CASE(durations_are_told_in_the_unit_that_fits) {
    BOOST_TEST(duration_text(0.4) == "0 s");
    BOOST_TEST(duration_text(89) == "89 s");
    BOOST_TEST(duration_text(600) == "10 min");
    BOOST_TEST(duration_text(2 * 3600) == "2 h");
}

BOOST_AUTO_TEST_CASE(a_budget_is_what_is_left_of_it) {
    const BudgetClock none{std::nullopt}, much{1000.0}, little{1e-9};
    BOOST_TEST(std::isinf(none.left()));
    BOOST_TEST(much.left() > 900);
    BOOST_TEST(much.left() < 1000);
    BOOST_TEST(little.left() < 0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace

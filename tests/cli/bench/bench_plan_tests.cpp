// Tests the grid of tasks, and that no task has a better place in a run than the others.
#include "bench/plan.h"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

#include "bench/clock.h"

namespace {

using namespace quant::cli::bench;

BOOST_AUTO_TEST_SUITE(bench_plan_tests)

BOOST_AUTO_TEST_CASE(sequential_runs_once_for_each_number_of_colors) {
    Plan plan;
    plan.colors = {8, 16};
    plan.threads = {1, 2, 4};
    const auto tasks = tasks_of(plan);
    BOOST_TEST(tasks.size() == 2U * (1 + 3 + 3));
    for (const unsigned colors : plan.colors) {
        const Task once{colors, QUANT_ENGINE_SEQUENTIAL, 1};
        BOOST_TEST(std::count(tasks.begin(), tasks.end(), once) == 1);
        for (const quant_engine engine : {QUANT_ENGINE_OPENMP, QUANT_ENGINE_CELLS})
            for (const unsigned threads : plan.threads)
                BOOST_TEST(std::count(tasks.begin(), tasks.end(), Task{colors, engine, threads}) ==
                           1);
    }
}

BOOST_AUTO_TEST_CASE(only_the_engines_of_the_plan_run) {
    Plan plan;
    plan.engines = {QUANT_ENGINE_CELLS};
    BOOST_TEST(!plan.has(QUANT_ENGINE_OPENMP));
    for (const Task &task : tasks_of(plan)) BOOST_TEST(task.engine == QUANT_ENGINE_CELLS);
}

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

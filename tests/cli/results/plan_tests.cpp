// The grid of tasks.
#include "results/plan.h"

#include <boost/test/unit_test.hpp>

#include <algorithm>

namespace {

using namespace quant::cli::results;

BOOST_AUTO_TEST_SUITE(plan_tests)

BOOST_AUTO_TEST_CASE(sequential_runs_once_for_each_number_of_colors) {
    Plan plan;
    plan.colors = {8, 16};
    plan.threads = {1, 2, 4};
    const auto tasks = tasks_of(plan);
    BOOST_TEST(tasks.size() == 2U * (1 + 3 + 3));
    for (const unsigned colors : plan.colors) {
        const Task once{colors, Engine::sequential, 1};
        BOOST_TEST(std::count(tasks.begin(), tasks.end(), once) == 1);
        for (const Engine engine : {Engine::openmp, Engine::cells})
            for (const unsigned threads : plan.threads)
                BOOST_TEST(std::count(tasks.begin(), tasks.end(), Task{colors, engine, threads}) ==
                           1);
    }
}

BOOST_AUTO_TEST_CASE(only_the_engines_of_the_plan_run) {
    Plan plan;
    plan.engines = {Engine::cells};
    BOOST_TEST(!plan.has(Engine::openmp));
    for (const Task &task : tasks_of(plan)) BOOST_TEST((task.engine == Engine::cells));
}

BOOST_AUTO_TEST_CASE(weak_scaling_has_as_many_copies_as_threads) {
    Plan plan;
    plan.colors = {8};
    plan.threads = {1, 2, 4};
    plan.engines.push_back(Engine::doubles);
    plan.most_copies = 2;
    const auto tasks = tasks_of(plan);
    BOOST_TEST(tasks.size() == 2U + 2 * (3 + 1));
    BOOST_TEST(std::count(tasks.begin(), tasks.end(), Task{8, Engine::cells, 2, 2}) == 1);
    BOOST_TEST(std::count(tasks.begin(), tasks.end(), Task{8, Engine::doubles, 1}) == 1);
}

BOOST_AUTO_TEST_CASE(a_task_is_compared_with_sequential_and_with_one_thread) {
    const Plan plan;
    const Task sequential{8, Engine::sequential, 1}, alone{8, Engine::cells, 1};
    BOOST_TEST((bases_of({8, Engine::cells, 4}, plan) == std::vector{sequential, alone}));
    BOOST_TEST((bases_of({8, Engine::cells, 2, 2}, plan) == std::vector{sequential, alone}));
    BOOST_TEST((bases_of(alone, plan) == std::vector{sequential}));
    BOOST_TEST((bases_of({8, Engine::doubles, 1}, plan) == std::vector{sequential}));
    BOOST_TEST(bases_of(sequential, plan).empty());
}

BOOST_AUTO_TEST_CASE(plans_are_joined) {
    const Plan a{{8, 32}, {1, 2}, {Engine::sequential, Engine::cells}, 3, 1, 0};
    const Plan b{{16}, {2, 4}, {Engine::openmp}, 5, 0, 4};
    const Plan expected{{8, 16, 32}, {1, 2, 4}, {Engine::sequential, Engine::openmp, Engine::cells},
                        5,           1,         4};
    BOOST_TEST((joined(a, b) == expected));
    BOOST_TEST((joined(a, Plan{{}, {}, {}, 0, 0, 0}) == a));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace

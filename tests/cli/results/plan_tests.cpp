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

BOOST_AUTO_TEST_SUITE_END()

}  // namespace

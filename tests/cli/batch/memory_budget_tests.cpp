// Tests that memory is shared out within its bound, and that a large share is not overtaken for
// ever.
#include "batch/memory_budget.h"

#include <atomic>
#include <thread>
#include <vector>

#include <boost/test/unit_test.hpp>

using quant::cli::MemoryBudget;

BOOST_AUTO_TEST_SUITE(memory_budget_tests)

BOOST_AUTO_TEST_CASE(shares_stay_within_the_budget) {
    MemoryBudget budget(100);
    std::atomic<int> in_use{0}, most{0};
    std::vector<std::jthread> threads;
    for (int i = 0; i < 8; ++i)
        threads.emplace_back([&] {
            for (int round = 0; round < 500; ++round) {
                const MemoryBudget::Share share(budget, 30);
                const int now = in_use += 30;
                for (int before = most; before < now && !most.compare_exchange_weak(before, now);) {
                }
                in_use -= 30;
            }
        });
    threads.clear();
    BOOST_TEST(most.load() <= 90);
    BOOST_TEST(most.load() > 0);
}

BOOST_AUTO_TEST_CASE(large_shares_are_served_among_small_ones) {
    MemoryBudget budget(100);
    std::atomic<bool> done{false};
    std::vector<std::jthread> threads;
    for (int i = 0; i < 3; ++i)
        threads.emplace_back([&] {
            while (!done) const MemoryBudget::Share share(budget, 40);
        });
    for (int round = 0; round < 50; ++round) {
        MemoryBudget::Share share(budget, 10);
        share.exchange(100);
    }
    done = true;
    threads.clear();
    BOOST_TEST(done.load());
}

BOOST_AUTO_TEST_CASE(what_is_larger_than_the_budget_gets_all_of_it) {
    MemoryBudget budget(100);
    { const MemoryBudget::Share share(budget, 1000); }
    const MemoryBudget::Share share(budget, 100);
    BOOST_TEST(budget.total() == 100U);
}

BOOST_AUTO_TEST_SUITE_END()

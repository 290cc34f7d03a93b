// Tests running work on several threads: calls, exceptions, parts, and the choice of their number.
#include "base/parallel.h"

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <limits>
#include <stdexcept>
#include <vector>

namespace {

using namespace quant::core;

BOOST_AUTO_TEST_SUITE(parallel_tests)

BOOST_AUTO_TEST_CASE(every_index_runs_once) {
    for (const unsigned threads : {1U, 2U, 3U, 8U, 40U}) {
        std::vector<std::atomic<int>> runs(threads);
        parallel(threads, [&](unsigned thread) { ++runs[thread]; });
        for (const auto &count : runs) BOOST_TEST(count == 1);
    }
}

BOOST_AUTO_TEST_CASE(an_exception_reaches_the_caller_after_the_others_have_ended) {
    std::atomic<int> ended{0};
    BOOST_CHECK_THROW(parallel(4,
                               [&](unsigned thread) {
                                   if (thread == 2) throw std::runtime_error("planted");
                                   ++ended;
                               }),
                      std::runtime_error);
    BOOST_TEST(ended == 3);
}

BOOST_AUTO_TEST_CASE(parts_are_contiguous_complete_and_nearly_equal) {
    for (const std::size_t items : {0UL, 1UL, 7UL, 1000UL}) {
        for (std::size_t parts = 1; parts < 12; ++parts) {
            std::size_t next = 0;
            for (std::size_t part = 0; part < parts; ++part) {
                const Range range = part_of(items, part, parts);
                BOOST_TEST(range.first == next);
                BOOST_TEST((range.size() == items / parts || range.size() == items / parts + 1));
                next = range.last;
            }
            BOOST_TEST(next == items);
        }
    }
    constexpr std::size_t most = std::numeric_limits<std::size_t>::max();
    BOOST_TEST(part_of(most, 7, 8).last == most);
}

BOOST_AUTO_TEST_CASE(small_work_gets_one_thread) {
    BOOST_TEST(threads_for(100, 4096, 8) == 1U);
    BOOST_TEST(threads_for(2 * 4096, 4096, 8) == 2U);
    BOOST_TEST(threads_for(1U << 30, 4096, 8) == 8U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace

// Tests running work on several threads: calls, exceptions, parts, and the choice of their number.
#include "base/parallel.h"

#include <boost/test/unit_test.hpp>

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <limits>
#include <mutex>
#include <optional>
#include <set>
#include <stdexcept>
#include <thread>
#include <vector>

#include <sched.h>

#ifdef _OPENMP
#include <omp.h>
#endif

namespace {

using namespace quant::core;

BOOST_AUTO_TEST_SUITE(parallel_tests)

BOOST_AUTO_TEST_CASE(every_worker_runs_once) {
    for (const unsigned threads : {1U, 2U, 3U, 8U, 40U}) {
        Team team(threads);
        for (const unsigned workers : {1U, 2U, 7U, 50U}) {
            std::vector<std::atomic<int>> runs(workers);
            team.run(workers, [&](unsigned worker) { ++runs[worker]; });
            for (const auto &count : runs) BOOST_TEST(count == 1);
        }
        BOOST_TEST(team.used() == threads);
    }
}

// Boost.Test's checks are for one thread; what threads see is counted, and checked after that.
BOOST_AUTO_TEST_CASE(every_unit_is_done_once) {
    Team team(4);
    std::atomic<int> wrong{0};
    for (const std::size_t units : {0UL, 1UL, 3UL, 1000UL}) {
        std::vector<std::atomic<int>> done(units);
        team.share(units, 4, [&](std::size_t unit, unsigned worker) {
            if (worker >= 4) ++wrong;
            ++done[unit];
        });
        for (const auto &count : done) BOOST_TEST(count == 1);
    }
    std::atomic<std::size_t> items{0};
    team.share_ranges(1001, 10, 3, [&](Range range, unsigned) {
        if (range.size() != 10 && (range.first != 1000 || range.last != 1001)) ++wrong;
        items += range.size();
    });
    BOOST_TEST(items == 1001U);
    BOOST_TEST(wrong == 0);
}

BOOST_AUTO_TEST_CASE(every_unit_of_repeated_work_is_done_once) {
    Team team(4);
    for (const unsigned workers : {1U, 2U, 4U, 7U}) {
        for (const std::size_t units : {0UL, 1UL, 3UL, 5UL, 1000UL}) {
            std::vector<std::atomic<int>> done(units);
            std::atomic<int> wrong{0};
            team.share_again(units, workers, [&](std::size_t unit, unsigned worker) {
                if (worker >= workers) ++wrong;
                ++done[unit];
                // The others take the units of the part that takes long.
                if (unit == 0) std::this_thread::sleep_for(std::chrono::milliseconds(1));
            });
            for (const auto &count : done) BOOST_TEST(count == 1);
            BOOST_TEST(wrong == 0);
        }
    }
}

BOOST_AUTO_TEST_CASE(work_within_work_is_refused_or_of_a_team_within) {
    Team team(4);
    BOOST_CHECK_THROW(team.run(2, [&](unsigned) { team.run(2, [](unsigned) {}); }),
                      std::logic_error);
    std::optional<Team> within;
    team.run(2, [&](unsigned worker) {
        if (worker != 0) return;
        within.emplace(team);
        within->run(within->size(), [](unsigned) {});
    });
    BOOST_TEST(within->size() == 1U);
    within->set_within(false);
    BOOST_TEST(within->size() == 4U);
    std::vector<std::atomic<int>> runs(4);
    within->run(4, [&](unsigned worker) { ++runs[worker]; });
    for (const auto &count : runs) BOOST_TEST(count == 1);
}

// The helpers see each piece of work whole, however quickly one follows another.
BOOST_AUTO_TEST_CASE(short_pieces_of_work_follow_one_another) {
    Team team(4);
    for (std::uint64_t round = 0; round < 20000; ++round) {
        std::array<std::uint64_t, 4> seen{};
        team.run(4, [&seen, round](unsigned worker) { seen[worker] = round + worker; });
        for (std::size_t worker = 0; worker < 4; ++worker)
            if (seen[worker] != round + worker) BOOST_FAIL("round " << round);
    }
}

BOOST_AUTO_TEST_CASE(an_exception_reaches_the_caller_after_the_others_have_ended) {
    for (const unsigned threads : {1U, 4U}) {
        Team team(threads);
        std::atomic<int> ended{0};
        BOOST_CHECK_THROW(team.run(4,
                                   [&](unsigned worker) {
                                       if (worker == 2) throw std::runtime_error("planted");
                                       ++ended;
                                   }),
                          std::runtime_error);
        BOOST_TEST(ended <= 3);
        if (threads == 1) BOOST_TEST(ended == 1);  // workers are taken from the last one down
        ended = 0;
        team.run(4, [&](unsigned) { ++ended; });
        BOOST_TEST(ended == 4);
    }
}

// What the check throws on the owner ends the work of all threads early.
BOOST_AUTO_TEST_CASE(the_check_can_end_the_work) {
    struct Stop {};
    for (const unsigned threads : {1U, 3U}) {
        int checks = 0;
        Team team(threads, [&](double part) {
            BOOST_REQUIRE((part >= 0 && part <= 1));
            if (++checks == 5) throw Stop();
        });
        std::atomic<std::size_t> done{0};
        const auto work = [&](std::size_t, unsigned) {
            ++done;
            std::this_thread::sleep_for(std::chrono::microseconds(50));
        };
        BOOST_CHECK_THROW(team.share(100000, threads, work), Stop);
        BOOST_TEST(done < 100000U);
        BOOST_TEST(checks == 5);  // whoever has said stop is not asked again
    }
}

BOOST_AUTO_TEST_CASE(threads_that_cannot_be_started_are_done_without) {
    BOOST_TEST(startable_threads(1) == 1U);
    BOOST_TEST(startable_threads(4) >= 1U);
    BOOST_TEST(startable_threads(4) <= 4U);
    BOOST_TEST(!was_forked());
}

#ifdef _OPENMP
std::vector<unsigned> processors_in(const ::cpu_set_t &set) {
    std::vector<unsigned> processors;
    for (unsigned i = 0; i < CPU_SETSIZE; ++i)
        if (CPU_ISSET(i, &set)) processors.push_back(i);
    return processors;
}

std::vector<unsigned> affinity() {
    ::cpu_set_t set;
    BOOST_REQUIRE(::sched_getaffinity(0, sizeof set, &set) == 0);
    return processors_in(set);
}

// A test with OMP_PROC_BIND runs this once more.
BOOST_AUTO_TEST_CASE(threads_are_bound_to_places_as_those_of_openmp) {
    constexpr unsigned size = 4;
    const auto own = affinity();
    const auto owner = std::this_thread::get_id();
    Team team(size, {}, Team::Size::exactly);
    std::mutex mutex;
    std::set<std::vector<unsigned>> of_helpers;
    bool could_tell = true;
    team.run(size, [&](unsigned) {
        if (std::this_thread::get_id() == owner) return;
        ::cpu_set_t set;
        const std::lock_guard lock(mutex);
        could_tell &= ::sched_getaffinity(0, sizeof set, &set) == 0;
        of_helpers.insert(processors_in(set));
    });
    BOOST_TEST(could_tell);
    if (omp_get_proc_bind() == omp_proc_bind_false) {
        BOOST_TEST((of_helpers == std::set{own}));
    } else {
        const auto count = static_cast<unsigned>(omp_get_num_places());
        BOOST_TEST(of_helpers.size() == std::min(size - 1, count));
    }
}
#endif

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
    Team team(8);
    BOOST_TEST(team.workers_for(100, 4096) == 1U);
    BOOST_TEST(team.workers_for(2 * 4096, 4096) == 2U);
    BOOST_TEST(team.workers_for(1U << 30, 4096) == 8U);
    team.set_brief(true);
    BOOST_TEST(team.workers_for(1U << 30, 4096) == 1U);
    BOOST_TEST(Team(1).workers_for(1U << 30, 4096) == 1U);
}

BOOST_AUTO_TEST_CASE(a_team_of_an_exact_size_has_a_thread_for_each_worker) {
    constexpr unsigned size = 5;
    Team team(size, {}, Team::Size::exactly);
    team.set_brief(true);  // has no effect
    BOOST_TEST(team.workers_for(1, 4096) == size);
    for (unsigned round = 0; round < 50; ++round) {
        std::mutex mutex;
        std::set<std::thread::id> threads;
        std::size_t largest = 0;
        team.share_ranges(23, 1000, size, [&](Range range, unsigned) {
            const std::lock_guard lock(mutex);
            largest = std::max(largest, range.size());
            threads.insert(std::this_thread::get_id());
        });
        BOOST_TEST(largest <= 5U);
        std::atomic<unsigned> calls{0};
        std::set<std::thread::id> workers;
        team.run(size, [&](unsigned) {
            ++calls;
            const std::lock_guard lock(mutex);
            workers.insert(std::this_thread::get_id());
        });
        BOOST_TEST(calls == size);
        BOOST_TEST(workers.size() == size);
    }
    BOOST_TEST(team.used() == size);
    std::atomic<unsigned> calls{0};
    team.share(2, size, [&](std::size_t, unsigned) { ++calls; });  // cannot be divided by five
    BOOST_TEST(calls == 2U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace

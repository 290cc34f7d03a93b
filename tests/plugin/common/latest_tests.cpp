// Tests running the last of many requests. No case depends on how long something takes: the time
// limits only make a defect fail the test instead of hanging it.
#include "common/latest.h"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <future>
#include <memory>
#include <vector>

namespace quant::plugin {
namespace {

using namespace std::chrono_literals;
constexpr auto kLimit = 30s;

bool comes(std::future<void> &event) { return event.wait_for(kLimit) == std::future_status::ready; }

// Waits until `canceled` is set. Returns whether it was set within the time limit.
bool wait_for(const std::atomic<bool> &canceled) {
    const auto end = std::chrono::steady_clock::now() + kLimit;
    while (!canceled && std::chrono::steady_clock::now() < end) std::this_thread::yield();
    return canceled;
}

BOOST_AUTO_TEST_SUITE(latest_tests)

BOOST_AUTO_TEST_CASE(only_the_last_of_those_that_wait_is_run) {
    std::promise<void> started;
    std::promise<void> all_asked;
    std::promise<void> done;
    auto has_started = started.get_future();
    auto may_go_on = all_asked.get_future();
    auto is_done = done.get_future();
    std::vector<int> ran;  // written only by the thread of Latest; read after `done`
    bool first_was_canceled = false;
    bool last_was_canceled = true;
    Latest latest;
    latest.run([&](const std::atomic<bool> &canceled) {
        ran.push_back(0);
        started.set_value();
        comes(may_go_on);
        first_was_canceled = canceled;
    });
    BOOST_REQUIRE(comes(has_started));
    for (int i = 1; i <= 20; ++i)
        latest.run([&ran, i](const std::atomic<bool> &) { ran.push_back(i); });
    latest.run([&](const std::atomic<bool> &canceled) {
        ran.push_back(21);
        last_was_canceled = canceled;
        done.set_value();
    });
    all_asked.set_value();
    BOOST_REQUIRE(comes(is_done));
    BOOST_TEST(ran == (std::vector<int>{0, 21}));
    BOOST_TEST(first_was_canceled);
    BOOST_TEST(!last_was_canceled);
}

BOOST_AUTO_TEST_CASE(what_runs_is_told_to_stop) {
    std::promise<void> started;
    std::promise<void> done;
    auto has_started = started.get_future();
    auto is_done = done.get_future();
    bool was_told = false;
    Latest latest;
    latest.run([&](const std::atomic<bool> &canceled) {
        started.set_value();
        was_told = wait_for(canceled);
    });
    BOOST_REQUIRE(comes(has_started));
    latest.run([&](const std::atomic<bool> &) { done.set_value(); });
    BOOST_REQUIRE(comes(is_done));
    BOOST_TEST(was_told);
}

BOOST_AUTO_TEST_CASE(one_after_another_each_is_run) {
    int ran = 0;
    Latest latest;
    for (int i = 0; i < 50; ++i) {
        std::promise<void> done;
        auto is_done = done.get_future();
        latest.run([&](const std::atomic<bool> &canceled) {
            ran += canceled ? 0 : 1;
            done.set_value();
        });
        BOOST_REQUIRE(comes(is_done));
    }
    BOOST_TEST(ran == 50);
}

// The task waits for a signal that is sent only after the destructor has returned. It must not get
// this signal, because the destructor waits for the task.
BOOST_AUTO_TEST_CASE(destruction_cancels_and_waits) {
    std::promise<void> started;
    auto has_started = started.get_future();
    const auto destroyed = std::make_shared<std::promise<void>>();
    const auto told = std::make_shared<std::promise<bool>>();
    const auto waited = std::make_shared<std::promise<bool>>();
    auto was_told = told->get_future();
    auto did_wait = waited->get_future();
    {
        Latest latest;
        latest.run([&started, destroyed, told, waited](const std::atomic<bool> &canceled) {
            auto is_destroyed = destroyed->get_future();
            started.set_value();
            told->set_value(wait_for(canceled));
            waited->set_value(is_destroyed.wait_for(200ms) == std::future_status::timeout);
        });
        BOOST_REQUIRE(comes(has_started));
    }
    destroyed->set_value();
    BOOST_REQUIRE((did_wait.wait_for(kLimit) == std::future_status::ready));
    BOOST_TEST(was_told.get());
    BOOST_TEST(did_wait.get());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace quant::plugin

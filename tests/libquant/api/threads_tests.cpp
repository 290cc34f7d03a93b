// Tests what happens to threads outside of the library's control: a fork, and limits. Whatever
// threads there are, the bytes must be the same.
#include <quant/quant.hpp>

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <iostream>
#include <system_error>
#include <thread>
#include <vector>

#include <pthread.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "libquant/hash.h"
#include "libquant/pictures.h"

namespace {

using quant::test::Picture;

const Picture &picture() {
    static const Picture photo = quant::test::photo(400, 300);
    return photo;
}

struct Setting {
    quant_engine engine;
    unsigned threads;
};

const std::vector<Setting> &settings() {
    static const std::vector<Setting> all{{QUANT_ENGINE_AUTO, 0},   {QUANT_ENGINE_CELLS, 2},
                                          {QUANT_ENGINE_CELLS, 8},  {QUANT_ENGINE_OPENMP, 2},
                                          {QUANT_ENGINE_OPENMP, 8}, {QUANT_ENGINE_OPENMP, 0}};
    return all;
}

// Returns a number that two different results are most unlikely to share, or 0 on failure.
std::uint64_t digest(const Setting &setting) {
    quant::Options options(QUANT_PRESET_FAST);
    options.colors = 64;
    options.max_iterations = 3;
    options.engine = setting.engine;
    options.threads = setting.threads;
    const auto result = quant::quantize(picture().view(), options);
    if (!result) return 0;
    std::vector<std::uint8_t> palette;
    for (const quant::Color &color : result->palette())
        palette.insert(palette.end(), {color.r, color.g, color.b});
    return quant::test::hash_of(palette, quant::test::hash_of(result->indices()));
}

// Runs body() in a child, and returns its exit status, or -1 if it did not exit by itself. A child
// that hangs is ended by an alarm.
template <typename Body>
::pid_t start_child(Body &&body) {
    std::cout.flush();
    const ::pid_t child = ::fork();
    if (child == 0) {
        ::alarm(120);
        ::_exit(body());
    }
    return child;
}
int exit_status_of(::pid_t child) {
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

// Returns the number of settings that do not give the expected result.
int wrong_results(std::uint64_t expected) {
    int wrong = 0;
    for (const Setting &setting : settings()) wrong += digest(setting) == expected ? 0 : 1;
    return wrong;
}

std::uint64_t expected_digest() { return digest({QUANT_ENGINE_SEQUENTIAL, 1}); }

BOOST_AUTO_TEST_SUITE(threads_tests)

BOOST_AUTO_TEST_CASE(a_forked_process_quantizes) {
    const std::uint64_t expected = expected_digest();
    BOOST_REQUIRE(expected != 0U);
    BOOST_TEST(wrong_results(expected) == 0);  // now there have been threads of both kinds
    BOOST_TEST(exit_status_of(start_child([&] { return wrong_results(expected); })) == 0);
    // A child of a child too.
    BOOST_TEST(exit_status_of(start_child([&] {
                   if (wrong_results(expected) != 0) return 1;
                   return exit_status_of(start_child([&] { return wrong_results(expected); }));
               })) == 0);
    BOOST_TEST(wrong_results(expected) == 0);
}

// This is what multiprocessing in Python does by default.
BOOST_AUTO_TEST_CASE(several_forked_processes_quantize_at_once) {
    const std::uint64_t expected = expected_digest();
    BOOST_TEST(wrong_results(expected) == 0);
    std::vector<::pid_t> children;
    for (int i = 0; i < 4; ++i)
        children.push_back(start_child([&] { return wrong_results(expected); }));
    BOOST_TEST(wrong_results(expected) == 0);
    for (const ::pid_t child : children) BOOST_TEST(exit_status_of(child) == 0);
}

// Another thread can fork while a call has threads.
BOOST_AUTO_TEST_CASE(a_process_forks_during_a_call) {
    const std::uint64_t expected = expected_digest();
    std::thread busy([&] { BOOST_TEST(wrong_results(expected) == 0); });
    std::vector<::pid_t> children;
    for (int i = 0; i < 3; ++i)
        children.push_back(start_child([&] { return wrong_results(expected); }));
    busy.join();
    for (const ::pid_t child : children) BOOST_TEST(exit_status_of(child) == 0);
}

// Returns how many threads can be started besides the calling one, up to 20.
unsigned more_threads() {
    std::vector<std::thread> threads;
    std::atomic<bool> enough{false};
    try {
        while (threads.size() < 20) threads.emplace_back([&] { enough.wait(false); });
    } catch (const std::system_error &) {
    }
    enough = true;
    enough.notify_all();
    for (std::thread &thread : threads) thread.join();
    return static_cast<unsigned>(threads.size());
}

// Each thread reserves a GiB of addresses, and there are addresses for some threads, or none. The
// sanitizers need all addresses for themselves.
constexpr std::size_t kStack = std::size_t{1} << 30;

bool limit_addresses(unsigned threads) {
    pthread_attr_t attributes;
    if (pthread_attr_init(&attributes) != 0) return false;
    const bool is_set = pthread_attr_setstacksize(&attributes, kStack) == 0 &&
                        pthread_setattr_default_np(&attributes) == 0;
    pthread_attr_destroy(&attributes);
    std::size_t pages = 0;
    std::FILE *file = std::fopen("/proc/self/statm", "r");
    if (!file || std::fscanf(file, "%zu", &pages) != 1) return false;
    std::fclose(file);
    const std::size_t used = pages * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
    const rlimit limit{used + threads * kStack + kStack / 2, RLIM_INFINITY};
    return is_set && ::setrlimit(RLIMIT_AS, &limit) == 0;
}

BOOST_AUTO_TEST_CASE(a_limit_on_memory_costs_threads_only,
                     *boost::unit_test::enable_if<!QUANT_IS_SANITIZED>()) {
    const std::uint64_t expected = expected_digest();
    for (const unsigned threads : {0U, 1U, 2U, 3U, 5U, 9U}) {
        BOOST_TEST_CONTEXT(threads) {
            BOOST_TEST(exit_status_of(start_child([&] {
                           // The limit must hold for what this test thinks that it does.
                           if (!limit_addresses(threads) || more_threads() > threads) return 100;
                           return wrong_results(expected);
                       })) == 0);
        }
    }
}

// The user of a child that drops its privileges; no other process should belong to it. Without
// privileges it stays what it is, and no thread can be started.
constexpr ::uid_t kNobody = 61234;

BOOST_AUTO_TEST_CASE(a_limit_on_threads_costs_threads_only) {
    const std::uint64_t expected = expected_digest();
    for (const unsigned threads : {0U, 1U, 2U, 3U, 7U, 10U}) {
        BOOST_TEST_CONTEXT(threads) {
            BOOST_TEST(exit_status_of(start_child([&] {
                           if (::getuid() == 0 && ::setuid(kNobody) != 0)
                               return 0;  // not a real root
                           const rlimit limit{1 + threads, 1 + threads};
                           if (::setrlimit(RLIMIT_NPROC, &limit) != 0) return 101;
                           if (more_threads() > threads) return 100;
                           return wrong_results(expected);
                       })) == 0);
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace

// Shares independent pieces of work out to threads.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

#include "base/signals.h"

namespace quant::cli {

// Calls work(i) for i = 0 .. count-1 on at most so many threads, this one included. Throws what a
// call throws first, and Interrupted between calls; what has not begun then is left out.
template <typename Work>
void share(std::size_t count, unsigned threads, Work &&work) {
    std::atomic<std::size_t> next{0};
    std::mutex mutex;
    std::exception_ptr failure;
    const auto run = [&] {
        try {
            for (std::size_t i = next++; i < count; i = next++) {
                signals::check();
                work(i);
            }
        } catch (...) {
            const std::lock_guard lock(mutex);
            if (!failure) failure = std::current_exception();
            next = count;
        }
    };
    std::vector<std::jthread> helpers;
    try {
        while (helpers.size() + 1 < std::min<std::size_t>(threads, count))
            helpers.emplace_back(run);
    } catch (const std::system_error &) {
        // The threads that could be started do the work.
    }
    run();
    helpers.clear();
    if (failure) std::rethrow_exception(failure);
}

}  // namespace quant::cli

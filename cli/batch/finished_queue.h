// Passes finished work from several threads to one.
#pragma once

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <utility>
#include <vector>

#include "batch/job.h"

namespace quant::cli {

class FinishedQueue {
public:
    // Each element may keep a file open, so that there should not be too many.
    explicit FinishedQueue(std::size_t most) : most_(most) {}

    // Says how many threads will call push(). Each must call close() when it ends.
    void open(std::size_t threads) { open_ = threads; }

    // Waits while the queue is full.
    void push(Finished &&finished) {
        std::unique_lock lock(mutex_);
        room_.wait(lock, [this] { return queue_.size() < most_; });
        queue_.push_back(std::move(finished));
        filled_.notify_one();
    }

    void close() {
        const std::lock_guard lock(mutex_);
        --open_;
        filled_.notify_one();
    }

    // Waits for elements and returns all that there are; none if nobody will push any more. Waits
    // for `patience` longer, or until there are many.
    std::vector<Finished> take(std::chrono::milliseconds patience) {
        const std::size_t many = std::min<std::size_t>(32, most_);
        std::unique_lock lock(mutex_);
        filled_.wait(lock, [this] { return !queue_.empty() || open_ == 0; });
        filled_.wait_for(lock, patience, [&] { return queue_.size() >= many || open_ == 0; });
        room_.notify_all();
        return std::exchange(queue_, {});
    }

private:
    const std::size_t most_;
    std::mutex mutex_;
    std::condition_variable room_, filled_;
    std::vector<Finished> queue_;
    std::size_t open_ = 0;
};

}  // namespace quant::cli

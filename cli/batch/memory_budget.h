// Shares out memory among jobs, so that several large pictures wait for each other.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>

namespace quant::cli {

// All functions may be called by several threads.
class MemoryBudget {
public:
    explicit MemoryBudget(std::uint64_t bytes) : free_(bytes), total_(bytes) {}

    std::uint64_t total() const { return total_; }

    // Memory of the budget, given back at the end of its lifetime. A share that is larger than the
    // whole budget is the whole budget.
    class Share {
    public:
        Share(MemoryBudget &budget, std::uint64_t bytes);
        ~Share() { release(); }
        Share(const Share &) = delete;
        Share &operator=(const Share &) = delete;

        // Gives the share back and waits for another one. Those who wait get theirs in the order in
        // which they began to wait, so that a large share is not overtaken for ever.
        void exchange(std::uint64_t bytes);

    private:
        void take(std::uint64_t bytes);
        void release();

        MemoryBudget &budget_;
        std::uint64_t bytes_ = 0;
    };

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::uint64_t free_;
    std::uint64_t total_;
    std::uint64_t next_ticket_ = 0, served_ = 0;
};

}  // namespace quant::cli

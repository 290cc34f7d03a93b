// Serves who waits in the order of their tickets.
#include "batch/memory_budget.h"

#include <algorithm>

namespace quant::cli {

MemoryBudget::Share::Share(MemoryBudget &budget, std::uint64_t bytes) : budget_(budget) {
    take(bytes);
}

void MemoryBudget::Share::exchange(std::uint64_t bytes) {
    release();
    take(bytes);
}

void MemoryBudget::Share::take(std::uint64_t bytes) {
    std::unique_lock lock(budget_.mutex_);
    const std::uint64_t wanted = std::min(bytes, budget_.total_);
    const std::uint64_t ticket = budget_.next_ticket_++;
    budget_.changed_.wait(lock,
                          [&] { return budget_.served_ == ticket && budget_.free_ >= wanted; });
    ++budget_.served_;
    budget_.free_ -= wanted;
    bytes_ = wanted;
    budget_.changed_.notify_all();  // the next one may have room too
}

void MemoryBudget::Share::release() {
    const std::lock_guard lock(budget_.mutex_);
    budget_.free_ += bytes_;
    bytes_ = 0;
    budget_.changed_.notify_all();
}

}  // namespace quant::cli

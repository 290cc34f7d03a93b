// Hands the work over by one atomic state: the program sets busy and stopping, the thread idle.
#include "worker/page_toucher.h"

#include <algorithm>
#include <system_error>

#include <sys/mman.h>

namespace quant::cli {

PageToucher::PageToucher() {
    try {
        thread_ = std::jthread([this] { run(); });
    } catch (const std::system_error &) {
        // The decoder does it alone.
    }
}

PageToucher::~PageToucher() {
    stop();
    set(State::ending);
}

void PageToucher::start(std::span<std::byte> memory) {
    if (!thread_.joinable()) return;
    stop();
    memory_ = memory;
    set(State::busy);
}

void PageToucher::stop() noexcept {
    State state = State::busy;
    if (state_.compare_exchange_strong(state, State::stopping)) state_.wait(State::stopping);
}

void PageToucher::run() noexcept {
    for (;;) {
        state_.wait(State::idle);
        if (state_ == State::ending) return;
        touch();
        set(State::idle);
    }
}

// Needs no longer than the decoder, because the first failure ends it.
void PageToucher::touch() const noexcept {
    constexpr std::size_t step = std::size_t{4} << 20;
    for (std::size_t at = 0; at < memory_.size() && state_ == State::busy; at += step)
        if (::madvise(memory_.data() + at, std::min(step, memory_.size() - at),
                      MADV_POPULATE_WRITE) != 0)
            return;  // before Linux 5.14
}

void PageToucher::set(State state) noexcept {
    state_ = state;
    state_.notify_all();
}

}  // namespace quant::cli

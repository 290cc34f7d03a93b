// Accesses the pages of a large picture ahead of its decoder.
#pragma once

#include <atomic>
#include <cstddef>
#include <span>
#include <thread>

namespace quant::cli {

// Half of the time that a JPEG decoder needs for a large picture goes to the first access to pages,
// which another thread can do. The thread is started before the process is contained, because none
// can be started then.
class PageToucher {
public:
    PageToucher();
    ~PageToucher();
    PageToucher(const PageToucher &) = delete;
    PageToucher &operator=(const PageToucher &) = delete;

    // Begins with this memory, which must stay mapped until stop() returns.
    void start(std::span<std::byte> memory);
    // Returns when the thread uses no memory any more. Needs no start() before.
    void stop() noexcept;

private:
    enum class State { idle, busy, stopping, ending };

    void run() noexcept;
    void touch() const noexcept;
    void set(State state) noexcept;

    std::atomic<State> state_{State::idle};
    std::span<std::byte> memory_;
    std::jthread thread_;
};

}  // namespace quant::cli

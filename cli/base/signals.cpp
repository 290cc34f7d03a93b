// The handler sets a flag for check() and writes to an event descriptor that wakes wait_readable(),
// in all threads, because nothing ever reads the event.
#include "base/signals.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdint>

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/failure.h"

namespace quant::cli::signals {
namespace {

constexpr std::array kHandled{SIGINT, SIGTERM, SIGHUP};

static_assert(std::atomic<int>::is_always_lock_free);  // a handler uses them
std::atomic<int> signal_number{0};
std::atomic<int> deadly_signal{0};  // the second one
std::atomic<int> blocks{0};
int event = -1;

// The signal is delivered when its handler returns, or at once.
void die() {
    const int number = deadly_signal;
    std::signal(number, SIG_DFL);
    std::raise(number);
}

void on_signal(int number) {
    const int saved = errno;
    const std::uint64_t one = 1;
    if (signal_number == 0) {
        signal_number = number;
        // Only the flag matters. The event wakes poll(), and an event whose counter is full does so
        // too.
        [[maybe_unused]] const ssize_t written = ::write(event, &one, sizeof one);
    } else {
        deadly_signal = number;
        if (blocks == 0) die();
    }
    errno = saved;
}

int milliseconds_until(const Deadline &deadline) {
    if (!deadline) return -1;
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(*deadline - std::chrono::steady_clock::now());
    return static_cast<int>(std::clamp<long long>(left.count(), 0, 1 << 30));
}

}  // namespace

void install() {
    event = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    for (const int number : kHandled) {
        struct sigaction action {};
        if (::sigaction(number, nullptr, &action) == 0 && action.sa_handler == SIG_IGN) continue;
        action.sa_handler = on_signal;
        action.sa_flags = 0;
        sigemptyset(&action.sa_mask);
        ::sigaction(number, &action, nullptr);
    }
    // If SIGCHLD were inherited as ignored, the exit status of the workers would be lost.
    std::signal(SIGCHLD, SIG_DFL);
    // A closed pipe and the limit of the file size are reported as errors of write().
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGXFSZ, SIG_IGN);
}

int raised() noexcept { return signal_number; }

void check() {
    if (raised() != 0) throw Interrupted{};
}

bool wait_readable(int fd, const Deadline &deadline) {
    for (;;) {
        check();
        std::array<pollfd, 2> waiting{{{fd, POLLIN, 0}, {event, POLLIN, 0}}};
        const int ready = ::poll(waiting.data(), waiting.size(), milliseconds_until(deadline));
        check();
        if (ready > 0 && waiting[0].revents != 0) return true;
        if (ready == 0) return false;
        if (ready < 0 && errno != EINTR) throw Failure("cannot wait: " + errno_text());
    }
}

bool wait_writable(int fd) {
    constexpr int kPatience = 1000;  // milliseconds
    for (;;) {
        const bool is_last = raised() != 0;
        std::array<pollfd, 2> waiting{{{fd, POLLOUT, 0}, {event, POLLIN, 0}}};
        const int ready = ::poll(waiting.data(), is_last ? 1 : 2, is_last ? kPatience : -1);
        // What cannot be polled, or is closed, gives its own error to who writes.
        if (waiting[0].revents != 0 || (ready < 0 && errno != EINTR)) return true;
        if (ready == 0) return false;
    }
}

// Either this sees the deadly signal, or the handler sees the block.
Block::Block() {
    ++blocks;
    if (deadly_signal == 0) return;
    if (--blocks == 0) die();
    for (;;) ::pause();
}

Block::~Block() {
    if (--blocks == 0 && deadly_signal != 0) die();
}

}  // namespace quant::cli::signals

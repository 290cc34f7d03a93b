// signals.h: SIGINT, SIGTERM and SIGHUP as something to ask for, never as something that strikes.
#pragma once

#include <chrono>
#include <optional>

#include <csignal>

namespace quant::cli::signals {

using Deadline = std::optional<std::chrono::steady_clock::time_point>;

// From now on the first signal only sets a flag; the second one ends the process at once. A signal
// that the parent ignores (nohup) stays ignored.
void install();

// The number of the signal that came, or 0.
int raised() noexcept;

// Throws Interrupted if a signal came.
void check();

// Waits until fd is readable: true; until the deadline: false. Throws Interrupted.
bool wait_readable(int fd, const Deadline &deadline);

// Holds signals back for the few system calls between naming a file and its final name.
class Block {
public:
    Block();
    ~Block();
    Block(const Block &) = delete;
    Block &operator=(const Block &) = delete;

private:
    sigset_t before_;
};

}  // namespace quant::cli::signals

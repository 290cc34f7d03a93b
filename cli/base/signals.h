// Turns SIGINT, SIGTERM and SIGHUP into a flag that the program checks where it can stop.
#pragma once

#include <chrono>
#include <optional>

namespace quant::cli::signals {

using Deadline = std::optional<std::chrono::steady_clock::time_point>;

// Handles the signals from now on: the first one only sets a flag, the second one ends the process
// at once. A signal that the parent ignores (nohup) stays ignored.
void install();

// Returns the number of the signal that came, or 0.
int raised() noexcept;

// Throws Interrupted if a signal came.
void check();

// Waits until fd is readable and returns true, or returns false at the deadline. Throws Interrupted
// if a signal came, and Failure if it cannot wait.
bool wait_readable(int fd, const Deadline &deadline);

// Waits until fd is writable and returns true. Returns false if it is not a second after a signal.
bool wait_writable(int fd);

// Holds back the end of the process by a second signal during its lifetime, for the few system
// calls that give a file its final name. Several threads may have one.
class Block {
public:
    Block();
    ~Block();
    Block(const Block &) = delete;
    Block &operator=(const Block &) = delete;
};

}  // namespace quant::cli::signals

// Exceptions that end work early.
#pragma once

#include <cerrno>
#include <stdexcept>
#include <string>
#include <system_error>
#include <utility>

namespace quant::cli {

// Says that one file failed. what() is the text after "quant: FILE: ".
struct Failure : std::runtime_error {
    using std::runtime_error::runtime_error;
};

// A Failure whose message must name `file` instead of the input.
struct FailureOf : Failure {
    FailureOf(std::string name, const std::string &what) : Failure(what), file(std::move(name)) {}
    std::string file;
};

// A FailureOf that the next file would meet too, because it is one of the machine: a full disk, a
// folder that is gone, no more processes.
struct MachineFailure : FailureOf {
    using FailureOf::FailureOf;
};

// A MachineFailure that may not come again if the program does fewer things at the same time.
struct Shortage : MachineFailure {
    using MachineFailure::MachineFailure;
};

// Says that the options are valid one by one, but not together. The exit status is 2, as for the
// parser's own errors.
struct UsageError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

// Says that a signal asked the program to stop. This is not a Failure, so that handlers for failed
// files do not catch it.
struct Interrupted {};

// Returns whether the error of a system call says that a limit is reached which fewer jobs may not
// reach.
inline bool is_shortage(int error) {
    return error == EAGAIN || error == EMFILE || error == ENFILE || error == ENOMEM;
}

inline std::string errno_text(int error = errno) { return std::generic_category().message(error); }

}  // namespace quant::cli

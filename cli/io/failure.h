// failure.h: the two ways in which work on a file ends early.
#pragma once

#include <cerrno>
#include <stdexcept>
#include <string>
#include <system_error>

namespace quant::cli {

// One file failed; what() is the text after "quant: FILE: ".
struct Failure : std::runtime_error {
    using std::runtime_error::runtime_error;
};

// As Failure, where the name to show is not that of the input.
struct FailureOf : Failure {
    FailureOf(std::string name, const std::string &what) : Failure(what), file(std::move(name)) {}
    std::string file;
};

// A signal asked to stop. Not a Failure, so that no handler for failed files swallows it.
struct Interrupted {};

inline std::string errno_text(int error = errno) { return std::generic_category().message(error); }

}  // namespace quant::cli

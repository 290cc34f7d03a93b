// failure.h: the ways in which work ends early.
#pragma once

#include <cerrno>
#include <stdexcept>
#include <string>
#include <system_error>
#include <utility>

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

// Options that each are valid but not together: exit status 2, like the parser's own errors.
struct UsageError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

// A signal asked to stop. Not a Failure, so that no handler for failed files swallows it.
struct Interrupted {};

inline std::string errno_text(int error = errno) { return std::generic_category().message(error); }

}  // namespace quant::cli

// The message of a failure, for tests of what is refused.
#pragma once

#include <string>

#include "base/failure.h"

namespace quant::test {

// Returns the message of the Failure that `read` throws; empty if it throws none.
template <typename Read>
std::string failure_of(Read read) {
    try {
        read();
    } catch (const cli::Failure &failure) {
        return failure.what();
    }
    return "";
}

}  // namespace quant::test

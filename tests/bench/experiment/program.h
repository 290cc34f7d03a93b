// How the programs of this folder begin, complain and end.
#pragma once

#include <functional>
#include <string>

namespace quant::experiment {

// Prints "PROGRAM: WHAT" on stderr in one line.
void complain(const std::string &what);

// Says so if other programs keep the machine busy: threads that wait for one another then take many
// times as long, and the results say nothing about the program.
void warn_if_busy();

// Returns the exit status: that of body(), or of the exception that it throws, which is printed in
// one line: 2 for a UsageError, 128 and the number of the signal for Interrupted, 1 for all others.
int run_program(const std::function<int()> &body);

}  // namespace quant::experiment

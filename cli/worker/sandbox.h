// Takes from a worker process what decoding does not need, so that a decoder that a hostile file
// has taken over can do nothing but read the file and answer wrongly. What cannot be taken on this
// kernel stays, and the returned Containment says so. The limits of memory, file size and CPU time
// depend on the user's options, and the program sets them from outside (io/worker_bounds.h).
#pragma once

#include "io/protocol.h"

namespace quant::cli {

// Takes privileges, and all files that are not open yet (by Landlock). Must be called when all
// libraries are loaded, and before threads are started, which then cannot open files either.
Containment forbid_files();

// Takes the start of processes and threads, and (by seccomp) every system call that decoding does
// not need, from all threads. Adds what is in force to `containment`.
void forbid_calls(Containment &containment);

// Adds the limits that the program has set from outside.
void add_limits(Containment &containment);

}  // namespace quant::cli

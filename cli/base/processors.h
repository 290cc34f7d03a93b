// The logical processors that this process may use, and where its threads run.
#pragma once

#include <vector>

namespace quant::cli {

// Returns the processors that the affinity of this process allows, in ascending order. If OpenMP
// binds threads to places (OMP_PROC_BIND, OMP_PLACES), these are the processors of all its places:
// the affinity of a thread is then only its own place.
std::vector<unsigned> allowed_processors();

// Returns whether OpenMP binds its threads to places.
bool binds_threads();

// Lets the calling thread, and the threads and processes that it starts, run on all of these
// processors. OpenMP binds the thread that loads it to the first place, and whatever that thread
// starts would stay there.
void leave_place();

// Binds the calling thread to the first place again, if OpenMP binds threads.
void take_first_place();

}  // namespace quant::cli

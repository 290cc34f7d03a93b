// Shares work out to threads. No other file of the library starts threads.
#pragma once

#include <cstddef>
#include <exception>
#include <utility>

namespace quant::core {

// Returns the number of threads that OMP_NUM_THREADS and the processor affinity allow: 1 to 1024.
unsigned default_threads();

// A range of items: [first, last).
struct Range {
    std::size_t first, last;
    std::size_t size() const { return last - first; }
};

// Returns the range of one of `parts` contiguous parts of nearly equal size.
inline Range part_of(std::size_t items, std::size_t part, std::size_t parts) {
    // This avoids items * part, which could overflow.
    const std::size_t each = items / parts;
    const std::size_t rest = items % parts;
    const std::size_t first = part * each + (part < rest ? part : rest);
    return {first, first + each + (part < rest ? 1 : 0)};
}

// Returns the number of threads to start for `items` items, at most `most`, if a thread with fewer
// than `grain` items takes longer to start than it saves.
inline unsigned threads_for(std::size_t items, std::size_t grain, unsigned most) {
    const std::size_t useful = items / grain;
    if (useful < 2 || most < 2) return 1;
    return useful < most ? static_cast<unsigned>(useful) : most;
}

// Runs body(thread) once for each thread = 0 .. threads-1, and returns when all have ended. Since
// an exception must not leave a parallel region, the first one is stored and thrown after the
// region.
template <typename Body>
void parallel(unsigned threads, Body &&body) {
    if (threads <= 1) {
        body(0U);
        return;
    }
    std::exception_ptr failure;
    const int count = static_cast<int>(threads);
    // A loop over the indices runs each of them even if OpenMP starts fewer threads than asked for.
#pragma omp parallel for num_threads(count) schedule(static, 1)
    for (int thread = 0; thread < count; ++thread) {
        try {
            body(static_cast<unsigned>(thread));
        } catch (...) {
#pragma omp critical(quant_parallel_failure)
            if (!failure) failure = std::current_exception();
        }
    }
    if (failure) std::rethrow_exception(failure);
}

}  // namespace quant::core

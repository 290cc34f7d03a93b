// The one place that starts threads.
#pragma once

#include <cstddef>
#include <exception>
#include <utility>

namespace quant::core {

// What OMP_NUM_THREADS and the processor affinity allow; at least 1.
unsigned default_threads();

// Item range [first, last) of one of `parts` nearly equal contiguous parts.
struct Range {
    std::size_t first, last;
    std::size_t size() const { return last - first; }
};
inline Range part_of(std::size_t items, std::size_t part, std::size_t parts) {
    // Computed without items * part, which could overflow.
    const std::size_t each = items / parts;
    const std::size_t rest = items % parts;
    const std::size_t first = part * each + (part < rest ? part : rest);
    return {first, first + each + (part < rest ? 1 : 0)};
}

// Threads worth starting for this many items, when fewer than `grain` items are not worth one.
inline unsigned threads_for(std::size_t items, std::size_t grain, unsigned most) {
    const std::size_t useful = items / grain;
    if (useful < 2 || most < 2) return 1;
    return useful < most ? static_cast<unsigned>(useful) : most;
}

// Runs body(thread) for thread = 0 .. threads-1, each once, and returns when all have ended. An
// exception must not leave a parallel region, so the first one is kept and thrown here.
template <typename Body>
void parallel(unsigned threads, Body &&body) {
    if (threads <= 1) {
        body(0U);
        return;
    }
    std::exception_ptr failure;
    const int count = static_cast<int>(threads);
    // One iteration per index, not one per thread: OpenMP may give us fewer threads than asked.
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

// The variants that sum up with the library's kernel. They differ from `baseline` in one thing
// each.
#include <omp.h>

#include "variants.h"

namespace quant::experiment {
namespace {

using core::Moments;

// Labels a block of pixels and adds it to the sums while it is in the first-level cache.
template <typename Sums>
void assign_and_add(const Pass &pass, std::size_t block, Sums &own) {
    const core::Range range = pass.block(block);
    pass.assign(range);
    own.add(pass.points + range.first, pass.labels + range.first, range.size());
}

// Adds up the sums of the threads in the order of the threads.
template <typename Sums>
std::vector<Moments> total_of(const std::vector<Sums> &all, std::size_t colors) {
    std::vector<Moments> total(colors);
    for (const Sums &own : all)
        for (std::size_t k = 0; k < colors; ++k) total[k] += own.clusters[k];
    return total;
}

// Calls loop(sums) in each thread, which must be a loop over the blocks that the threads share, and
// adds up the private sums.
template <typename Sums, typename Loop>
std::vector<Moments> with_private_sums(const Pass &pass, std::vector<Sums> &all, Loop loop) {
#pragma omp parallel num_threads(pass.threads)
    {
        Sums &own = all[static_cast<std::size_t>(omp_get_thread_num())];
        own.reset(pass.colors());
        loop(own);
        own.flush();
    }
    return total_of(all, pass.colors());
}

// Shares the blocks out in contiguous parts, as the engine does.
template <typename Sums>
void static_loop(const Pass &pass, Sums &own) {
#pragma omp for schedule(static) nowait
    for (std::size_t block = 0; block < pass.blocks(); ++block) assign_and_add(pass, block, own);
}

}  // namespace

// Does what the engine does: a contiguous part of the pixels for each thread, private sums padded
// to cache lines, assignment and update in one loop, and no lock.
std::vector<Moments> baseline_pass(const Pass &pass) {
    return with_private_sums(pass, pass.room.padded, [&](auto &own) { static_loop(pass, own); });
}

// Instead of the schedule: a thread that is free takes the next block.
std::vector<Moments> dynamic_pass(const Pass &pass) {
    return with_private_sums(pass, pass.room.padded, [&](auto &own) {
#pragma omp for schedule(dynamic, 1) nowait
        for (std::size_t block = 0; block < pass.blocks(); ++block)
            assign_and_add(pass, block, own);
    });
}

// Instead of the schedule: a thread that is free takes a share of what is left, at least a block.
std::vector<Moments> guided_pass(const Pass &pass) {
    return with_private_sums(pass, pass.room.padded, [&](auto &own) {
#pragma omp for schedule(guided, 1) nowait
        for (std::size_t block = 0; block < pass.blocks(); ++block)
            assign_and_add(pass, block, own);
    });
}

// Instead of the padding: the sums of the threads lie one after the other in memory, so that the
// last cache line of one thread is the first one of the next.
std::vector<Moments> unpadded_pass(const Pass &pass) {
    return with_private_sums(pass, pass.room.unpadded, [&](auto &own) { static_loop(pass, own); });
}

// Instead of the reduction after the region: each thread adds its sums to the common ones when it
// ends, in a critical section.
std::vector<Moments> critical_pass(const Pass &pass) {
    std::vector<Moments> total(pass.colors());
#pragma omp parallel num_threads(pass.threads)
    {
        auto &own = pass.room.padded[static_cast<std::size_t>(omp_get_thread_num())];
        own.reset(pass.colors());
        static_loop(pass, own);
        own.flush();
#pragma omp critical(quant_total)
        for (std::size_t k = 0; k < pass.colors(); ++k) total[k] += own.clusters[k];
    }
    return total;
}

// Instead of one loop: all pixels are assigned before the first one is added to the sums.
std::vector<Moments> unfused_pass(const Pass &pass) {
    return with_private_sums(pass, pass.room.padded, [&](auto &own) {
#pragma omp for schedule(static)
        for (std::size_t block = 0; block < pass.blocks(); ++block) pass.assign(pass.block(block));
#pragma omp for schedule(static) nowait
        for (std::size_t block = 0; block < pass.blocks(); ++block) {
            const core::Range range = pass.block(block);
            own.add(pass.points + range.first, pass.labels + range.first, range.size());
        }
    });
}

}  // namespace quant::experiment

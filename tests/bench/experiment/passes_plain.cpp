// The variants that add pixel by pixel to the sums, as a textbook does. They differ from `plain` in
// where the sums are, and in how they are protected. `plain` differs from `baseline` in having no
// kernel for the sums.
#include <omp.h>

#include "variants.h"

namespace quant::experiment {
namespace {

using core::Moments;

std::size_t this_thread() { return static_cast<std::size_t>(omp_get_thread_num()); }

// A lock with the sums of a cluster, on a cache line of its own.
struct alignas(64) LockedMoments {
    LockedMoments() { omp_init_lock(&lock); }
    ~LockedMoments() { omp_destroy_lock(&lock); }
    LockedMoments(const LockedMoments &) = delete;
    LockedMoments &operator=(const LockedMoments &) = delete;

    omp_lock_t lock;
    Moments moments;
};

void add_atomically(Moments &moments, const core::Point &point) {
#pragma omp atomic
    moments.n += 1;
    for (std::size_t d = 0; d < core::kDimensions; ++d) {
#pragma omp atomic
        moments.sum[d] += point.x[d];
    }
}

}  // namespace

// Each thread has sums of its own, and each sum a cache line of its own.
std::vector<Moments> plain_pass(const Pass &pass) {
    const std::size_t colors = pass.colors();
#pragma omp parallel num_threads(pass.threads)
    {
        PaddedMoments *own = &pass.room.plain[this_thread() * colors];
        for (std::size_t k = 0; k < colors; ++k) own[k].moments = {};
#pragma omp for schedule(static) nowait
        for (std::size_t block = 0; block < pass.blocks(); ++block) {
            const core::Range range = pass.block(block);
            pass.assign(range);
            for (std::size_t i = range.first; i < range.last; ++i)
                own[pass.labels[i]].moments.add(pass.points[i]);
        }
    }
    std::vector<Moments> total(colors);
    for (std::size_t i = 0; i < pass.room.plain.size(); ++i)
        total[i % colors] += pass.room.plain[i].moments;
    return total;
}

// Each thread has sums of its own, but those of all threads for one cluster share cache lines.
std::vector<Moments> side_by_side_pass(const Pass &pass) {
    const auto threads = static_cast<std::size_t>(pass.threads);
#pragma omp parallel num_threads(pass.threads)
    {
        Moments *own = &pass.room.side_by_side[this_thread()];
        for (std::size_t k = 0; k < pass.colors(); ++k) own[k * threads] = {};
#pragma omp for schedule(static) nowait
        for (std::size_t block = 0; block < pass.blocks(); ++block) {
            const core::Range range = pass.block(block);
            pass.assign(range);
            for (std::size_t i = range.first; i < range.last; ++i)
                own[pass.labels[i] * threads].add(pass.points[i]);
        }
    }
    std::vector<Moments> total(pass.colors());
    for (std::size_t i = 0; i < pass.room.side_by_side.size(); ++i)
        total[i / threads] += pass.room.side_by_side[i];
    return total;
}

// All threads add to the same sums, by atomic operations. Each cluster has a cache line of its own.
std::vector<Moments> atomic_pass(const Pass &pass) {
    std::vector<PaddedMoments> shared(pass.colors());
#pragma omp parallel num_threads(pass.threads)
    {
#pragma omp for schedule(static) nowait
        for (std::size_t block = 0; block < pass.blocks(); ++block) {
            const core::Range range = pass.block(block);
            pass.assign(range);
            for (std::size_t i = range.first; i < range.last; ++i)
                add_atomically(shared[pass.labels[i]].moments, pass.points[i]);
        }
    }
    std::vector<Moments> total;
    for (const PaddedMoments &one : shared) total.push_back(one.moments);
    return total;
}

// All threads add to the same sums, under a lock for each cluster.
std::vector<Moments> lock_pass(const Pass &pass) {
    std::vector<LockedMoments> shared(pass.colors());
#pragma omp parallel num_threads(pass.threads)
    {
#pragma omp for schedule(static) nowait
        for (std::size_t block = 0; block < pass.blocks(); ++block) {
            const core::Range range = pass.block(block);
            pass.assign(range);
            for (std::size_t i = range.first; i < range.last; ++i) {
                LockedMoments &one = shared[pass.labels[i]];
                omp_set_lock(&one.lock);
                one.moments.add(pass.points[i]);
                omp_unset_lock(&one.lock);
            }
        }
    }
    std::vector<Moments> total;
    for (const LockedMoments &one : shared) total.push_back(one.moments);
    return total;
}

}  // namespace quant::experiment

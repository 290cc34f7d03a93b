// Asks OpenMP for its places, and the system for the affinity.
#include "base/processors.h"

#include <algorithm>
#include <memory>
#include <span>

#include <sched.h>

#ifdef _OPENMP
#include <omp.h>
#endif

namespace quant::cli {
namespace {

// Larger than the limit of any kernel, which would refuse a smaller set.
constexpr unsigned kMostProcessors = 1 << 13;

// A set of processors as the system takes it; empty if there is no memory for it.
class ProcessorSet {
public:
    ProcessorSet() : set_(CPU_ALLOC(kMostProcessors)) {
        if (set_) CPU_ZERO_S(bytes(), set_.get());
    }

    // Reads the affinity of the calling thread. Returns false if the system refuses.
    bool read() { return set_ && ::sched_getaffinity(0, bytes(), set_.get()) == 0; }

    std::vector<unsigned> processors() const {
        std::vector<unsigned> all;
        for (unsigned i = 0; i < kMostProcessors; ++i)
            if (CPU_ISSET_S(i, bytes(), set_.get())) all.push_back(i);
        return all;
    }

    // Makes this the affinity of the calling thread. A thread that the system leaves where it is
    // takes longer, and nothing else.
    void apply(std::span<const unsigned> processors) {
        if (!set_ || processors.empty()) return;
        for (const unsigned i : processors)
            if (i < kMostProcessors) CPU_SET_S(i, bytes(), set_.get());
        ::sched_setaffinity(0, bytes(), set_.get());
    }

private:
    static std::size_t bytes() { return CPU_ALLOC_SIZE(kMostProcessors); }

    struct Free {
        void operator()(::cpu_set_t *set) const { CPU_FREE(set); }
    };
    std::unique_ptr<::cpu_set_t, Free> set_;
};

#ifdef _OPENMP
int place_count() { return omp_get_proc_bind() == omp_proc_bind_false ? 0 : omp_get_num_places(); }

std::vector<unsigned> processors_of_place(int place) {
    std::vector<int> ids(static_cast<std::size_t>(omp_get_place_num_procs(place)));
    omp_get_place_proc_ids(place, ids.data());
    return {ids.begin(), ids.end()};
}
#else
int place_count() { return 0; }
std::vector<unsigned> processors_of_place(int) { return {}; }
#endif

}  // namespace

bool binds_threads() { return place_count() > 0; }

std::vector<unsigned> allowed_processors() {
    std::vector<unsigned> all;
    if (!binds_threads()) {
        ProcessorSet set;
        return set.read() ? set.processors() : all;
    }
    for (int place = 0; place < place_count(); ++place)
        for (const unsigned processor : processors_of_place(place)) all.push_back(processor);
    std::sort(all.begin(), all.end());
    all.erase(std::unique(all.begin(), all.end()), all.end());
    return all;
}

void leave_place() {
    if (binds_threads()) ProcessorSet().apply(allowed_processors());
}

void take_first_place() {
    if (binds_threads()) ProcessorSet().apply(processors_of_place(0));
}

}  // namespace quant::cli

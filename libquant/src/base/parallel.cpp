// Asks OpenMP, where there is one, how many threads are allowed.
#include "base/parallel.h"

#ifdef _OPENMP
#include <omp.h>

#include <algorithm>
#endif

namespace quant::core {

unsigned default_threads() {
#ifdef _OPENMP
    // If OMP_NUM_THREADS is not set, this is the number of processors that the affinity allows.
    return static_cast<unsigned>(std::clamp(omp_get_max_threads(), 1, 1024));
#else
    return 1;
#endif
}

}  // namespace quant::core

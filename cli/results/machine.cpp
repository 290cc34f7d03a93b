// Adds up the caches of the last level, and counts them if the results do not.
#include "results/machine.h"

#include <algorithm>

namespace quant::cli::results {

std::uint64_t Machine::last_level_cache_bytes() const {
    unsigned last = 0;
    for (const Cache &cache : caches) last = std::max(last, cache.level);
    std::uint64_t bytes = 0;
    for (const Cache &cache : caches) {
        if (cache.level != last) continue;
        // Results of early versions lack the number of instances.
        const unsigned by_sharing = cache.shared_by > 0 ? threads / cache.shared_by : 1;
        bytes += cache.bytes * (cache.instances > 0 ? cache.instances : std::max(by_sharing, 1U));
    }
    return bytes;
}

}  // namespace quant::cli::results

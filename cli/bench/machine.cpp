// Reads /proc, /sys and the processor affinity.
#include "bench/machine.h"

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>
#include <tuple>
#include <utility>

#include <unistd.h>

#include "base/csv.h"
#include "base/machine_limits.h"
#include "base/processors.h"
#include "bench/multiply_add.h"
#include "git_revision.h"

namespace quant::cli::bench {

using namespace results;

namespace {

// Returns the first line of a file, or an empty string if there is none.
std::string line_of(const std::string &path) {
    std::ifstream file(path);
    std::string line;
    std::getline(file, line);
    return line;
}

unsigned number_in(const std::string &path, unsigned otherwise) {
    unsigned number = 0;
    return read_number(line_of(path), number) ? number : otherwise;
}

std::string model_of_cpu(const std::string &path) {
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);) {
        const std::size_t colon = line.find(": ");
        if (line.starts_with("model name") && colon != std::string::npos)
            return line.substr(colon + 2);
    }
    return "unknown";
}

// Returns the bytes in a text such as "32K" or "1M"; 0 if it is not a size.
std::uint64_t bytes_in(const std::string &text) {
    if (text.empty()) return 0;
    const auto unit = std::string("KMG").find(text.back());
    std::uint64_t number = 0;
    const bool has_unit = unit != std::string::npos;
    if (!read_number(std::string_view(text).substr(0, text.size() - (has_unit ? 1 : 0)), number))
        return 0;
    return has_unit ? number << 10 * (unit + 1) : number;
}

// Counts the caches of each kind. Caches of the same kind differ in the processors that share them.
class CacheCount {
public:
    void add(const std::string &processor) {
        for (unsigned index = 0;; ++index) {
            const std::string folder = processor + "/cache/index" + std::to_string(index) + "/";
            const unsigned level = number_in(folder + "level", 0);
            if (level == 0) return;
            const std::string type = line_of(folder + "type");
            const std::string sharing = line_of(folder + "shared_cpu_list");
            if (!known_.emplace(level, type, sharing).second) continue;
            count({level, type, bytes_in(line_of(folder + "size")),
                   static_cast<unsigned>(processors_in(sharing).size()), 1});
        }
    }

    const std::vector<Cache> &caches() const { return caches_; }

private:
    void count(const Cache &cache) {
        for (Cache &other : caches_) {
            if (other.level != cache.level || other.type != cache.type ||
                other.bytes != cache.bytes || other.shared_by != cache.shared_by)
                continue;
            ++other.instances;
            return;
        }
        caches_.push_back(cache);
    }

    std::set<std::tuple<unsigned, std::string, std::string>> known_;
    std::vector<Cache> caches_;
};

}  // namespace

std::vector<unsigned> processors_in(const std::string &list) {
    std::vector<unsigned> processors;
    std::istringstream parts(list);
    for (std::string part; std::getline(parts, part, ',');) {
        const std::size_t dash = part.find('-');
        unsigned first = 0, last = 0;
        if (!read_number(std::string_view(part).substr(0, dash), first)) break;
        last = first;
        if (dash != std::string::npos &&
            !read_number(std::string_view(part).substr(dash + 1), last))
            break;
        for (unsigned cpu = first; cpu <= last; ++cpu) processors.push_back(cpu);
    }
    return processors;
}

Machine this_machine(const std::string &root) {
    Machine machine;
    machine.cpu = model_of_cpu(root + "/proc/cpuinfo");
    std::set<unsigned> sockets;
    std::set<std::pair<unsigned, unsigned>> cores;
    CacheCount caches;
    const auto allowed = allowed_processors();
    for (const unsigned cpu : allowed) {
        const std::string folder = root + "/sys/devices/system/cpu/cpu" + std::to_string(cpu);
        const unsigned socket = number_in(folder + "/topology/physical_package_id", 0);
        sockets.insert(socket);
        // If the system does not tell, each logical processor counts as a core.
        cores.emplace(socket, number_in(folder + "/topology/core_id", cpu));
        caches.add(folder);
    }
    machine.caches = caches.caches();
    machine.sockets = std::max(1U, static_cast<unsigned>(sockets.size()));
    machine.cores = std::max(1U, static_cast<unsigned>(cores.size()));
    machine.threads = std::max(1U, static_cast<unsigned>(allowed.size()));
    machine.cpu_quota = machine_limits(root).processors;
    machine.memory_bytes = static_cast<std::uint64_t>(::sysconf(_SC_PHYS_PAGES)) *
                           static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
    const std::string release = line_of(root + "/proc/sys/kernel/osrelease");
    if (!release.empty())
        machine.kernel = line_of(root + "/proc/sys/kernel/ostype") + ' ' + release;
    return machine;
}

Build this_build() {
#ifdef __clang__
    const std::string compiler = __VERSION__;  // begins with the compiler's name
#else
    const std::string compiler = "GCC " __VERSION__;
#endif
    return {compiler, QUANT_OPENMP_VERSION, highway_version(), QUANT_OPENIMAGEIO_VERSION,
            QUANT_GIT_REVISION};
}

}  // namespace quant::cli::bench

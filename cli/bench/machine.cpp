// machine.cpp: /proc, /sys and the processor affinity.
#include "bench/machine.h"

#include <algorithm>
#include <fstream>
#include <memory>
#include <set>
#include <sstream>
#include <utility>

#include <sched.h>
#include <unistd.h>

#include "csv.h"
#include "git_revision.h"

namespace quant::cli::bench {
namespace {

// The first line of a file; empty where there is none.
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

// Those that the affinity of this process allows.
std::vector<unsigned> allowed_processors() {
    // Larger than any kernel's limit: a smaller set would be refused.
    constexpr int most = 1 << 13;
    const auto set = std::unique_ptr<cpu_set_t, void (*)(cpu_set_t *)>(
        CPU_ALLOC(most), [](cpu_set_t *s) { CPU_FREE(s); });
    std::vector<unsigned> allowed;
    if (!set || ::sched_getaffinity(0, CPU_ALLOC_SIZE(most), set.get()) != 0) return allowed;
    for (unsigned cpu = 0; cpu < most; ++cpu)
        if (CPU_ISSET_S(cpu, CPU_ALLOC_SIZE(most), set.get())) allowed.push_back(cpu);
    return allowed;
}

// "32K", "1M".
std::uint64_t bytes_in(const std::string &text) {
    if (text.empty()) return 0;
    const auto unit = std::string("KMG").find(text.back());
    std::uint64_t number = 0;
    const bool has_unit = unit != std::string::npos;
    if (!read_number(std::string_view(text).substr(0, text.size() - (has_unit ? 1 : 0)), number))
        return 0;
    return has_unit ? number << 10 * (unit + 1) : number;
}

std::vector<Cache> caches_of(const std::string &processor) {
    std::vector<Cache> caches;
    for (unsigned index = 0;; ++index) {
        const std::string folder = processor + "/cache/index" + std::to_string(index) + "/";
        const unsigned level = number_in(folder + "level", 0);
        if (level == 0) return caches;
        const auto sharing = processors_in(line_of(folder + "shared_cpu_list"));
        caches.push_back({level, line_of(folder + "type"), bytes_in(line_of(folder + "size")),
                          static_cast<unsigned>(sharing.size())});
    }
}

// Of the control group that a container has at its root: "200000 100000", or "max 100000".
std::optional<double> cpu_quota(const std::string &path) {
    std::istringstream line(line_of(path));
    double quota = 0, period = 0;
    if (!(line >> quota >> period) || quota <= 0 || period <= 0) return {};
    return quota / period;
}

}  // namespace

std::uint64_t Machine::last_level_cache_bytes() const {
    std::uint64_t bytes = 0;
    unsigned level = 0;
    for (const Cache &cache : caches) {
        if (cache.level < level) continue;
        level = cache.level;
        bytes = cache.bytes;
    }
    return bytes;
}

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
    const auto allowed = allowed_processors();
    for (const unsigned cpu : allowed) {
        const std::string folder = root + "/sys/devices/system/cpu/cpu" + std::to_string(cpu);
        const unsigned socket = number_in(folder + "/topology/physical_package_id", 0);
        sockets.insert(socket);
        // Where the system does not tell, each logical processor is a core.
        cores.emplace(socket, number_in(folder + "/topology/core_id", cpu));
        if (machine.caches.empty()) machine.caches = caches_of(folder);
    }
    machine.sockets = std::max(1U, static_cast<unsigned>(sockets.size()));
    machine.cores = std::max(1U, static_cast<unsigned>(cores.size()));
    machine.threads = std::max(1U, static_cast<unsigned>(allowed.size()));
    machine.cpu_quota = cpu_quota(root + "/sys/fs/cgroup/cpu.max");
    machine.memory_bytes = static_cast<std::uint64_t>(::sysconf(_SC_PHYS_PAGES)) *
                           static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
    return machine;
}

Build this_build() {
#ifdef __clang__
    const std::string compiler = __VERSION__;  // begins with its name
#else
    const std::string compiler = "GCC " __VERSION__;
#endif
    return {compiler, QUANT_OPENMP_VERSION, QUANT_GIT_REVISION};
}

}  // namespace quant::cli::bench

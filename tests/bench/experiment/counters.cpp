// Asks Linux for its performance events, and reads the files of the power capping framework.
#include "counters.h"

#include <linux/perf_event.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <limits>
#include <regex>
#include <system_error>

#include "base/failure.h"
#include "program.h"

namespace quant::experiment {
namespace {

namespace fs = std::filesystem;

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

// Opens a counter of the calling thread and of all threads that it starts from now on. Returns -1
// and sets errno if that is not allowed or not possible.
int open_counter(std::uint64_t event) {
    perf_event_attr attributes{};
    attributes.size = sizeof attributes;
    attributes.type = PERF_TYPE_HARDWARE;
    attributes.config = event;
    attributes.exclude_kernel = 1;  // otherwise most systems allow no counters
    attributes.exclude_hv = 1;
    attributes.inherit = 1;
    attributes.read_format = PERF_FORMAT_TOTAL_TIME_ENABLED | PERF_FORMAT_TOTAL_TIME_RUNNING;
    return static_cast<int>(
        ::syscall(SYS_perf_event_open, &attributes, 0, -1, -1, PERF_FLAG_FD_CLOEXEC));
}

// Returns what was counted so far. Events that share a counter of the processor are counted in
// turns, and estimated for the time between.
double value_of(int descriptor) {
    struct {
        std::uint64_t value, enabled, running;
    } state{};
    if (descriptor < 0 || ::read(descriptor, &state, sizeof state) != sizeof state) return kUnknown;
    if (state.running == 0) return state.enabled == 0 ? 0 : kUnknown;
    return static_cast<double>(state.value) * static_cast<double>(state.enabled) /
           static_cast<double>(state.running);
}

bool read_number_of(const fs::path &file, std::uint64_t &number) {
    std::ifstream stream(file);
    return static_cast<bool>(stream >> number);
}

}  // namespace

HardwareCounters::HardwareCounters() {
    constexpr std::uint64_t kEvents[] = {PERF_COUNT_HW_CPU_CYCLES, PERF_COUNT_HW_INSTRUCTIONS,
                                         PERF_COUNT_HW_CACHE_MISSES};
    constexpr const char *kNames[] = {"cycles", "instructions", "cache misses"};
    int error = 0;
    for (std::size_t i = 0; i < 3; ++i) {
        descriptors_[i] = open_counter(kEvents[i]);
        if (descriptors_[i] >= 0) continue;
        error = errno;
        why_not_ += std::string(why_not_.empty() ? "no " : ", no ") + kNames[i];
    }
    if (error == 0) return;
    why_not_ += ": perf_event_open: " + quant::cli::errno_text(error);
    if (error == ENOENT || error == EOPNOTSUPP) why_not_ += " (the processor offers none here)";
    if (error == EACCES || error == EPERM)
        why_not_ += " (sysctl kernel.perf_event_paranoid=2 allows them)";
}

HardwareCounters::~HardwareCounters() {
    for (const int descriptor : descriptors_)
        if (descriptor >= 0) ::close(descriptor);
}

void HardwareCounters::read(Counts &counts) const {
    counts.cycles = value_of(descriptors_[0]);
    counts.instructions = value_of(descriptors_[1]);
    counts.cache_misses = value_of(descriptors_[2]);
}

EnergyMeter::EnergyMeter(const std::string &folder) {
    // intel-rapl:0 is a processor, of AMD too; intel-rapl:0:1 is a part of it.
    static const std::regex processor("intel-rapl:[0-9]+");
    std::error_code error;
    bool unreadable = false;
    for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
        if (!std::regex_match(at->path().filename().string(), processor)) continue;
        Package package{at->path() / "energy_uj", 0, 0};
        if (read_number_of(package.file, package.last) &&
            read_number_of(at->path() / "max_energy_range_uj", package.range))
            packages_.push_back(package);
        else
            unreadable = true;
    }
    // The energy of some processors would pass for that of all.
    if (unreadable) packages_.clear();
    if (packages_.empty())
        why_not_ = unreadable ? folder + ": the energy may not be read (only root may, mostly)"
                              : folder + ": the machine has no energy counters (RAPL)";
}

double EnergyMeter::joules() {
    if (packages_.empty()) return kUnknown;
    for (Package &package : packages_) {
        std::uint64_t now = 0;
        if (!read_number_of(package.file, now)) return kUnknown;
        microjoules_ += static_cast<double>(
            now >= package.last ? now - package.last : now + package.range + 1 - package.last);
        package.last = now;
    }
    return microjoules_ * 1e-6;
}

Counters::Counters() {
    if (!hardware_.why_not().empty()) complain(hardware_.why_not());
    if (!energy_.why_not().empty()) complain("no energy: " + energy_.why_not());
}

Counts Counters::read() {
    Counts counts{};
    hardware_.read(counts);
    counts.joules = energy_.joules();
    return counts;
}

}  // namespace quant::experiment

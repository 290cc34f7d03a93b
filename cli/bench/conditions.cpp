// Reads /proc, /sys and the environment.
#include "bench/conditions.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string_view>
#include <thread>
#include <utility>

#include <sys/resource.h>
#include <unistd.h>

#include "base/csv.h"
#include "base/failure.h"
#include "base/processors.h"

namespace quant::cli::bench {

using namespace results;

namespace {

std::string first_line(const std::string &path) {
    std::ifstream file(path);
    std::string line;
    std::getline(file, line);
    return line;
}

std::map<std::string, std::string> thread_variables() {
    std::map<std::string, std::string> found;
    for (char **variable = environ; *variable; ++variable) {
        const std::string_view text = *variable;
        const std::size_t equals = text.find('=');
        for (const std::string_view prefix : {"OMP_", "GOMP_", "QUANT_"})
            if (text.starts_with(prefix) && equals != std::string_view::npos)
                found.emplace(text.substr(0, equals), text.substr(equals + 1));
    }
    return found;
}

std::optional<bool> turbo(const std::string &root) {
    const std::string folder = root + "/sys/devices/system/cpu/";
    const std::string off = first_line(folder + "intel_pstate/no_turbo");
    if (!off.empty()) return off == "0";
    const std::string on = first_line(folder + "cpufreq/boost");
    if (!on.empty()) return on == "1";
    return {};
}

// Returns whether the processor says that a hypervisor runs it.
std::optional<bool> is_virtual(const std::string &root) {
    std::ifstream file(root + "/proc/cpuinfo");
    for (std::string line; std::getline(file, line);)
        if (line.starts_with("flags"))
            return (line + ' ').find(" hypervisor ") != std::string::npos;
    return {};
}

double seconds_of(const ::timeval &time) {
    return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
}

// Returns the processor time of this process and of those that it has waited for.
double own_seconds() {
    double seconds = 0;
    for (const int who : {RUSAGE_SELF, RUSAGE_CHILDREN}) {
        ::rusage usage{};
        if (::getrusage(who, &usage) == 0)
            seconds += seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime);
    }
    return seconds;
}

}  // namespace

Conditions conditions_now(const std::string &root) {
    Conditions conditions;
    conditions.variables = thread_variables();
    double load = 0;
    if (std::istringstream(first_line(root + "/proc/loadavg")) >> load) conditions.load = load;
    const auto processors = allowed_processors();
    const std::string first = std::to_string(processors.empty() ? 0 : processors.front());
    conditions.governor =
        first_line(root + "/sys/devices/system/cpu/cpu" + first + "/cpufreq/scaling_governor");
    conditions.turbo = turbo(root);
    conditions.is_virtual = is_virtual(root);
    if (conditions.is_virtual.value_or(false)) {
        conditions.hypervisor = first_line(root + "/sys/hypervisor/type");
        if (conditions.hypervisor.empty())
            conditions.hypervisor = first_line(root + "/sys/class/dmi/id/sys_vendor");
    }
    conditions.pinned = binds_threads();
    return conditions;
}

Neighbors::Neighbors(std::string root)
    : root_(std::move(root)), processors_(allowed_processors()), begin_(now()) {}

// The lines of /proc/stat are "cpuN user nice system idle iowait irq softirq steal ...".
std::optional<Neighbors::Times> Neighbors::now() const {
    const auto ticks = static_cast<double>(::sysconf(_SC_CLK_TCK));
    std::ifstream file(root_ + "/proc/stat");
    Times times;
    times.own = own_seconds();
    for (std::string line; std::getline(file, line);) {
        std::istringstream fields(line);
        std::string name;
        unsigned processor = 0;
        fields >> name;
        if (!name.starts_with("cpu") || !read_number(std::string_view(name).substr(3), processor) ||
            std::ranges::find(processors_, processor) == processors_.end())
            continue;
        std::array<double, 8> values{};
        for (double &value : values)
            if (!(fields >> value)) return {};
        const auto [user, nice, system, idle, waiting, irq, soft_irq, stolen] = values;
        const double busy = user + nice + system + irq + soft_irq;
        times.busy += busy / ticks;
        times.stolen += stolen / ticks;
        times.all += (busy + idle + waiting + stolen) / ticks;
    }
    return times.all > 0 ? std::optional(times) : std::nullopt;
}

std::optional<Neighbors::Shares> Neighbors::so_far() const {
    const auto end = now();
    if (!begin_ || !end || !(end->all > begin_->all)) return {};
    const double all = end->all - begin_->all;
    const double others = end->busy - begin_->busy - (end->own - begin_->own);
    return Shares{std::clamp(others / all, 0.0, 1.0),
                  std::clamp((end->stolen - begin_->stolen) / all, 0.0, 1.0)};
}

std::optional<Neighbors::Shares> look_for_neighbors() {
    const Neighbors neighbors;
    std::this_thread::sleep_for(std::chrono::milliseconds(350));
    return neighbors.so_far();
}

void pin_threads() {
    constexpr const char *kWanted[][2] = {{"OMP_PROC_BIND", "close"}, {"OMP_PLACES", "cores"}};
    std::size_t set = 0;
    for (const auto &[name, value] : kWanted) {
        const char *given = std::getenv(name);
        if (given && given != std::string_view(value))
            throw Failure(std::string("--pin wants ") + name + "=" + value + ", but it is " +
                          given);
        set += given ? 1 : 0;
    }
    if (set == std::size(kWanted)) {
        if (!binds_threads()) throw Failure("--pin: threads cannot be bound to cores here");
        return;
    }
    std::ifstream file("/proc/self/cmdline", std::ios::binary);
    std::vector<std::string> arguments;
    for (std::string one; std::getline(file, one, '\0');) arguments.push_back(one);
    std::vector<char *> pointers;
    pointers.reserve(arguments.size() + 1);
    for (std::string &one : arguments) pointers.push_back(one.data());
    pointers.push_back(nullptr);
    for (const auto &[name, value] : kWanted) ::setenv(name, value, 1);
    ::execv("/proc/self/exe", pointers.data());
    throw Failure("--pin: the program cannot start itself again: " + errno_text());
}

}  // namespace quant::cli::bench

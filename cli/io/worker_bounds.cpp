// Sets the limits by prlimit(), because a worker may not change its own.
#include "io/worker_bounds.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <ctime>

#include <sys/resource.h>

#include "base/sanitized.h"

namespace quant::cli {
namespace {

constexpr rlim_t kMebibyte = rlim_t{1} << 20;

void limit_for_good(pid_t pid, __rlimit_resource resource, rlim_t most) {
    rlimit limits;
    if (::prlimit(pid, resource, nullptr, &limits) != 0 || limits.rlim_max <= most) return;
    limits = {std::min(limits.rlim_cur, most), most};
    ::prlimit(pid, resource, &limits, nullptr);
}

double cpu_seconds_of(pid_t pid) {
    clockid_t clock = 0;
    timespec used;
    if (::clock_getcpuclockid(pid, &clock) != 0 || ::clock_gettime(clock, &used) != 0) return 0;
    return static_cast<double>(used.tv_sec) + static_cast<double>(used.tv_nsec) * 1e-9;
}

}  // namespace

WorkerEnvironment::WorkerEnvironment() {
    constexpr std::array passed{"LD_LIBRARY_PATH", "ASAN_OPTIONS", "LSAN_OPTIONS", "TSAN_OPTIONS",
                                "UBSAN_OPTIONS"};
    variables_.emplace_back("LC_ALL=C");
    for (const char *name : passed)
        if (const char *value = std::getenv(name))
            variables_.push_back(std::string(name) + "=" + value);
    for (std::string &variable : variables_) pointers_.push_back(variable.data());
    pointers_.push_back(nullptr);
}

double bound_worker(pid_t pid, const Request &request, double timeout) {
    // The address space is for the libraries, the picture and the decoder's own buffers, at most a
    // second copy of the picture as float RGBA. A file that makes a decoder ask for more is
    // refused.
    constexpr rlim_t base = 2048 * kMebibyte, pixel = 8, float_pixel = 16;
    if (!kSanitized)
        limit_for_good(pid, RLIMIT_AS, base + request.max_pixels * (pixel + float_pixel));
    // The largest file is a picture in memory. What cannot be compressed gets a little larger.
    constexpr rlim_t rest = kMaxProfileBytes + 64 * kMebibyte;
    limit_for_good(pid, RLIMIT_FSIZE, rest + request.max_pixels * (pixel + 1));

    // A worker has two threads, and loading its libraries takes less than a second.
    constexpr double loading = 1, much = 1e9;
    const double most = std::min(std::ceil(timeout * std::clamp(request.threads, 1U, 2U)), much);
    rlimit limits;
    if (::prlimit(pid, RLIMIT_CPU, nullptr, &limits) == 0) {
        const double until = std::ceil(cpu_seconds_of(pid) + most + loading);
        limits.rlim_cur = std::min(limits.rlim_max, static_cast<rlim_t>(until));
        ::prlimit(pid, RLIMIT_CPU, &limits, nullptr);
    }
    return most;
}

}  // namespace quant::cli

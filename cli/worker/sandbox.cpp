// Asks Linux for each protection by itself: one that the kernel lacks does not weaken the others.
#include "worker/sandbox.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <vector>

#include <linux/audit.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <cerrno>

#include "base/sanitized.h"

namespace quant::cli {
namespace {

bool drop_capabilities() {
    __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
    const std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3> none{};
    return ::syscall(SYS_capset, &header, none.data()) == 0;
}

// The structure of <linux/landlock.h>, which may be older than the kernel. An older kernel accepts
// it too, as long as the fields that it does not know are 0.
struct LandlockRules {
    std::uint64_t files, network, scopes;
};

// Forbids everything that this version of Landlock knows: no rule makes an exception. Returns the
// version, or 0 if the kernel has no Landlock or it is turned off.
std::uint32_t restrict_by_landlock() {
    constexpr long only_version = 1;
    const long version = ::syscall(SYS_landlock_create_ruleset, nullptr, 0, only_version);
    if (version < 1) return 0;
    LandlockRules rules{};
    rules.files = version >= 5   ? 0xffff  // and ioctl() on devices
                  : version >= 3 ? 0x7fff  // and truncate()
                  : version >= 2 ? 0x3fff  // and links between folders
                                 : 0x1fff;
    if (version >= 4) rules.network = 0x3;  // bind() and connect() of TCP
    if (version >= 6) rules.scopes = 0x3;   // abstract sockets of, and signals to, other processes
    const long fd = ::syscall(SYS_landlock_create_ruleset, &rules, sizeof rules, 0);
    if (fd < 0) return 0;
    const bool ok = ::syscall(SYS_landlock_restrict_self, fd, 0) == 0;
    ::close(static_cast<int>(fd));
    return ok ? static_cast<std::uint32_t>(version) : 0;
}

#if defined(__x86_64__)
constexpr std::uint32_t kArchitecture = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
constexpr std::uint32_t kArchitecture = AUDIT_ARCH_AARCH64;
#else
constexpr std::uint32_t kArchitecture = 0;  // seccomp is not used
#endif

// A program of seccomp. It allows what it is told to, and lets everything else fail with EPERM.
class Filter {
public:
    Filter() {
        load(offsetof(seccomp_data, arch));
        add(BPF_JMP | BPF_JEQ | BPF_K, kArchitecture, 1, 0);
        deny();
        load(offsetof(seccomp_data, nr));
    }

    void allow(std::initializer_list<long> calls) {
        for (const long call : calls) {
            add(BPF_JMP | BPF_JEQ | BPF_K, static_cast<std::uint32_t>(call), 0, 1);
            add(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
        }
    }

    // Allows the call if these bits of an argument have this value.
    void allow_if(long call, unsigned argument, std::uint64_t bits, std::uint64_t value) {
        const std::size_t at = offsetof(seccomp_data, args) + argument * sizeof(std::uint64_t);
        constexpr std::uint8_t after_high = 8, to_denied_from_low = 4, to_denied_from_high = 1;
        add(BPF_JMP | BPF_JEQ | BPF_K, static_cast<std::uint32_t>(call), 0, after_high);
        compare(at, bits, value, to_denied_from_low);
        compare(at + sizeof(std::uint32_t), bits >> 32, value >> 32, to_denied_from_high);
        add(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
        deny();
    }

    // Returns whether the filter holds for all threads from now on.
    bool install() {
        deny();
        const sock_fprog program{static_cast<unsigned short>(code_.size()), code_.data()};
        // Without SPEC_ALLOW, Linux before 5.16 slows the process down by a protection of secrets
        // from itself, of which it has none.
        constexpr unsigned long flags = SECCOMP_FILTER_FLAG_TSYNC | SECCOMP_FILTER_FLAG_SPEC_ALLOW;
        return ::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &program) == 0;
    }

private:
    void add(int operation, std::uint32_t value, std::uint8_t if_true = 0,
             std::uint8_t if_false = 0) {
        code_.push_back({static_cast<std::uint16_t>(operation), if_true, if_false, value});
    }
    void load(std::size_t offset) {
        add(BPF_LD | BPF_W | BPF_ABS, static_cast<std::uint32_t>(offset));
    }
    void deny() { add(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM); }
    // Compares half of an argument: the lower half comes first on all of these architectures.
    void compare(std::size_t offset, std::uint64_t bits, std::uint64_t value,
                 std::uint8_t if_different) {
        load(offset);
        add(BPF_ALU | BPF_AND | BPF_K, static_cast<std::uint32_t>(bits));
        add(BPF_JMP | BPF_JEQ | BPF_K, static_cast<std::uint32_t>(value), 0, if_different);
    }

    std::vector<sock_filter> code_;
};

// Whatever changes the handling of signals is not allowed, so that SIGXCPU, which ends the process
// at its limit of CPU time, cannot be held off. If the helping thread has only just been started,
// it cannot unblock its signals any more, which does no harm. Of the status of a file, even fstat()
// may ask by a path, so that the program says how large a file is.
bool restrict_by_seccomp() {
    if (kArchitecture == 0) return false;
    constexpr std::uint64_t all = ~std::uint64_t{0};
    Filter filter;
    filter.allow({SYS_recvmsg, SYS_sendmsg, SYS_close, SYS_ftruncate, SYS_pread64, SYS_pwrite64});
    filter.allow_if(SYS_mmap, 2, PROT_EXEC, 0);
    filter.allow_if(SYS_mprotect, 2, PROT_EXEC, 0);
    filter.allow({SYS_munmap, SYS_mremap, SYS_madvise, SYS_brk});
    filter.allow({SYS_futex, SYS_sched_yield, SYS_set_robust_list, SYS_rseq, SYS_exit,
                  SYS_exit_group, SYS_restart_syscall});
    filter.allow({SYS_clock_gettime, SYS_getrandom, SYS_getpid, SYS_gettid, SYS_sched_getaffinity,
                  SYS_sysinfo});
    filter.allow_if(SYS_prlimit64, 2, all, 0);  // without new limits
    filter.allow_if(SYS_tgkill, 0, 0xffffffff, static_cast<std::uint64_t>(::getpid()));  // abort()
    return filter.install();
}

bool limit(__rlimit_resource resource, rlim_t most) {
    const rlimit both{most, most};
    return ::setrlimit(resource, &both) == 0;
}

bool is_limited(__rlimit_resource resource) {
    rlimit limits;
    return ::getrlimit(resource, &limits) == 0 && limits.rlim_cur != RLIM_INFINITY;
}

}  // namespace

Containment forbid_files() {
    Containment containment;
    if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0) containment.add(Guard::no_new_privileges);
    if (drop_capabilities()) containment.add(Guard::no_capabilities);
    if (!kSanitized) containment.landlock = restrict_by_landlock();
    if (containment.landlock > 0) containment.add(Guard::landlock);
    return containment;
}

void forbid_calls(Containment &containment) {
    constexpr rlim_t few_descriptors = 16;
    limit(RLIMIT_CORE, 0);
    if (kSanitized) return;
    limit(RLIMIT_NOFILE, few_descriptors);
    // Linux does not hold root to this limit.
    if (limit(RLIMIT_NPROC, 0) && ::getuid() != 0) containment.add(Guard::processes);
    if (restrict_by_seccomp()) containment.add(Guard::seccomp);
}

void add_limits(Containment &containment) {
    if (is_limited(RLIMIT_AS)) containment.add(Guard::memory);
    if (is_limited(RLIMIT_CPU)) containment.add(Guard::cpu_time);
    if (is_limited(RLIMIT_FSIZE)) containment.add(Guard::file_size);
}

}  // namespace quant::cli

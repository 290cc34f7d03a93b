// A worker process whose decoder does what a decoder would do that a hostile file has taken over.
// The test gives it the name of quant-decode. It fails, and says in its message what was refused
// and what was allowed.
#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <thread>

#include <fcntl.h>
#include <netinet/in.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <csignal>

#include "base/failure.h"
#include "worker/decoding.h"
#include "worker/server.h"

namespace {

using namespace quant::cli;

bool opens(const char *path, int flags) { return Fd(::open(path, flags, 0666)).get() >= 0; }

bool connects() {
    const Fd fd(::socket(AF_INET, SOCK_STREAM, 0));
    sockaddr_in nobody{};
    nobody.sin_family = AF_INET;
    nobody.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    nobody.sin_port = htons(1);
    // A refusal by the other side means that the call itself was allowed.
    return fd &&
           (::connect(fd.get(), reinterpret_cast<const sockaddr *>(&nobody), sizeof nobody) == 0 ||
            errno == ECONNREFUSED);
}

bool makes_socket_pair() {
    std::array<int, 2> ends;
    return ::socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()) == 0;
}

bool forks() {
    const pid_t pid = ::fork();
    if (pid == 0) ::_exit(0);
    if (pid > 0) ::waitpid(pid, nullptr, 0);
    return pid > 0;
}

bool starts_thread() {
    try {
        const std::jthread thread([] {});
        return true;
    } catch (const std::system_error &) {
        return false;
    }
}

// Executes nothing: a program that does not exist gives another error than a refused call.
bool executes() {
    std::array<char *, 1> none{nullptr};
    ::execve("/nothing/here", none.data(), none.data());
    return errno == ENOENT;
}

bool raises(__rlimit_resource resource) {
    rlimit limits;
    if (::getrlimit(resource, &limits) != 0 || limits.rlim_cur == RLIM_INFINITY) return true;
    limits.rlim_cur += 1;
    limits.rlim_max = std::max(limits.rlim_max, limits.rlim_cur);
    return ::setrlimit(resource, &limits) == 0;
}

bool maps_code() {
    constexpr std::size_t page = 4096;
    return ::mmap(nullptr, page, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS,
                  -1, 0) != MAP_FAILED;
}

bool makes_code() {
    constexpr std::size_t page = 4096;
    void *memory =
        ::mmap(nullptr, page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return memory == MAP_FAILED || ::mprotect(memory, page, PROT_READ | PROT_EXEC) == 0;
}

// Whoever may ignore a signal could ignore the limit of CPU time.
bool ignores_signals() { return std::signal(SIGXCPU, SIG_IGN) != SIG_ERR; }

bool finds_file() {
    struct stat status;
    return ::stat("/", &status) == 0;
}

struct Attempt {
    const char *name;
    bool (*succeeds)();
};

constexpr std::array kAttempts{
    Attempt{"read", [] { return opens("/etc/passwd", O_RDONLY); }},
    Attempt{"write", [] { return opens("hostile", O_WRONLY | O_CREAT); }},
    Attempt{"find", finds_file},
    Attempt{"remove", [] { return ::unlink("victim") == 0; }},
    Attempt{"connect", connects},
    Attempt{"pair", makes_socket_pair},
    Attempt{"fork", forks},
    Attempt{"thread", starts_thread},
    Attempt{"execute", executes},
    Attempt{"memory", [] { return raises(RLIMIT_AS); }},
    Attempt{"cpu", [] { return raises(RLIMIT_CPU); }},
    Attempt{"size", [] { return raises(RLIMIT_FSIZE); }},
    Attempt{"code", maps_code},
    Attempt{"made-code", makes_code},
    Attempt{"ignore", ignores_signals},
    Attempt{"kill", [] { return ::kill(::getppid(), 0) == 0; }},
    Attempt{"dump", [] { return ::prctl(PR_SET_DUMPABLE, 1) == 0; }},
    Attempt{"trace", [] { return ::ptrace(PTRACE_SEIZE, ::getppid(), 0, 0) == 0; }}};

void attack(Decoding &decoding) {
    const auto file = decoding.file();
    const std::string_view text(reinterpret_cast<const char *>(file.data()), file.size());
    if (text.ends_with("larger")) {
        decoding.set_size(2, 2, 3, 8);
        throw Larger{};
    }
    if (text.ends_with("other")) throw OtherWorker{};
    volatile bool spins = text.ends_with("spin");
    while (spins) {
    }
    std::string refused, allowed;
    for (const Attempt &attempt : kAttempts)
        (attempt.succeeds() ? allowed : refused) += std::string(" ") + attempt.name;
    throw Failure("refused:" + refused + "; allowed:" + allowed + ".");
}

}  // namespace

int main() { return quant::cli::serve({attack, nullptr}); }

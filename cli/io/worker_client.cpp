// Starts worker processes, waits for their answers up to a deadline, and checks every answer.
#include "io/worker_client.h"

#include <array>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <mutex>
#include <thread>
#include <utility>

#include <fcntl.h>
#include <spawn.h>
#include <sys/auxv.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <csignal>

#include "base/failure.h"
#include "base/signals.h"
#include "io/worker_bounds.h"

namespace quant::cli {
namespace {

namespace fs = std::filesystem;

// Returns the path of this program.
fs::path own_path() {
    std::error_code error;
    fs::path path = fs::read_symlink("/proc/self/exe", error);
    if (!error && path.is_absolute()) return path;
    // Without /proc, the kernel has told at the start by which path it has found the program.
    const auto *name = reinterpret_cast<const char *>(  // NOLINT(*-no-int-to-ptr)
        ::getauxval(AT_EXECFN));
    if (name) path = fs::canonical(name, error);
    if (!name || error) throw Failure("cannot find the decoder: /proc is not mounted");
    return path;
}

// Returns the path of a worker program: in the folder of quant in a build tree, in libexec after
// installation.
std::string worker_path(const std::string &name) {
    static const fs::path folder = own_path().parent_path();
    std::error_code error;
    const fs::path beside = folder / name;
    if (fs::exists(beside, error)) return beside.string();
    return (folder.parent_path() / QUANT_LIBEXECDIR / "quant" / name).string();
}

// Says which limit keeps a worker from being started.
std::string no_worker(int error) {
    switch (error) {
        case EAGAIN: return "cannot be started: no more processes are allowed (ulimit -u)";
        case EMFILE: return "cannot be started: no more open files are allowed (ulimit -n)";
        default: return "cannot be started: " + errno_text(error);
    }
}

bool has_limited_memory() {
    rlimit limit;
    return ::getrlimit(RLIMIT_AS, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY;
}

class SpawnActions {
public:
    SpawnActions() {
        ::posix_spawn_file_actions_init(&actions);
        ::posix_spawnattr_init(&attributes);
    }
    ~SpawnActions() {
        ::posix_spawn_file_actions_destroy(&actions);
        ::posix_spawnattr_destroy(&attributes);
    }
    SpawnActions(const SpawnActions &) = delete;
    SpawnActions &operator=(const SpawnActions &) = delete;
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
};

// Starts a worker that has only the socket and /dev/null open. It gets its own process group;
// otherwise Ctrl-C in the terminal would end it, which would look like a crash.
pid_t spawn(const std::string &program, int socket) {
    SpawnActions spawn;
    const auto open_null = [&spawn](int fd, int mode) {
        return ::posix_spawn_file_actions_addopen(&spawn.actions, fd, "/dev/null", mode, 0);
    };
    int error = ::posix_spawn_file_actions_adddup2(&spawn.actions, socket, kWorkerSocket);
    if (error == 0) error = open_null(STDIN_FILENO, O_RDONLY);
    if (error == 0) error = open_null(STDOUT_FILENO, O_WRONLY);
    if (error == 0) error = open_null(STDERR_FILENO, O_WRONLY);
    if (error == 0)
        error = ::posix_spawn_file_actions_addclosefrom_np(&spawn.actions, kWorkerSocket + 1);
    if (error == 0) error = ::posix_spawnattr_setflags(&spawn.attributes, POSIX_SPAWN_SETPGROUP);
    std::string argument = program;
    std::array<char *, 2> arguments{argument.data(), nullptr};
    pid_t pid = -1;
    if (error == 0)
        error = ::posix_spawn(&pid, program.c_str(), &spawn.actions, &spawn.attributes,
                              arguments.data(), WorkerEnvironment().get());
    if (is_shortage(error)) throw Shortage(fs::path(program).filename(), no_worker(error));
    if (error != 0) throw Failure("cannot start " + program + ": " + errno_text(error));
    return pid;
}

bool encodes(const Request &request) { return request.operation == Operation::encode; }

std::string took_longer(const Request &request, double seconds, const char *kind) {
    char text[80];
    std::snprintf(text, sizeof text, "%s took longer than %g s%s",
                  encodes(request) ? "encoding" : "decoding", seconds, kind);
    return text;
}

std::string death_of(int status) {
    if (WIFSIGNALED(status)) {
        const char *name = ::sigabbrev_np(WTERMSIG(status));
        return "crashed (" + (name ? std::string("SIG") + name : std::string("unknown signal")) +
               "): the file is probably damaged";
    }
    if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
        return "cannot be loaded: is a library missing?";
    return "ended by itself (exit status " + std::to_string(WEXITSTATUS(status)) +
           "): the file is probably damaged";
}

}  // namespace

Worker &Worker::early() {
    static Worker worker("");
    return worker;
}

void Worker::start_early(const std::string &program) noexcept {
    try {
        early().program_ = program;
        early().start();
    } catch (const std::exception &) {
        early().program_.clear();
    }
}

bool Worker::take_over_early() {
    static std::mutex mutex;  // each job of a batch has workers
    const std::lock_guard lock(mutex);
    if (this == &early() || program_ != early().program_) return false;
    early().program_.clear();
    pid_ = std::exchange(early().pid_, -1);
    socket_ = std::move(early().socket_);
    return true;
}

bool Worker::start() {
    if (take_over_early()) return false;
    std::array<int, 2> ends;
    if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0)
        throw Shortage(program_, no_worker(errno));
    socket_ = Fd(ends[0]);
    const Fd theirs(ends[1]);
    pid_ = spawn(worker_path(program_), theirs.get());
    return true;
}

void Worker::stop() noexcept {
    socket_.reset();
    if (pid_ < 0) return;
    ::kill(pid_, SIGKILL);
    while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
    }
    pid_ = -1;
}

void Worker::fail_dead(const Request &request) {
    const std::string what = encodes(request) ? "the encoder " : "the decoder ";
    int status = 0;
    socket_.reset();
    // A worker whose end of the socket is closed usually ends soon, but it may also have closed the
    // socket on purpose.
    pid_t ended = 0;
    for (int i = 0; i < 200 && ended == 0; ++i) {
        ended = ::waitpid(pid_, &status, WNOHANG);
        if (ended == 0) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    if (ended != pid_) {
        stop();
        throw Failure(what + "gave a wrong answer");
    }
    pid_ = -1;
    if (WIFEXITED(status) && WEXITSTATUS(status) == 127 && has_limited_memory())
        throw Shortage(program_, "cannot be loaded: there is too little address space (ulimit -v)");
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU)
        throw Failure(took_longer(request, cpu_seconds_, " of CPU time"));
    throw Failure(what + death_of(status));
}

std::optional<Reply> Worker::exchange(const Request &request, std::span<const int> fds,
                                      double timeout) {
    cpu_seconds_ = bound_worker(pid_, request, timeout);
    if (!send_packet(socket_.get(), packet_of(request), fds)) return {};
    const auto span = std::chrono::duration_cast<std::chrono::steady_clock::duration>(
        std::chrono::duration<double>(timeout));
    try {
        if (!signals::wait_readable(socket_.get(), std::chrono::steady_clock::now() + span)) {
            stop();
            throw Failure(took_longer(request, timeout, ""));
        }
    } catch (const Interrupted &) {
        stop();
        throw;
    }
    Reply reply;
    if (!receive_packet(socket_.get(), packet_into(reply)) || reply.version != kProtocolVersion)
        return {};
    reply.message.back() = '\0';
    reply.notes.back() = '\0';
    return reply;
}

Reply Worker::call(const Request &request, std::span<const int> fds, double timeout) {
    const bool fresh = pid_ < 0 && start();
    std::optional<Reply> reply = exchange(request, fds, timeout);
    if (!reply && !fresh) {
        // The failure may not come from this file: the file before it may have damaged the process,
        // or it may have been killed while it waited.
        stop();
        start();
        reply = exchange(request, fds, timeout);
    }
    if (!reply) fail_dead(request);
    if (reply->answer == Answer::failed) throw Failure(reply->message.data());
    return *reply;
}

}  // namespace quant::cli

// The program's side of a worker process. The process is started when it is first needed, kept for
// many files, and started again after it crashed or was stopped.
#pragma once

#include <optional>
#include <span>
#include <string>

#include <sys/types.h>

#include "base/failure.h"
#include "base/fd.h"
#include "io/protocol.h"

namespace quant::cli {

class Worker {
public:
    // Starts a process of this program, which the first worker for it takes over, in any thread.
    // Must be called before there are workers, by a thread that ends last, and at most once. Does
    // nothing if it cannot be started: whoever needs it finds out why.
    static void start_early(const std::string &program) noexcept;

    explicit Worker(std::string program) : program_(std::move(program)) {}
    Worker(const Worker &) = delete;
    Worker &operator=(const Worker &) = delete;
    ~Worker() { stop(); }

    // Sends one request and returns the answer, which is not Answer::failed. Throws Failure if the
    // worker reports an error, crashes, or needs more than `timeout` seconds, Shortage, and
    // Interrupted on a signal. The process ends with the thread that calls this first.
    Reply call(const Request &request, std::span<const int> fds, double timeout);

private:
    // Returns nothing if the worker is gone or its answer is invalid.
    std::optional<Reply> exchange(const Request &request, std::span<const int> fds, double timeout);
    // Returns whether the process is new, and not one that was started early.
    bool start();
    bool take_over_early();
    void stop() noexcept;
    [[noreturn]] void fail_dead(const Request &request);

    std::string program_;
    pid_t pid_ = -1;
    Fd socket_;
    double cpu_seconds_ = 0;  // that the request may take

    static Worker &early();
};

}  // namespace quant::cli

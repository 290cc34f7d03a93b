// Bounds a worker process from outside: what it sees of the environment, and its limits as far as
// they depend on the user's options. worker/sandbox.h is the inside.
#pragma once

#include <string>
#include <vector>

#include <sys/types.h>

#include "io/protocol.h"

namespace quant::cli {

// The environment of a worker: nothing but what loading its libraries needs.
class WorkerEnvironment {
public:
    WorkerEnvironment();
    WorkerEnvironment(const WorkerEnvironment &) = delete;
    WorkerEnvironment &operator=(const WorkerEnvironment &) = delete;
    char *const *get() const { return pointers_.data(); }

private:
    std::vector<std::string> variables_;
    std::vector<char *> pointers_;
};

// Limits the memory and the size of files, which stay the same, and renews the limit of CPU time,
// for one request that may take `timeout` seconds. Returns the seconds of CPU time that it may
// take. Must be called before each request.
double bound_worker(pid_t pid, const Request &request, double timeout);

}  // namespace quant::cli

// Runs only the latest of many requests: a dialog sends one for every movement of a slider and
// needs the result for the slider's current position only.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace quant::plugin {

// Runs tasks one after another on a thread of its own. A new task replaces the task that waits, and
// cancels the task that runs. Only one thread may use an object of this class.
class Latest {
public:
    using Task = std::function<void(const std::atomic<bool> &canceled)>;

    Latest();
    // Cancels the task that runs and waits for its end.
    ~Latest();
    Latest(const Latest &) = delete;
    Latest &operator=(const Latest &) = delete;

    // Schedules a task, which must not throw.
    void run(Task task);

private:
    void work();

    std::mutex mutex_;
    std::condition_variable changed_;
    Task waiting_;
    bool ends_ = false;
    std::atomic<bool> canceled_{false};
    std::thread thread_;
};

}  // namespace quant::plugin

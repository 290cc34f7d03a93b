// The last of many requests: a dialog asks again with every movement of a slider, and is answered
// for where the slider is now.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace quant::plugin {

// Runs tasks one after another on a thread of its own. A new one takes the place of the one that
// waits, and tells the one that runs to stop. For one thread to use.
class Latest {
public:
    using Task = std::function<void(const std::atomic<bool> &canceled)>;

    Latest();
    // Cancels what runs and waits for its end.
    ~Latest();
    Latest(const Latest &) = delete;
    Latest &operator=(const Latest &) = delete;

    // The task must not throw.
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

// The worker takes the waiting task and clears `canceled_` under one lock, so that a later run()
// cancels exactly this task.
#include "common/latest.h"

#include <utility>

namespace quant::plugin {

Latest::Latest() : thread_([this] { work(); }) {}

Latest::~Latest() {
    {
        const std::scoped_lock lock(mutex_);
        ends_ = true;
        canceled_ = true;
    }
    changed_.notify_one();
    thread_.join();
}

void Latest::run(Task task) {
    {
        const std::scoped_lock lock(mutex_);
        waiting_ = std::move(task);
        canceled_ = true;
    }
    changed_.notify_one();
}

void Latest::work() {
    for (;;) {
        Task task;
        {
            std::unique_lock lock(mutex_);
            changed_.wait(lock, [this] { return ends_ || waiting_; });
            if (ends_) return;
            task = std::exchange(waiting_, nullptr);
            canceled_ = false;
        }
        task(canceled_);
    }
}

}  // namespace quant::plugin

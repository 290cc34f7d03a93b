// Lists the tasks of a plan by K, then engine, then threads.
#include "results/plan.h"

#include <algorithm>

namespace quant::cli::results {
namespace {

template <typename T>
bool contains(const std::vector<T> &list, const T &value) {
    return std::find(list.begin(), list.end(), value) != list.end();
}

template <typename T>
std::vector<T> joined_lists(std::vector<T> all, const std::vector<T> &more) {
    for (const T &value : more)
        if (!contains(all, value)) all.push_back(value);
    std::sort(all.begin(), all.end());
    return all;
}

}  // namespace

bool Plan::has(Engine engine) const { return contains(engines, engine); }

std::vector<Task> tasks_of(const Plan &plan) {
    std::vector<Task> tasks;
    for (const unsigned colors : plan.colors) {
        for (const Engine engine : plan.engines) {
            if (!is_parallel(engine)) {
                tasks.emplace_back(colors, engine, 1);
                continue;
            }
            for (const unsigned threads : plan.threads) tasks.emplace_back(colors, engine, threads);
            for (const unsigned threads : plan.threads)
                if (threads > 1 && threads <= plan.most_copies)
                    tasks.emplace_back(colors, engine, threads, threads);
        }
    }
    return tasks;
}

std::vector<Task> bases_of(const Task &task, const Plan &plan) {
    std::vector<Task> bases;
    const Task sequential{task.colors, Engine::sequential, 1};
    if (plan.has(Engine::sequential) && task != sequential) bases.push_back(sequential);
    const Task alone{task.colors, task.engine, 1};
    if (is_parallel(task.engine) && contains(plan.threads, 1U) && task != alone)
        bases.push_back(alone);
    return bases;
}

Plan joined(const Plan &a, const Plan &b) {
    Plan plan = a;
    plan.colors = joined_lists(a.colors, b.colors);
    plan.threads = joined_lists(a.threads, b.threads);
    plan.engines = joined_lists(a.engines, b.engines);
    plan.runs = std::max(a.runs, b.runs);
    plan.most_copies = std::max(a.most_copies, b.most_copies);
    return plan;
}

}  // namespace quant::cli::results

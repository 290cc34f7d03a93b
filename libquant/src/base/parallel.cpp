// Runs work on the owner and on helpers that wait for it: first for a moment without sleeping,
// because the next work of a call mostly follows at once, then asleep.
#include "base/parallel.h"

#include <algorithm>
#include <chrono>
#include <new>
#include <stdexcept>
#include <system_error>
#include <utility>

#include <sched.h>
#include <unistd.h>

#ifdef _OPENMP
#include <omp.h>
#endif

namespace quant::core {
namespace {

// The time for which a thread waits without sleeping. Waking a thread that sleeps takes about as
// long.
constexpr std::chrono::microseconds kPatience{150};

// How often the owner checks while it waits for helpers.
constexpr std::chrono::milliseconds kCheckPeriod{5};

// Returns when the number differs from `old`. The loop yields, so that on a busy machine another
// process can run instead.
void wait_for_change(const std::atomic<std::uint32_t> &number, std::uint32_t old) {
    const auto end = std::chrono::steady_clock::now() + kPatience;
    while (number.load(std::memory_order_acquire) == old) {
        if (std::chrono::steady_clock::now() > end) {
            number.wait(old, std::memory_order_acquire);
        } else {
            std::this_thread::yield();
        }
    }
}

// Starts a thread. Returns false if none can be started, because of a limit or for lack of memory.
template <typename Body>
bool start(std::vector<std::thread> &threads, Body &&body) {
    try {
        threads.emplace_back(std::forward<Body>(body));
        return true;
    } catch (const std::system_error &) {
        return false;
    } catch (const std::bad_alloc &) {
        return false;
    }
}

// Binds this thread, the one with this number in its team, as OpenMP would bind one of its own.
// Does nothing if OpenMP binds no threads, or if the system refuses.
void bind_as_openmp_does([[maybe_unused]] unsigned number) {
#ifdef _OPENMP
    const int places = omp_get_num_places();
    if (omp_get_proc_bind() == omp_proc_bind_false || places < 1) return;
    const int place = static_cast<int>(number % static_cast<unsigned>(places));
    std::vector<int> processors(static_cast<std::size_t>(omp_get_place_num_procs(place)));
    omp_get_place_proc_ids(place, processors.data());
    ::cpu_set_t set;
    CPU_ZERO(&set);
    for (const int processor : processors)
        if (processor < CPU_SETSIZE) CPU_SET(static_cast<unsigned>(processor), &set);
    if (CPU_COUNT(&set) > 0) ::sched_setaffinity(0, sizeof set, &set);
#endif
}

const ::pid_t kProcessAtLoading = ::getpid();

}  // namespace

bool was_forked() { return ::getpid() != kProcessAtLoading; }

unsigned startable_threads(unsigned most) {
    std::vector<std::thread> threads;
    std::atomic<bool> enough{false};
    while (threads.size() + 1 < most && start(threads, [&] { enough.wait(false); })) {
    }
    enough.store(true);
    enough.notify_all();
    for (std::thread &thread : threads) thread.join();
    return static_cast<unsigned>(threads.size()) + 1;
}

unsigned default_threads() {
#ifdef _OPENMP
    // If OMP_NUM_THREADS is not set, this is the number of processors that the affinity allows.
    return static_cast<unsigned>(std::clamp(omp_get_max_threads(), 1, 1024));
#else
    return 1;
#endif
}

unsigned openmp_limit() {
#ifdef _OPENMP
    return static_cast<unsigned>(std::max(omp_get_thread_limit(), 1));
#else
    return 1;
#endif
}

unsigned openmp_team() {
#ifdef _OPENMP
    return static_cast<unsigned>(omp_get_num_threads());
#else
    return 1;
#endif
}

Team::Team(unsigned most, std::function<void(double)> check, Size size)
    : most_(std::max(most, 1U)),
      is_exact_(size == Size::exactly),
      check_(std::move(check)),
      log_(work_log) {}

Team::Team(Team &around) : most_(1), around_(&around) {}

Team::~Team() {
    ending_.store(true, std::memory_order_relaxed);
    calls_.fetch_add(1, std::memory_order_release);
    calls_.notify_all();
    for (std::thread &helper : helpers_) helper.join();
}

void Team::start_helpers(unsigned count) {
    while (helpers_.size() < count && helpers_.size() + 1 < most_) {
        const auto number = static_cast<unsigned>(helpers_.size()) + 1;
        if (start(helpers_, [this, number] { help(number); })) continue;
        if (is_exact_) throw TooFewThreads{most_, number};
        most_ = number;  // the owner does the work of the others
    }
}

void Team::run_erased(unsigned workers, Call call, const void *context) {
    if (around_ && !is_within_) {
        around_->run_erased(workers, call, context);
        return;
    }
    stop(false);
    if (workers == 1) {
        call(context, 0);
        return;
    }
    if (log_) {
        run_logged(workers, call, context);
        return;
    }
    if (call_.load(std::memory_order_relaxed)) throw std::logic_error("work within work");
    start_helpers(workers - 1);
    used_ = std::max(used_, std::min(workers, most_));
    ended_.store(0, std::memory_order_relaxed);
    call_.store(call, std::memory_order_relaxed);
    context_.store(context, std::memory_order_relaxed);
    const std::uint64_t number = (tickets_.load(std::memory_order_relaxed) >> 32) + 1;
    tickets_.store(number << 32 | workers, std::memory_order_release);
    if (!helpers_.empty()) {
        calls_.fetch_add(1, std::memory_order_release);
        calls_.notify_all();
    }
    std::uint32_t last = 0;
    for (unsigned worker = 0; take(worker, last);) do_one(worker);
    wait_for(workers);
    call_.store(nullptr, std::memory_order_relaxed);
    stop(false);
    if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
}

// Returns the seconds that some work takes.
double Team::seconds_of(const std::function<void()> &work) {
    const auto begin = std::chrono::steady_clock::now();
    work();
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begin;
    return taken.count();
}

void Team::run_logged(unsigned workers, Call call, const void *context) {
    log_->works.push_back({workers, std::chrono::steady_clock::now(), {}});
    std::vector<double> of_workers;
    for (unsigned worker = 0; worker < workers; ++worker)
        of_workers.push_back(seconds_of([&] { call(context, worker); }));
    std::vector<double> &units = log_->works.back().units;
    if (units.empty()) units = std::move(of_workers);
}

// Returns when all workers have ended. Checks meanwhile, until there is an exception.
void Team::wait_for(unsigned workers) {
    const auto all_have_ended = [&] { return ended_.load(std::memory_order_acquire) >= workers; };
    const auto end = std::chrono::steady_clock::now() + kPatience;
    while (!all_have_ended()) {
        if (std::chrono::steady_clock::now() > end) break;
        std::this_thread::yield();
    }
    if (all_have_ended()) return;
    owner_waits_.store(true);
    std::unique_lock lock(waiting_mutex_);
    while (!worker_has_ended_.wait_for(lock, kCheckPeriod, all_have_ended)) {
        lock.unlock();
        try {
            is_stopped();
        } catch (...) {
            keep_failure();
        }
        lock.lock();
    }
    owner_waits_.store(false);
}

void Team::help(unsigned number) {
    bind_as_openmp_does(number);
    std::uint32_t seen = 0, last = 0;
    while (!ending_.load(std::memory_order_relaxed)) {
        for (unsigned worker = 0; take(worker, last);) do_one(worker);
        wait_for_change(calls_, seen);
        seen = calls_.load(std::memory_order_acquire);
    }
}

// Takes a worker of the work at hand, and keeps its number in `work`, which must be 0 at first. A
// worker that was taken is part of work that has not ended; therefore the call and its context
// cannot be those of other work. In a team of an exact size, a thread takes one worker of a work.
bool Team::take(unsigned &worker, std::uint32_t &work) {
    std::uint64_t tickets = tickets_.load(std::memory_order_acquire);
    while ((tickets & 0xFFFFFFFF) != 0) {
        const auto number = static_cast<std::uint32_t>(tickets >> 32);
        if (is_exact_ && number == work) return false;
        if (tickets_.compare_exchange_weak(tickets, tickets - 1, std::memory_order_acq_rel,
                                           std::memory_order_acquire)) {
            worker = static_cast<unsigned>(tickets & 0xFFFFFFFF) - 1;
            work = number;
            return true;
        }
    }
    return false;
}

void Team::do_one(unsigned worker) {
    try {
        // After an exception, work that has not begun is left out: a caller who has canceled must
        // not be asked again.
        if (!stopped_.load(std::memory_order_relaxed))
            call_.load(std::memory_order_relaxed)(context_.load(std::memory_order_relaxed), worker);
    } catch (...) {
        keep_failure();
    }
    // Either the owner sees the number, or this thread sees that the owner waits: both orders are
    // those of all threads.
    ended_.fetch_add(1);
    if (owner_waits_.load()) {
        const std::lock_guard lock(waiting_mutex_);
        worker_has_ended_.notify_one();
    }
}

// Keeps the exception that is being handled, if it is the first one, and stops the work.
void Team::keep_failure() {
    const std::lock_guard lock(failure_mutex_);
    if (!failure_) failure_ = std::current_exception();
    stop(true);
}

}  // namespace quant::core

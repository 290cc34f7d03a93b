// Shares work out to threads. Besides the engine `openmp`, no other file of the library starts any.
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <type_traits>
#include <vector>

namespace quant::core {

// Returns the number of threads that OMP_NUM_THREADS and the processor affinity allow: 1 to 1024.
unsigned default_threads();

// Returns the largest number of threads that OpenMP starts, which OMP_THREAD_LIMIT may set.
unsigned openmp_limit();

// Returns the number of threads of the parallel region that this thread is in.
unsigned openmp_team();

// Returns whether the process was forked since the library was loaded.
bool was_forked();

// Returns how many threads can run at once, at most `most`, the caller included. Starts that many
// for a moment.
unsigned startable_threads(unsigned most);

// A range of items: [first, last).
struct Range {
    std::size_t first, last;
    std::size_t size() const { return last - first; }
};

// Returns the range of one of `parts` contiguous parts of nearly equal size.
inline Range part_of(std::size_t items, std::size_t part, std::size_t parts) {
    // This avoids items * part, which could overflow.
    const std::size_t each = items / parts;
    const std::size_t rest = items % parts;
    const std::size_t first = part * each + (part < rest ? part : rest);
    return {first, first + each + (part < rest ? 1 : 0)};
}

// Is thrown where exactly so many threads must take part, and so many cannot be had.
struct TooFewThreads {
    unsigned wanted, possible;
};

// What one thread records when it does the work of a team alone, one worker after another, so that
// a benchmark can tell how long more threads than the machine has would take.
struct WorkLog {
    struct Work {
        unsigned workers;
        std::chrono::steady_clock::time_point begin;
        std::vector<double> units;  // seconds of each unit, or of each worker if there are no units
    };
    std::vector<Work> works;
};

// The log of the teams that this thread makes; null, but in that benchmark.
inline thread_local WorkLog *work_log = nullptr;

// Units of work, from both ends of which threads take. Queues of several threads are neighbors in
// memory; the alignment keeps each in cache lines of its own.
class alignas(128) UnitQueue {
public:
    // There must be fewer than 2^32 units.
    void reset(Range units) {
        ends_.store(std::uint64_t{units.first} << 32 | units.last, std::memory_order_relaxed);
    }
    std::optional<std::size_t> take_first() {
        std::uint64_t ends = ends_.load(std::memory_order_relaxed);
        while (ends >> 32 < (ends & kLast))
            if (ends_.compare_exchange_weak(ends, ends + (kLast + 1), std::memory_order_relaxed))
                return static_cast<std::size_t>(ends >> 32);
        return std::nullopt;
    }
    std::optional<std::size_t> take_last() {
        std::uint64_t ends = ends_.load(std::memory_order_relaxed);
        while (ends >> 32 < (ends & kLast))
            if (ends_.compare_exchange_weak(ends, ends - 1, std::memory_order_relaxed))
                return static_cast<std::size_t>((ends & kLast) - 1);
        return std::nullopt;
    }

private:
    static constexpr std::uint64_t kLast = 0xFFFFFFFF;
    std::atomic<std::uint64_t> ends_;  // the first unit, and in the lower half the end
};

// The threads of one call: the thread that makes the object, and helpers, which are started when
// they are first needed and end with the object. Since nothing outlives a call, a process that was
// forked can use the library whatever its parent did. Only the thread that made a team may use it.
//
// The owner never waits for a helper that has not begun: what no helper has taken, it does itself.
// Therefore a busy machine, or one that refuses to start threads, costs no more than the help.
//
// If OpenMP was told to bind its threads to processors (OMP_PROC_BIND, OMP_PLACES), it has bound
// the thread that loaded it, and a thread that is started is bound to the same processors.
// Therefore helpers then bind themselves to the places after it, as those of OpenMP would.
class Team {
public:
    // Whether work is shared out to fewer threads where more would take longer (up_to), or always
    // to all of them, each with a part of its own (exactly). A measurement needs the latter.
    enum class Size { up_to, exactly };

    // `most` is the number of threads, the owner included. check(done) is called on the owner now
    // and then, between units of work, with the part of the work that is done, from 0 to 1; what it
    // throws ends the work and is thrown to the caller.
    explicit Team(unsigned most, std::function<void(double)> check = {}, Size size = Size::up_to);

    // Makes a team of one for work within the work of a team, on any of its threads. It checks as
    // that team does.
    explicit Team(Team &around);

    // Says whether such a team is within work of the team around it. When it is not, it has all
    // threads of that team.
    void set_within(bool is_within) { is_within_ = is_within; }

    ~Team();
    Team(const Team &) = delete;
    Team &operator=(const Team &) = delete;

    // Returns the largest number of threads that may take part.
    unsigned size() const { return acting().is_brief_ ? 1 : acting().most_; }

    // Returns whether all work is shared out to size() threads.
    bool is_exact() const { return acting().is_exact_; }

    // Returns the number of threads to share out `items` items to, if a thread with fewer than
    // `grain` items takes longer to wake than it saves.
    unsigned workers_for(std::size_t items, std::size_t grain) const {
        if (is_exact()) return size();
        const std::size_t useful = items / grain;
        if (useful < 2) return 1;
        return static_cast<unsigned>(std::min<std::size_t>(useful, size()));
    }

    // Says whether all work together is so brief that it is not worth starting threads.
    void set_brief(bool is_brief) { is_brief_ = is_brief && !is_exact_; }

    // Returns the largest number of threads that any work so far was shared out to.
    unsigned used() const { return used_; }

    // Calls body(worker) once for each worker = 0 .. workers-1, each on one thread, and returns
    // when all have ended. The first exception of a body is thrown then; workers that have not
    // begun before it are left out. The body must not share out other work of this team. Throws
    // TooFewThreads.
    template <typename Body>
    void run(unsigned workers, Body &&body) {
        const auto call = [](const void *context, unsigned worker) {
            (*static_cast<const std::remove_reference_t<Body> *>(context))(worker);
        };
        run_erased(workers, call, &body);
    }

    // Calls body(unit, worker) once for each unit = 0 .. units-1. Workers take the next unit when
    // they have ended one. A worker's calls do not overlap, so that it can own data.
    template <typename Body>
    void share(std::size_t units, unsigned workers, Body &&body) {
        std::atomic<std::size_t> next{0};
        const std::size_t useful = std::clamp<std::size_t>(units, 1, workers);
        run(static_cast<unsigned>(useful), [&](unsigned worker) {
            for (std::size_t unit = next.fetch_add(1, std::memory_order_relaxed); unit < units;
                 unit = next.fetch_add(1, std::memory_order_relaxed)) {
                do_unit(unit, worker, static_cast<unsigned>(useful), body);
                const std::size_t taken = next.load(std::memory_order_relaxed);
                if (is_stopped(static_cast<double>(std::min(taken, units)) /
                               static_cast<double>(units)))
                    break;
            }
        });
    }

    // Does the same for work that is repeated: each worker begins with its own part of the units,
    // so that it finds their data in its cache, and then takes units from the ends of other parts.
    template <typename Body>
    void share_again(std::size_t units, unsigned workers, Body &&body) {
        const auto useful =
            static_cast<unsigned>(std::clamp<std::size_t>(units, 1, std::max(workers, 1U)));
        std::vector<UnitQueue> queues(useful);
        for (unsigned worker = 0; worker < useful; ++worker)
            queues[worker].reset(part_of(units, worker, useful));
        run(useful, [&](unsigned worker) {
            std::size_t done = 0;
            for (unsigned i = 0; i < useful; ++i) {
                UnitQueue &queue = queues[(worker + i) % useful];
                while (const auto unit = i == 0 ? queue.take_first() : queue.take_last()) {
                    do_unit(*unit, worker, useful, body);
                    if (++done % kUncheckedUnits == 0 && is_stopped()) return;
                }
            }
        });
    }

    // Calls body(range, worker) for ranges of at most `unit` items that make up [0, items). If the
    // size of the team is exact, the ranges are short enough for all workers.
    template <typename Body>
    void share_ranges(std::size_t items, std::size_t unit, unsigned workers, Body &&body) {
        if (is_exact() && items > 0) unit = std::min(unit, (items + workers - 1) / workers);
        share((items + unit - 1) / unit, workers, [&](std::size_t i, unsigned worker) {
            const std::size_t first = i * unit;
            body(Range{first, items - first < unit ? items : first + unit}, worker);
        });
    }

    // Must be called now and then by long work, shared out or not: calls `check` if this is the
    // owner. `done` is the part of the work that is done, or 0 if it is not known. Returns whether
    // the work should end early, because there was an exception.
    bool is_stopped(double done = 0) {
        if (around_) return around_->is_stopped(done);
        if (stopped_.load(std::memory_order_relaxed)) return true;  // who threw is not asked again
        if (check_ && std::this_thread::get_id() == owner_) check_(done);
        return stopped_.load(std::memory_order_relaxed);
    }

    // Lets is_stopped() return true, or false, on all threads. For work that other threads do.
    void stop(bool stopped) { stopped_.store(stopped, std::memory_order_relaxed); }

private:
    // To check takes as long as a brief unit.
    static constexpr std::size_t kUncheckedUnits = 8;

    using Call = void (*)(const void *context, unsigned worker);

    // Returns the team whose threads this one has.
    const Team &acting() const { return around_ && !is_within_ ? around_->acting() : *this; }

    void run_erased(unsigned workers, Call call, const void *context);
    template <typename Body>
    void do_unit(std::size_t unit, unsigned worker, unsigned workers, Body &&body) {
        if (log_ && workers > 1) {
            const double taken = seconds_of([&] { body(unit, worker); });
            log_->works.back().units.push_back(taken);
        } else {
            body(unit, worker);
        }
    }

    void run_logged(unsigned workers, Call call, const void *context);
    static double seconds_of(const std::function<void()> &work);
    void start_helpers(unsigned count);
    void help(unsigned number);
    void do_one(unsigned worker);
    void wait_for(unsigned workers);
    void keep_failure();
    bool take(unsigned &worker, std::uint32_t &work);

    unsigned most_;
    unsigned used_ = 1;
    bool is_exact_ = false;
    bool is_brief_ = false;
    bool is_within_ = true;  // used if there is a team around
    std::function<void(double)> check_;
    Team *around_ = nullptr;
    WorkLog *log_ = nullptr;
    std::thread::id owner_ = std::this_thread::get_id();
    std::vector<std::thread> helpers_;

    // The work at hand; there is no call if there is none. `tickets_` holds its number in the upper
    // half and, in the lower, how many of its workers are not taken yet.
    std::atomic<Call> call_{nullptr};
    std::atomic<const void *> context_{nullptr};
    std::atomic<std::uint64_t> tickets_{0};
    std::atomic<std::uint32_t> ended_{0};  // workers that have ended

    // Helpers wait for a change of this number, which is raised for new work and at the end.
    std::atomic<std::uint32_t> calls_{0};
    std::atomic<bool> ending_{false};

    std::atomic<bool> stopped_{false};
    std::mutex failure_mutex_;
    std::exception_ptr failure_;

    // The owner waits for helpers on a condition, because it must wake up to check.
    std::atomic<bool> owner_waits_{false};
    std::mutex waiting_mutex_;
    std::condition_variable worker_has_ended_;
};

// Lets a thread check now and then in a loop over many items.
class Pace {
public:
    // Without a team, nothing happens. `items` is the number of all items, or 0 if it is not known.
    explicit Pace(Team *team, std::size_t items = 0) : team_(team), items_(items) {}

    // Must be called after some items. Returns whether the work should end early.
    bool is_stopped(std::size_t items = 1) {
        since_check_ += items;
        if (since_check_ < kItems || !team_) return false;
        passed_ += since_check_;
        since_check_ = 0;
        return team_->is_stopped(
            items_ == 0 ? 0 : static_cast<double>(passed_) / static_cast<double>(items_));
    }

private:
    // Items take some nanoseconds each, but two microseconds where each touches a new page of
    // memory.
    static constexpr std::size_t kItems = std::size_t{1} << 13;

    Team *team_;
    std::size_t items_;
    std::size_t passed_ = 0, since_check_ = 0;
};

}  // namespace quant::core

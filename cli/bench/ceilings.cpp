// Lets threads start together and repeat one loop for a fixed time, and divides the work that they
// did by the time that passed.
#include "bench/ceilings.h"

#include <algorithm>
#include <barrier>
#include <chrono>
#include <memory>
#include <span>
#include <thread>
#include <utility>

#include "base/signals.h"
#include "bench/multiply_add.h"

namespace quant::cli::bench {

using namespace results;

namespace {

using Clock = std::chrono::steady_clock;

constexpr unsigned kRepeats = 3;  // the best one counts: lower rates come from disturbances
constexpr std::chrono::milliseconds kDuration{40};
constexpr std::size_t kBlockWords = std::size_t{1} << 17;
constexpr std::size_t kBlockBytes = kBlockWords * sizeof(std::uint64_t);
constexpr std::size_t kRoundsACall = 4096;

// The work that one thread did in one repeat, and when.
struct Stint {
    double units = 0;
    Clock::time_point begin, end;
};

// Returns units per second, from the first begin to the last end: threads that share a processor do
// their stints one after another.
double rate_of(std::span<const Stint> stints) {
    double units = 0;
    for (const Stint &stint : stints) units += stint.units;
    const auto begin = std::ranges::min(stints, {}, &Stint::begin).begin;
    const auto end = std::ranges::max(stints, {}, &Stint::end).end;
    return units / std::chrono::duration<double>(end - begin).count();
}

// Returns the units per second of all works together, each in a thread of its own. Each thread
// calls prepare() of its work once; each call of the work then returns the units that it has done.
template <typename Work>
double best_rate(std::vector<Work> works) {
    const std::size_t threads = works.size();
    std::vector<std::vector<Stint>> stints(kRepeats, std::vector<Stint>(threads));
    std::barrier start(static_cast<std::ptrdiff_t>(threads));
    const auto body = [&](std::size_t thread) {
        Work &work = works[thread];
        work.prepare();
        for (unsigned repeat = 0; repeat < kRepeats; ++repeat) {
            start.arrive_and_wait();
            Stint stint{0, Clock::now(), {}};
            do {
                stint.units += work();
                stint.end = Clock::now();
            } while (stint.end - stint.begin < kDuration);
            stints[repeat][thread] = stint;
        }
    };
    std::vector<std::jthread> others;
    try {
        for (std::size_t thread = 1; thread < threads; ++thread) others.emplace_back(body, thread);
    } catch (...) {
        // The threads that have started wait for all others, so the missing ones must be dropped.
        for (std::size_t thread = others.size(); thread < threads; ++thread)
            start.arrive_and_drop();
        throw;
    }
    body(0);
    others.clear();
    double best = 0;
    for (const auto &at_once : stints) best = std::max(best, rate_of(at_once));
    return best;
}

class Adder {
public:
    explicit Adder(const CeilingLoops &loops) : loops_(loops) {}

    void prepare() {}
    double operator()() { return static_cast<double>(loops_.multiply_add(kRoundsACall, sink_)); }

private:
    CeilingLoops loops_;
    std::uint32_t sink_ = 1;
};

// Reads its part of the array in blocks, over and over.
class Reader {
public:
    Reader(const CeilingLoops &loops, std::size_t blocks)
        : loops_(loops),
          blocks_(blocks),
          words_(std::make_unique_for_overwrite<std::uint64_t[]>(blocks * kBlockWords)) {}

    // The system places memory near the thread that is the first to touch it.
    void prepare() { std::fill_n(words_.get(), blocks_ * kBlockWords, 0); }
    double operator()() {
        const std::uint64_t *block = words_.get() + next_ * kBlockWords;
        next_ = (next_ + 1) % blocks_;
        // The sum is 0, as all words are zeros. Adding it keeps the compiler, which does not know
        // that, from removing the loop.
        return static_cast<double>(kBlockBytes + loops_.read({block, kBlockWords}));
    }

private:
    CeilingLoops loops_;
    std::size_t blocks_;
    std::size_t next_ = 0;
    std::unique_ptr<std::uint64_t[]> words_;
};

double arithmetic_of(unsigned threads, const CeilingLoops &loops) {
    return best_rate(std::vector<Adder>(threads, Adder(loops)));
}

double bandwidth_of(unsigned threads, const CeilingLoops &loops, std::uint64_t array_bytes) {
    const auto blocks = static_cast<std::size_t>(array_bytes / kBlockBytes / threads);
    std::vector<Reader> readers;
    for (unsigned thread = 0; thread < threads; ++thread)
        readers.emplace_back(loops, std::max<std::size_t>(blocks, 1));
    return best_rate(std::move(readers));
}

// Returns four times the size of the caches, at most 1 GiB, but at least 128 MiB and twice the
// caches, so that they hold no more than half of the array; never more than an eighth of the
// memory.
std::uint64_t array_bytes_for(std::uint64_t cache_bytes, std::uint64_t memory_bytes) {
    const std::uint64_t enough = std::min(4 * cache_bytes, std::uint64_t{1} << 30);
    return std::min(std::max({enough, 2 * cache_bytes, std::uint64_t{128} << 20}),
                    memory_bytes / 8);
}

}  // namespace

std::vector<Ceiling> measure_ceilings(std::span<const unsigned> threads, std::uint64_t cache_bytes,
                                      std::uint64_t memory_bytes) {
    const CeilingLoops loops = ceiling_loops();
    const std::uint64_t array_bytes = array_bytes_for(cache_bytes, memory_bytes);
    std::vector<Ceiling> ceilings;
    for (const unsigned count : threads) {
        signals::check();
        ceilings.push_back(
            {count, bandwidth_of(count, loops, array_bytes), arithmetic_of(count, loops)});
    }
    return ceilings;
}

}  // namespace quant::cli::bench

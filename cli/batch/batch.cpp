// Jobs convert files in their threads; this thread gives the outputs their names, and reports.
#include "batch/batch.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <new>
#include <system_error>
#include <thread>
#include <utility>

#include <sys/resource.h>
#include <unistd.h>

#include "base/failure.h"
#include "base/signals.h"
#include "batch/finished_queue.h"

namespace quant::cli {
namespace {

// Raises the soft limit of open files: each job has some, and so has each output without a name.
void allow_open_files() {
    constexpr rlim_t kEnough = 4096;
    rlimit limit;
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= kEnough) return;
    limit.rlim_cur = std::min(limit.rlim_max, kEnough);
    ::setrlimit(RLIMIT_NOFILE, &limit);
}

// Returns how many outputs without a name may wait: in the queue, and as many in work.
std::size_t queue_length(unsigned jobs) {
    constexpr rlim_t kMost = 64, kOthers = 16, kOfJob = 8;
    rlimit limit;
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return kMost;
    const rlim_t taken = kOthers + kOfJob * jobs;
    return limit.rlim_cur < taken + 2 ? 1 : std::min(kMost, (limit.rlim_cur - taken) / 2);
}

std::uint64_t memory_of(const MachineLimits &limits) {
    const auto pages = static_cast<std::uint64_t>(std::max(0L, ::sysconf(_SC_PHYS_PAGES)));
    const std::uint64_t all = pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
    return std::min(all, limits.memory_bytes.value_or(all));
}

std::optional<InputList> shard_of(const InputList &inputs, const std::optional<Shard> &shard) {
    if (!shard) return {};
    InputList list = inputs;
    list.keep(*shard);
    return list;
}

}  // namespace

Parallelism parallelism_of(const BatchOptions &options, const MachineLimits &limits,
                           std::size_t inputs) {
    Parallelism result;
    result.processors = quant_default_threads();
    if (limits.processors)
        result.processors =
            std::clamp(static_cast<unsigned>(std::ceil(*limits.processors)), 1U, result.processors);
    // What is only planned is printed in the order of the inputs.
    result.jobs = options.dry_run ? 1 : options.jobs;
    if (result.jobs == 0)
        result.jobs = std::max(1U, result.processors / std::max(1U, options.threads));
    result.jobs =
        static_cast<unsigned>(std::clamp(inputs, std::size_t{1}, std::size_t{result.jobs}));
    return result;
}

Batch::Batch(const BatchOptions &options, const ConvertSettings &settings,
             const DecoderOptions &decoder, const InputList &inputs)
    : options_(options),
      shard_(shard_of(inputs, options.shard)),
      inputs_(shard_ ? *shard_ : inputs),
      limits_(machine_limits()),
      parallelism_(parallelism_of(options, limits_, inputs_.size())),
      decoder_(decoder),
      journal_(options.journal
                   ? std::make_unique<Journal>(*options.journal, options.shard, options.dry_run)
                   : nullptr),
      reporter_(options, settings, inputs_),
      context_(options, settings, inputs, journal_.get(),
               options.max_memory.value_or(memory_of(limits_) / 2), parallelism_.jobs),
      publisher_(context_, journal_.get()) {
    decoder_.threads = threads_for(0);
    allow_open_files();
    new_attributes();  // looks at the umask, while there is one thread
}

// The last files get the processors of the jobs that have ended.
unsigned Batch::threads_for(std::size_t index) const {
    if (options_.threads > 0) return options_.threads;
    const std::size_t left = std::max<std::size_t>(1, inputs_.size() - index);
    const std::size_t busy = std::min<std::size_t>(parallelism_.jobs, left);
    return std::max(1U, parallelism_.processors / static_cast<unsigned>(busy));
}

bool Batch::run() {
    report_unread_folders();
    convert_all();
    publisher_.finish();
    reporter_.finish();
    signals::check();
    return !reporter_.has_failed() && !out_of_memory_;
}

void Batch::report_unread_folders() {
    for (std::size_t i = 0; i < inputs_.unread.size(); ++i) {
        Finished finished;
        finished.index = inputs_.size() + i;
        finished.result.input = inputs_.unread[i].path;
        finished.result.status = FileStatus::failed;
        finished.result.error = inputs_.unread[i].reason;
        note(finished);
        reporter_.report(finished.index, finished.result);
    }
}

void Batch::convert_all() {
    FinishedQueue queue(queue_length(parallelism_.jobs));
    std::vector<std::jthread> threads;
    // With one input there is nothing to do at the same time.
    const unsigned wanted = inputs_.size() > 1 ? parallelism_.jobs : 0;
    {
        const std::lock_guard lock(mutex_);  // until it is known how many jobs there are
        try {
            while (threads.size() < wanted)
                threads.emplace_back([this, &queue] {
                    work([&queue](Finished &&finished) { queue.push(std::move(finished)); });
                    queue.close();
                });
        } catch (const std::system_error &) {
            // The threads that could be started do the work.
        }
        working_ = std::max(1U, static_cast<unsigned>(threads.size()));
        queue.open(threads.size());
    }
    if (threads.empty())
        work([this](Finished &&finished) {
            std::vector<Finished> group;
            group.push_back(std::move(finished));
            publish(group);
        });
    // Syncing costs less if it is for many outputs.
    const std::chrono::milliseconds patience(options_.sync == Sync::end ? 20 : 0);
    while (!threads.empty()) {
        std::vector<Finished> group = queue.take(patience);
        if (group.empty()) break;
        publish(group);
    }
    if (!out_of_memory_) return;
    print_error("there is not enough memory");
}

bool Batch::must_stop() const { return stop_ || signals::raised() != 0; }

// Returns the next input of a job, or nothing if the job is to end.
std::optional<std::size_t> Batch::take_input() {
    // The results of JSON are kept until those before them are there. They are to be few.
    constexpr std::size_t kMostAhead = 10000;
    std::unique_lock lock(mutex_);
    while (options_.json && next_ > reporter_.printed() + kMostAhead && !must_stop() &&
           working_ > 1) {
        lock.unlock();
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
        lock.lock();
    }
    std::optional<std::size_t> index;
    if (!must_stop() && !returned_.empty()) {
        index = returned_.back();
        returned_.pop_back();
    } else if (!must_stop() && next_ < inputs_.size()) {
        index = next_++;
    }
    if (!index) --working_;
    return index;
}

// Leaves the input of a job that has to end to the other jobs. Returns false if there are none.
bool Batch::give_back(std::size_t index) {
    const std::lock_guard lock(mutex_);
    if (working_ == 1) return false;
    --working_;
    returned_.push_back(index);
    return true;
}

Finished Batch::convert(Job &job, std::size_t index) {
    const Input input = inputs_[index];
    Finished finished = job.run(input, threads_for(index), [&](const std::string &activity) {
        reporter_.show(input.path, activity);
    });
    finished.index = index;
    return finished;
}

// Converts an input for which there was not enough, as the last job. The system takes a while to
// give free what the others had.
Finished Batch::try_again(Job &job, std::size_t index) {
    constexpr int kTries = 20;
    for (int tries = 0;; ++tries) {
        Finished finished = convert(job, index);
        if (!finished.lacks_resources || parallelism_.jobs == 1 || tries == kTries || must_stop())
            return finished;
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
}

// Converts inputs until there are none, with decoders of this thread.
template <typename Sink>
void Batch::work(Sink &&sink) try {
    Job job(context_, decoder_);
    while (const auto index = take_input()) {
        try {
            Finished first = convert(job, *index);
            // With fewer jobs, there may be enough for each.
            if (first.lacks_resources && give_back(*index)) return;
            Finished finished = first.lacks_resources ? try_again(job, *index) : std::move(first);
            note(finished);
            sink(std::move(finished));
        } catch (const Interrupted &) {
            // run() throws it again; take_input() ends this job.
        }
    }
} catch (const std::bad_alloc &) {
    out_of_memory_ = true;
    stop_ = true;
}

// Ends the batch if it is to end, before it is known to the user why.
void Batch::note(const Finished &finished) {
    if (finished.result.status != FileStatus::failed) return;
    const std::uint64_t failures = ++failures_;
    if (finished.stops_batch || (options_.max_failures && failures >= *options_.max_failures))
        stop_ = true;
}

void Batch::publish(std::vector<Finished> &group) {
    try {
        publisher_.publish(group);
        for (const Finished &finished : group) {
            reporter_.report(finished.index, finished.result);
            if (finished.stops_batch) stop_ = true;
        }
        if (!reporter_.can_go_on()) stop_ = true;
        if (options_.max_failures && reporter_.failures() >= *options_.max_failures) stop_ = true;
    } catch (const std::bad_alloc &) {
        out_of_memory_ = true;
        stop_ = true;
    }
}

}  // namespace quant::cli

// Jobs convert files in their threads; this thread gives the outputs their names, and reports.
#include "batch/batch.h"

#include <algorithm>
#include <cmath>
#include <system_error>
#include <thread>
#include <utility>

#include "base/failure.h"
#include "base/machine_limits.h"
#include "base/signals.h"
#include "batch/finished_queue.h"

namespace quant::cli {
namespace {

std::optional<InputList> shard_of(const InputList &inputs, const std::optional<Shard> &shard) {
    if (!shard) return {};
    InputList list = inputs;
    list.keep(*shard);
    return list;
}

}  // namespace

Parallelism parallelism_of(const BatchOptions &options, std::size_t inputs) {
    Parallelism result;
    result.processors = quant_default_threads();
    if (const auto quota = cpu_quota())
        result.processors =
            std::clamp(static_cast<unsigned>(std::ceil(*quota)), 1U, result.processors);
    result.jobs = options.jobs;
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
      parallelism_(parallelism_of(options, inputs_.size())),
      decoder_(decoder),
      journal_(options.journal
                   ? std::make_unique<Journal>(*options.journal, options.shard, options.dry_run)
                   : nullptr),
      context_(options, settings, inputs, journal_.get(), parallelism_.jobs),
      reporter_(options, settings, inputs_),
      publisher_(context_, journal_.get()) {
    decoder_.threads = threads_for(0);
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
    return !reporter_.has_failed();
}

void Batch::report_unread_folders() {
    for (std::size_t i = 0; i < inputs_.unread.size(); ++i) {
        FileResult result;
        result.input = inputs_.unread[i].path;
        result.status = FileStatus::failed;
        result.error = inputs_.unread[i].reason;
        reporter_.report(inputs_.size() + i, result);
    }
}

void Batch::convert_all() {
    FinishedQueue queue;
    std::vector<std::jthread> threads;
    queue.open(parallelism_.jobs);
    working_ = parallelism_.jobs;
    // With one input there is nothing to do at the same time.
    while (threads.size() < parallelism_.jobs && inputs_.size() > 1) {
        try {
            threads.emplace_back([this, &queue] {
                work([&queue](Finished &&finished) { queue.push(std::move(finished)); });
                queue.close();
            });
        } catch (const std::system_error &) {
            // The threads that could be started do the work.
            break;
        }
    }
    {
        const std::lock_guard lock(mutex_);
        const std::size_t missing = parallelism_.jobs - threads.size();
        for (std::size_t i = 0; i < missing; ++i) queue.close();
        working_ -= static_cast<unsigned>(threads.empty() ? missing - 1 : missing);
    }
    if (threads.empty())
        return work([this](Finished &&finished) {
            std::vector<Finished> group;
            group.push_back(std::move(finished));
            publish(std::move(group));
        });
    for (;;) {
        std::vector<Finished> group = queue.take();
        if (group.empty()) return;
        publish(std::move(group));
    }
}

bool Batch::must_stop() const { return stop_ || signals::raised() != 0; }

// Returns the next input of a job, or nothing if the job is to end.
std::optional<std::size_t> Batch::take_input() {
    const std::lock_guard lock(mutex_);
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

// Converts inputs until there are none, with decoders of this thread.
template <typename Sink>
void Batch::work(Sink &&sink) {
    Job job(context_, decoder_);
    while (const auto index = take_input()) {
        const Input input = inputs_[*index];
        try {
            Finished finished =
                job.run(input, threads_for(*index),
                        [&](const std::string &activity) { reporter_.show(input.path, activity); });
            finished.index = *index;
            // With fewer decoders, the other jobs may go on.
            if (finished.lacks_worker && give_back(*index)) return;
            sink(std::move(finished));
        } catch (const Interrupted &) {
            // run() throws it again; take_input() ends this job.
        }
    }
}

void Batch::publish(std::vector<Finished> group) {
    publisher_.publish(group);
    for (const Finished &finished : group) {
        try {
            reporter_.report(finished.index, finished.result);
        } catch (const MachineFailure &failure) {
            print_error(failure.file, failure.what());
            stop_ = true;
        }
        if (finished.stops_batch) stop_ = true;
    }
    if (options_.max_failures && reporter_.failures() >= *options_.max_failures) stop_ = true;
}

}  // namespace quant::cli

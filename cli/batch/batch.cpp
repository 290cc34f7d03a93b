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
    for (std::size_t i = threads.size(); i < parallelism_.jobs; ++i) queue.close();
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

// Converts inputs until there are none, with decoders of this thread.
template <typename Sink>
void Batch::work(Sink &&sink) {
    Job job(context_, decoder_);
    while (!must_stop()) {
        const std::size_t index = next_++;
        if (index >= inputs_.size()) return;
        const Input input = inputs_[index];
        try {
            Finished finished =
                job.run(input, threads_for(index),
                        [&](const std::string &activity) { reporter_.show(input.path, activity); });
            finished.index = index;
            sink(std::move(finished));
        } catch (const Interrupted &) {
            return;  // run() throws it again
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

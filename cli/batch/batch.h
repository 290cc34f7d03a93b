// Converts all inputs of one command, several at a time. A file that fails is reported and does
// not stop the others.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "base/machine_limits.h"
#include "batch/batch_options.h"
#include "batch/job.h"
#include "batch/job_context.h"
#include "batch/journal.h"
#include "batch/publisher.h"
#include "batch/reporter.h"
#include "convert/convert_file.h"
#include "inputs/input_list.h"
#include "io/decoder.h"

namespace quant::cli {

// How many files are converted at the same time, and with how many threads each.
struct Parallelism {
    unsigned processors = 1;  // that this process may keep busy
    unsigned jobs = 1;
};

// Chooses as many jobs as there are processors for, given the threads of each, but no more than
// there are inputs.
Parallelism parallelism_of(const BatchOptions &options, const MachineLimits &limits,
                           std::size_t inputs);

class Batch {
public:
    // All arguments must outlive the object, which refers to them. The list has the inputs of all
    // shards. Throws FailureOf for a journal or a log that cannot be used.
    Batch(const BatchOptions &options, const ConvertSettings &settings,
          const DecoderOptions &decoder, const InputList &inputs);

    // Converts and reports all files. Returns whether all went well. Throws Interrupted after a
    // signal, when what was done is reported.
    bool run();

private:
    void convert_all();
    template <typename Sink>
    void work(Sink &&sink);
    std::optional<std::size_t> take_input();
    bool give_back(std::size_t index);
    Finished convert(Job &job, std::size_t index);
    Finished try_again(Job &job, std::size_t index);
    void note(const Finished &finished);
    unsigned threads_for(std::size_t index) const;
    void publish(std::vector<Finished> &group);
    void report_unread_folders();
    bool must_stop() const;

    const BatchOptions &options_;
    std::optional<InputList> shard_;
    const InputList &inputs_;  // those of the shard, or all
    MachineLimits limits_;
    Parallelism parallelism_;
    DecoderOptions decoder_;
    std::unique_ptr<Journal> journal_;
    Reporter reporter_;
    JobContext context_;  // looks at the journal and the log, which exist now
    Publisher publisher_;
    std::atomic<std::uint64_t> failures_{0};
    std::atomic<bool> stop_{false};
    std::atomic<bool> out_of_memory_{false};
    std::mutex mutex_;  // for what follows
    std::size_t next_ = 0;
    std::vector<std::size_t> returned_;  // inputs of jobs that could not work
    unsigned working_ = 0;               // jobs
};

}  // namespace quant::cli

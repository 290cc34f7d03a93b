// Brings complete outputs to the disk and gives them their names, many at a time: waiting for the
// disk takes as long for a hundred small files as for one.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "batch/batch_options.h"
#include "batch/job.h"
#include "batch/job_context.h"
#include "batch/journal.h"

namespace quant::cli {

class Publisher {
public:
    // The arguments must outlive the object. There may be no journal.
    Publisher(JobContext &context, Journal *journal)
        : context_(context), options_(context.options), journal_(journal) {}

    // Gives all outputs of the group their names. An output that cannot get it becomes a failed
    // one.
    void publish(std::vector<Finished> &group);

    // Waits until the disk has the names too.
    void finish();

private:
    void write_journal(std::vector<Finished> &group);
    void sync(std::vector<Finished> &group);
    void name(Finished &finished);

    JobContext &context_;
    const BatchOptions &options_;
    Journal *journal_;
    std::set<std::string> folders_;  // with names that the disk may not have
};

}  // namespace quant::cli

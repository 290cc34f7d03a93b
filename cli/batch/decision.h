// Decides what is to be done about an input, from the files that are there and the journal.
#pragma once

#include <string>

#include "batch/job_context.h"
#include "inputs/input_list.h"

namespace quant::cli {

struct Decision {
    std::string skipped;     // why nothing is to be done; empty if the input is to be converted
    bool overwrite = false;  // the output may replace a file
    bool direct = false;     // the output is standard output, or a device or pipe that -o names
};

// Throws Failure and FailureOf if the input cannot be read, or the output not be written, so that
// no time is spent on the picture.
Decision decide(JobContext &context, const Input &input, const std::string &output);

// Returns whether a copy of the input may replace the file, as above.
bool may_replace(const JobContext &context, const std::string &input, const std::string &output);

}  // namespace quant::cli

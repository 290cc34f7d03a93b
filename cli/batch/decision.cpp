// Asks the cheap questions first: most inputs of a batch that goes on are in its journal.
#include "batch/decision.h"

#include <sys/stat.h>
#include <unistd.h>

#include "base/failure.h"
#include "base/output_file.h"

namespace quant::cli {
namespace {

// Throws Failure if the file cannot be opened. Asks, and does not open it.
struct stat status_of_input(const std::string &input) {
    struct stat status;
    if (::stat(input.c_str(), &status) != 0 || ::access(input.c_str(), R_OK) != 0)
        throw Failure("cannot open: " + errno_text());
    return status;
}

bool is_in_journal(const JobContext &context, const std::string &input, const std::string &output) {
    return context.journal &&
           context.journal->has(input, output, context.options.fingerprint, context.options.verify);
}

// Returns why an input is skipped whose output, or the copy in its place, exists; or nothing.
const char *reason_to_skip(const BatchOptions &options, const struct stat &input,
                           const struct stat &output) {
    if (options.existing == Existing::skip) return "its output exists";
    const bool is_newer = stamp_of(input).modified > stamp_of(output).modified;
    if (options.existing == Existing::update && !is_newer) return "its output is not older";
    return nullptr;
}

void check_existing(JobContext &context, const std::string &input, const std::string &output,
                    const struct stat &status) {
    const bool may = may_replace(context, input, output);
    check_destination(output, may);
    if (S_ISLNK(status.st_mode)) {
        if (!may) fail_existing(output);
        if (context.options.rules.in_place)
            throw Failure("is a link, and the picture that it leads to is not replaced");
        return;  // the link is replaced, and what it leads to stays
    }
    if (!S_ISREG(status.st_mode)) throw FailureOf(output, "is not a regular file");
    context.spare_inputs(output, status, input);
}

}  // namespace

bool may_replace(const JobContext &context, const std::string &input, const std::string &output) {
    return context.options.existing != Existing::refuse || context.options.rules.in_place ||
           context.is_ours(input, output);
}

Decision decide(JobContext &context, const Input &input, const std::string &output) {
    const BatchOptions &options = context.options;
    Decision decision;
    decision.direct = output == "-" || (options.rules.output && is_special(output));
    if (decision.direct) return decision;
    const std::string path(input.path);
    const std::string copy =
        options.copy_skipped && path != "-" ? copy_of(input, options.rules) : output;
    if (is_in_journal(context, path, output) ||
        (copy != output && is_in_journal(context, path, copy))) {
        decision.skipped = "the journal says that it is done";
        return decision;
    }
    struct stat original {
    }, status;
    if (path != "-") original = status_of_input(path);
    for (const std::string &one : {output, copy}) {
        if (::lstat(one.c_str(), &status) != 0) continue;
        if (const char *reason = reason_to_skip(options, original, status)) {
            decision.skipped = reason;
            return decision;
        }
        if (one == output) {
            check_existing(context, path, output, status);
            decision.overwrite = true;
        }
    }
    context.prepare_folder(input, output);
    return decision;
}

}  // namespace quant::cli

// Prints lines and JSON as results come, so that none of them has to be kept.
#include "batch/reporter.h"

#include <algorithm>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/failure.h"
#include "batch/record.h"
#include "io/notes.h"
#include "metrics/squared_error.h"

namespace quant::cli {

Reporter::Reporter(const BatchOptions &options, const ConvertSettings &settings,
                   const InputList &inputs)
    : options_(options),
      settings_(settings),
      inputs_(inputs),
      progress_(inputs.size(), !options.quiet),
      reported_(inputs.size() + inputs.unread.size()) {
    if (!options.log || options.dry_run) return;
    constexpr int mode = O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOCTTY;
    log_.reset(::open(options.log->c_str(), mode, 0666));
    if (!log_) throw FailureOf(*options.log, "cannot open: " + errno_text());
    struct stat status;
    char first = '{';
    if (::fstat(log_.get(), &status) == 0 && S_ISREG(status.st_mode) &&
        ::pread(log_.get(), &first, 1, 0) == 1 && first != '{')
        throw FailureOf(*options.log, "is not a log of quant");
}

void Reporter::show(std::string_view file, std::string_view activity) {
    // Who reports may have to wait for a reader, and jobs are not to wait for that.
    const std::unique_lock lock(mutex_, std::try_to_lock);
    if (!lock) return;
    progress_.show({done_ + skipped_ + failed_, skipped_, failed_}, file, activity);
}

void Reporter::report(std::size_t index, const FileResult &result) {
    const std::lock_guard lock(mutex_);
    reported_[index] = true;
    count(result);
    if (result.status == FileStatus::failed)
        print_failure(result);
    else
        print_notes(result);
    const bool says_plan = options_.dry_run && !options_.json && !options_.jsonl;
    if (result.status != FileStatus::failed && (options_.verbose || says_plan)) {
        // Standard output may be in use for the picture or for JSON.
        if (result.output == "-" || options_.json || options_.jsonl)
            print_note(describe(result));
        else
            print(describe(result) + '\n');
    }
    if (options_.json) add_to_array(index, result);
    if (!options_.jsonl && !log_) return;
    const std::string line = json_line(result);
    if (options_.jsonl) print(line);
    if (log_ && can_log_) log(line);
}

void Reporter::log(const std::string &line) {
    try {
        write_all(log_.get(), line);
    } catch (const Failure &failure) {
        can_log_ = false;
        print_error(*options_.log, failure.what());
    }
}

void Reporter::count(const FileResult &result) {
    switch (result.status) {
        case FileStatus::done: ++done_; break;
        case FileStatus::skipped: ++skipped_; break;
        case FileStatus::failed: ++failed_; break;
        case FileStatus::not_tried: ++planned_; break;
    }
    if (is_damaged(result)) ++damaged_;
    if (result.status == FileStatus::done)
        for (const std::string &name : metadata_names(result.info->metadata)) ++metadata_[name];
}

void Reporter::print_failure(const FileResult &result) const {
    if (result.names_file)
        print_error(result.error);
    else
        print_error(result.input, result.error);
}

void Reporter::print_notes(const FileResult &result) const {
    if (is_damaged(result) || !options_.quiet) cli::print_notes(result.input, result.notes);
    if (result.stats && result.stats->target_missed != 0 && !options_.quiet)
        print_note(
            "quant: " + result.input + ": " +
            metrics::target_missed_note(settings_.quantize.colors, settings_.quantize.target_psnr));
}

// If standard output does not work any more, the pictures are still wanted.
void Reporter::print(const std::string &text) {
    if (!can_print_) return;
    try {
        print_result(text);
    } catch (const FailureOf &failure) {
        can_print_ = false;
        print_error(failure.file, failure.what());
    }
}

void Reporter::add_to_array(std::size_t index, const FileResult &result) {
    waiting_.emplace(index, json_item(result));
    std::string text;
    for (auto next = waiting_.begin(); next != waiting_.end() && next->first == printed_;
         next = waiting_.erase(next), ++printed_)
        text += (printed_ == 0 ? json_array_begin() : ",\n") + next->second;
    if (!text.empty()) print(text);
}

void Reporter::finish() {
    const std::lock_guard lock(mutex_);
    for (std::size_t i = 0; i < reported_.size(); ++i) {
        if (reported_[i]) continue;
        ++not_tried_;
        if (!options_.json) continue;
        FileResult result;
        if (i < inputs_.size()) {
            result.input = inputs_[i].path;
            result.number = inputs_[i].number;
        } else {
            result.input = inputs_.unread[i - inputs_.size()].path;
        }
        add_to_array(i, result);
    }
    if (options_.json) print(printed_ == 0 ? json_empty_array() : json_array_end());
    const std::string lost = lost_metadata();
    if (!options_.quiet && !lost.empty()) print_note("quant: " + lost);
    if (!options_.quiet && reported_.size() > 1) print_note(summary());
}

// Returns a text such as "58 of 60 files converted, 2 failed".
std::string Reporter::summary() const {
    std::string text = std::to_string(options_.dry_run ? planned_ : done_) + " of " +
                       std::to_string(reported_.size()) +
                       (options_.dry_run ? " files would be converted" : " files converted");
    const auto add = [&text](std::uint64_t count, const char *what) {
        if (count > 0) text += ", " + std::to_string(count) + what;
    };
    add(failed_, " failed");
    add(damaged_, " of damaged files");
    add(skipped_, " skipped");
    add(not_tried_, " not tried");
    return text;
}

// Returns a line such as "metadata is not kept: EXIF of 3 files, text of 1 file"; empty if nothing
// is lost.
std::string Reporter::lost_metadata() const {
    std::string text;
    for (const auto &[name, files] : metadata_)
        text += (text.empty() ? "metadata is not kept: " : ", ") + name + " of " +
                std::to_string(files) + (files == 1 ? " file" : " files");
    return text;
}

}  // namespace quant::cli

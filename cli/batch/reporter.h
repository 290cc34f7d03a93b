// Reports what becomes of each file, while the batch runs and at its end.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "base/fd.h"
#include "base/terminal.h"
#include "batch/batch_options.h"
#include "convert/convert_file.h"
#include "inputs/input_list.h"

namespace quant::cli {

class Reporter {
public:
    // The arguments must outlive the object. Throws FailureOf if the log cannot be opened.
    Reporter(const BatchOptions &options, const ConvertSettings &settings, const InputList &inputs);

    // Shows what a job is doing. May be called by several threads.
    void show(std::string_view file, std::string_view activity);

    // Reports the result for an input, which the list has at this index; or at the end of the list
    // for a folder that could not be read.
    void report(std::size_t index, const FileResult &result);

    // Reports that the rest was not tried, and the end of the batch.
    void finish();

    std::uint64_t failures() const { return failed_; }

    // Returns whether the log, if there is one, has all results.
    bool can_go_on() const { return can_log_; }

    // Returns how many elements of the JSON array are printed. May be called by several threads.
    std::size_t printed() const { return printed_; }

    // Returns whether the exit status must say that something is not as it should be.
    bool has_failed() const {
        return failed_ > 0 || damaged_ > 0 || not_tried_ > 0 || !can_print_ || !can_log_;
    }

private:
    void count(const FileResult &result);
    void print_failure(const FileResult &result) const;
    void print_notes(const FileResult &result) const;
    void print(const std::string &text);
    void log(const std::string &line);
    void add_to_array(std::size_t index, const FileResult &result);
    std::string summary() const;
    std::string lost_metadata() const;

    const BatchOptions &options_;
    const ConvertSettings &settings_;
    const InputList &inputs_;
    std::mutex mutex_;
    ProgressLine progress_;
    Fd log_;
    bool can_print_ = true;  // whether standard output works
    bool can_log_ = true;

    std::uint64_t done_ = 0, skipped_ = 0, failed_ = 0, damaged_ = 0, not_tried_ = 0;
    std::uint64_t planned_ = 0;                      // with --dry-run
    std::map<std::string, std::uint64_t> metadata_;  // files with each kind of it
    std::vector<bool> reported_;
    // Elements of the JSON array that wait for one before them.
    std::map<std::size_t, std::string> waiting_;
    std::atomic<std::size_t> printed_{0};
};

}  // namespace quant::cli

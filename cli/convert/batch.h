// Converts all inputs of one command, one after the other. A file that fails is reported and does
// not stop the others.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <sys/types.h>

#include "base/terminal.h"
#include "convert/convert_file.h"
#include "convert/output_name.h"
#include "io/decoder.h"

namespace quant::cli {

struct BatchOptions {
    std::vector<std::string> inputs;
    std::vector<std::string> side_inputs;  // the files of --palette and --importance
    OutputRules rules;
    bool json = false;     // standard output is kept for the JSON object
    bool quiet = false;    // neither progress nor notes
    bool verbose = false;  // print a line for each converted file
};

class Batch {
public:
    // All three arguments must outlive the object, which refers to them.
    Batch(const BatchOptions &options, const ConvertSettings &settings, Decoder &decoder);

    // Throws Interrupted on a signal; results() then has the files that were done before.
    void run();

    const std::vector<FileResult> &results() const { return results_; }
    bool failed() const;

private:
    void convert(const std::string &input);
    void convert_checked(const std::string &input, FileResult &result);
    void spare_inputs(const std::string &output, const std::string &input) const;
    void report(const FileResult &result);

    using FileId = std::pair<dev_t, ino_t>;
    static std::optional<FileId> id_of(const std::string &path);
    static void remember(std::set<FileId> &files, const std::string &path);

    const BatchOptions &options_;
    const ConvertSettings &settings_;
    Decoder &decoder_;
    ProgressLine progress_;
    ClaimedOutputs claimed_;
    std::set<FileId> inputs_, side_inputs_;
    bool can_report_ = true;
    std::vector<FileResult> results_;
};

}  // namespace quant::cli

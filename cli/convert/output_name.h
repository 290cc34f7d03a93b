// Decides where the result for an input is written.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "io/format.h"

namespace quant::cli {

struct OutputRules {
    std::optional<std::string> output;      // -o
    std::optional<std::string> output_dir;  // --output-dir
    std::optional<std::string> suffix;      // --suffix
    bool truecolor = false;
};

struct Destination {
    std::string path;  // "-" = standard output
    Format format = Format::png;
};

// Throws UsageError for rules that do not fit the number of inputs or have impossible values.
void check_rules(const OutputRules &rules, std::size_t inputs);

Destination destination_of(const std::string &input, const OutputRules &rules);

// Remembers the outputs of one run. claim() throws FailureOf if the output is already claimed.
class ClaimedOutputs {
public:
    void claim(const std::string &path, const std::string &input);
    // Gives up the output of an input that failed, so that another input may have it.
    void release(const std::string &path, const std::string &input);

private:
    std::string key_of(const std::string &path);

    std::map<std::string, std::string> input_of_;
    std::map<std::string, std::string> folders_;  // what they are without symbolic links
};

}  // namespace quant::cli

// output_name.h: where the result for an input goes.
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

// Throws UsageError for rules that no number of inputs can follow.
void check_rules(const OutputRules &rules, std::size_t inputs);

Destination destination_of(const std::string &input, const OutputRules &rules);

// The outputs of one run: throws FailureOf when two inputs have the same.
class ClaimedOutputs {
public:
    void claim(const std::string &path, const std::string &input);
    // The input came to nothing: another one may have its output.
    void release(const std::string &path, const std::string &input);

private:
    std::map<std::string, std::string> input_of_;
};

}  // namespace quant::cli

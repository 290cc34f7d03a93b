// Decides where the result for an input is written.
#pragma once

#include <optional>
#include <string>

#include "inputs/input_list.h"
#include "io/format.h"

namespace quant::cli {

struct OutputRules {
    std::optional<std::string> output;      // -o
    std::optional<std::string> output_dir;  // --output-dir
    std::optional<std::string> suffix;      // --suffix
    bool keep_extension = false;            // a.jpg becomes a.jpg.png
    bool truecolor = false;
    bool in_place = false;
};

struct Destination {
    std::string path;  // "-" = standard output
    Format format = Format::png;
};

// Throws UsageError for rules that have impossible values.
void check_rules(const OutputRules &rules);

// Returns the file for an input. Below an output folder, it is where the input is below its input
// folder. Throws Failure for an input that has no place for its result.
Destination destination_of(const Input &input, const OutputRules &rules);

// Returns the path of the input's own name in the output folder.
std::string copy_of(const Input &input, const OutputRules &rules);

// Throws UsageError if two inputs have the same output, also by different paths to it. If `copies`,
// the copies of inputs count too.
void check_outputs(const InputList &inputs, const OutputRules &rules, bool copies);

}  // namespace quant::cli

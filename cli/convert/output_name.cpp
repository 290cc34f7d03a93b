// Checks the rules, makes names, and finds inputs that would have the same output.
#include "convert/output_name.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <unordered_map>

#include "base/failure.h"
#include "base/hash.h"
#include "base/output_file.h"
#include "base/terminal.h"

namespace quant::cli {
namespace {

namespace fs = std::filesystem;

constexpr const char *kDefaultSuffix = "-quant";

// Returns the format of a name if quant writes it in true color, or otherwise with a palette.
const FormatInfo *writable_format(const fs::path &name, bool truecolor) {
    const FormatInfo *format = format_of_extension(name.extension().string());
    const Writes what = truecolor ? writes_truecolor : writes_palette;
    return format && format->has(what) ? format : nullptr;
}

// Returns the folder in the output folder, or that of the input itself.
fs::path folder_for(const Input &input, const OutputRules &rules) {
    if (!rules.output_dir) return fs::path(input.path).parent_path();
    return fs::path(*rules.output_dir) / fs::path(input.below).parent_path();
}

Destination in_place(const Input &input, bool truecolor) {
    const fs::path path(input.path);
    const FormatInfo *format = writable_format(path, truecolor);
    if (!format)
        throw Failure("cannot be replaced: its name must end in that of a format " +
                      std::string(truecolor ? "that is written" : "with palettes") + " (" +
                      format_list(truecolor ? writes_truecolor : writes_palette) + ")");
    return {path.string(), format->format};
}

// Finds the inputs that have the same output, by hashes: there may be a million of them.
class Outputs {
public:
    Outputs(const InputList &inputs, const OutputRules &rules) : inputs_(inputs), rules_(rules) {}

    void add(std::size_t index, const std::string &path) {
        const auto [where, is_new] = input_of_.emplace(hash64(key_of(path)), index);
        if (!is_new && where->second != index) refuse(where->second, index, path);
    }

private:
    // Returns the same text for every way to write a path. Folders are looked up once, which takes
    // a dozen system calls.
    std::string key_of(const std::string &path) {
        const std::string folder = folder_of(path);
        const auto [where, is_new] = folders_.emplace(folder, "");
        if (is_new) {
            std::error_code error;
            const fs::path real = fs::weakly_canonical(fs::absolute(folder, error), error);
            where->second = error ? folder : real.string();
        }
        return where->second + '/' + path.substr(path.rfind('/') + 1);
    }

    [[noreturn]] void refuse(std::size_t first, std::size_t second, const std::string &path) {
        const fs::path one(inputs_[first].path), other(inputs_[second].path);
        const char *way_out = one.filename() != other.filename() && !rules_.keep_extension
                                  ? "use --keep-extension"
                                  : "name a folder above them, whose tree is kept";
        throw UsageError(printable(one.string()) + " and " + printable(other.string()) +
                         " would both become " + printable(path) + " (" + way_out + ")");
    }

    const InputList &inputs_;
    const OutputRules &rules_;
    std::unordered_map<std::uint64_t, std::size_t> input_of_;
    std::map<std::string, std::string> folders_;  // what they are without symbolic links
};

}  // namespace

void check_rules(const OutputRules &rules) {
    if (rules.suffix && rules.suffix->find('/') != std::string::npos)
        throw UsageError("--suffix must not contain a slash");
    if (rules.output_dir && rules.output_dir->empty())
        throw UsageError("--output-dir needs the name of a folder");
    if (!rules.output || *rules.output == "-" || is_special(*rules.output)) return;
    if (writable_format(*rules.output, rules.truecolor)) return;
    if (rules.truecolor)
        throw UsageError("-o must end in the name of a writable format (" +
                         format_list(writes_truecolor) + ")");
    throw UsageError("-o must end in the name of a format with palettes (" +
                     format_list(writes_palette) + "); use --truecolor for other formats");
}

Destination destination_of(const Input &input, const OutputRules &rules) {
    if (rules.output) {
        const FormatInfo *format = writable_format(*rules.output, rules.truecolor);
        return {*rules.output, format ? format->format : Format::png};
    }
    if (input.path == "-" && !rules.output_dir) return {"-", Format::png};
    if (input.path.starts_with("/dev/") && !rules.output_dir)
        throw Failure("is a stream, whose result needs a name: -o FILE");
    if (rules.in_place) return in_place(input, rules.truecolor);
    const fs::path source(input.path == "-" ? "stdin" : input.path);
    const FormatInfo *format = rules.truecolor ? writable_format(source, true) : nullptr;
    const std::string extension = format ? source.extension().string() : ".png";
    const std::string suffix = rules.suffix.value_or(rules.output_dir ? "" : kDefaultSuffix);
    const fs::path name = rules.keep_extension ? source.filename() : source.stem();
    return {(folder_for(input, rules) / (name.string() + suffix + extension)).string(),
            format ? format->format : Format::png};
}

std::string copy_of(const Input &input, const OutputRules &rules) {
    return (folder_for(input, rules) / fs::path(input.path).filename()).string();
}

void check_outputs(const InputList &inputs, const OutputRules &rules, bool copies) {
    if (rules.output && inputs.size() > 1)
        throw UsageError("-o takes one input; use --output-dir for several");
    if (inputs.size() < 2) return;
    Outputs outputs(inputs, rules);
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        try {
            outputs.add(i, destination_of(inputs[i], rules).path);
            if (copies && inputs[i].path != "-") outputs.add(i, copy_of(inputs[i], rules));
        } catch (const Failure &) {
            // The input fails when it is its turn.
        }
    }
}

}  // namespace quant::cli

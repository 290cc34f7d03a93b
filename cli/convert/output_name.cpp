// Checks the rules, makes default names, and finds inputs that would have the same output.
#include "convert/output_name.h"

#include <filesystem>

#include "base/failure.h"
#include "base/output_file.h"

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

}  // namespace

void check_rules(const OutputRules &rules, std::size_t inputs) {
    if (rules.output && inputs > 1)
        throw UsageError("-o takes one input; use --output-dir for several");
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

Destination destination_of(const std::string &input, const OutputRules &rules) {
    if (rules.output) {
        const FormatInfo *format = writable_format(*rules.output, rules.truecolor);
        return {*rules.output, format ? format->format : Format::png};
    }
    if (input == "-" && !rules.output_dir) return {"-", Format::png};
    if (input.starts_with("/dev/") && !rules.output_dir)
        throw Failure("is a stream, whose result needs a name: -o FILE");
    const fs::path source(input == "-" ? "stdin" : input);
    const FormatInfo *format = rules.truecolor ? writable_format(source, true) : nullptr;
    const std::string extension = format ? source.extension().string() : ".png";
    const std::string suffix = rules.suffix.value_or(rules.output_dir ? "" : kDefaultSuffix);
    const fs::path folder = rules.output_dir ? fs::path(*rules.output_dir) : source.parent_path();
    return {(folder / (source.stem().string() + suffix + extension)).string(),
            format ? format->format : Format::png};
}

// Returns the same text for every way to write a path. Folders are looked up once, which takes a
// dozen system calls.
std::string ClaimedOutputs::key_of(const std::string &path) {
    std::error_code error;
    const fs::path folder = fs::absolute(path, error).parent_path();
    if (error) return path;
    const auto [where, is_new] = folders_.emplace(folder.string(), "");
    if (is_new) {
        const fs::path real = fs::weakly_canonical(folder, error);
        where->second = (error ? folder : real).string();
    }
    return (fs::path(where->second) / fs::path(path).filename()).string();
}

void ClaimedOutputs::claim(const std::string &path, const std::string &input) {
    const auto [where, is_new] = input_of_.emplace(key_of(path), input);
    if (!is_new)
        throw FailureOf(path, "is already the output for " + where->second +
                                  " (use --suffix or another --output-dir)");
}

void ClaimedOutputs::release(const std::string &path, const std::string &input) {
    const auto where = input_of_.find(key_of(path));
    if (where != input_of_.end() && where->second == input) input_of_.erase(where);
}

}  // namespace quant::cli

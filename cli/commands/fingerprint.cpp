// Lists the options that do not count, so that a new option counts.
#include "commands/fingerprint.h"

#include <algorithm>
#include <string>

#include <CLI/CLI.hpp>

#include "base/hash.h"

namespace quant::cli {
namespace {

// The name of an output is part of what a journal says about it.
constexpr std::string_view kNeutral[] = {
    // which inputs
    "--recursive", "--files-from", "--null", "--include", "--exclude", "--shard",
    // how they are worked on
    "--engine", "--threads", "--max-pixels", "--timeout", "--jobs", "--max-memory", "--sync",
    "--journal", "--verify", "--fail-fast", "--max-failures", "--accept-damaged",
    // where outputs go
    "--output", "--output-dir", "--suffix", "--keep-extension", "--force", "--skip-existing",
    "--update", "--in-place", "--dry-run",
    // what is reported
    "--help", "--json", "--jsonl", "--log", "--quiet", "--verbose",
    // what these files have counts instead of their names
    "--palette", "--importance"};

bool is_neutral(const CLI::Option &option) {
    return option.get_positional() ||
           std::ranges::find(kNeutral, option.get_name()) != std::ranges::end(kNeutral);
}

// Returns the default as it would be if it were given.
std::string default_of(CLI::Option &option) {
    std::string text = option.get_default_str();
    try {
        for (int i = 0;; ++i) (*option.get_validator(i))(text);
    } catch (const CLI::OptionNotFound &) {
        return text;  // that was the last one
    }
}

}  // namespace

std::uint64_t fingerprint_of(CLI::App &command, std::span<const Color> colors,
                             std::span<const std::uint8_t> map) {
    std::string text = quant_version();
    for (CLI::Option *option : command.get_options()) {
        if (is_neutral(*option)) continue;
        text += '\n' + option->get_name();
        if (option->count() == 0) text += ' ' + default_of(*option);
        for (const std::string &value : option->results()) text += ' ' + value;
    }
    return hash64(text + hex64(hash64(std::as_bytes(colors))) + hex64(hash64(std::as_bytes(map))));
}

}  // namespace quant::cli

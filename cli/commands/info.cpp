// The command `quant info`: prints what this build can do on this machine.
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <quant/quant.hpp>

#include "base/json_text.h"
#include "base/terminal.h"
#include "commands/command.h"
#include "io/format.h"

namespace quant::cli {
namespace {

std::vector<std::string> instruction_sets() {
    std::vector<std::string> list;
    for (std::size_t i = 0; quant_isa_available(i); ++i) list.emplace_back(quant_isa_available(i));
    return list;
}

// Returns the instruction set in use, or what is wrong with the one that was asked for.
std::string instruction_set() {
    std::string name = quant_isa();
    if (name != "none") return name;
    return "none: QUANT_FORCE_ISA is '" + std::string(std::getenv("QUANT_FORCE_ISA")) +
           "', which is not available";
}

std::string as_text() {
    return std::string("version:           ") + quant_version() +
           "\ninstruction set:   " + instruction_set() +
           "\navailable:         " + CLI::detail::join(instruction_sets(), ", ") +
           "\nthreads:           " + std::to_string(quant_default_threads()) +
           "\nreads:             " + format_list() + "\nwrites:            with a palette " +
           format_list(writes_palette) + "; with --truecolor " + format_list(writes_truecolor) +
           "\n";
}

std::string as_json() {
    Json json;
    json["version"] = quant_version();
    json["instruction_set"] = quant_isa();
    json["instruction_sets_available"] = instruction_sets();
    json["threads"] = quant_default_threads();
    json["formats"] = {{"read", Json::array()},
                       {"write_indexed", Json::array()},
                       {"write_truecolor", Json::array()}};
    for (const FormatInfo &info : formats()) {
        json["formats"]["read"].push_back(info.name);
        if (info.has(writes_palette)) json["formats"]["write_indexed"].push_back(info.name);
        if (info.has(writes_truecolor)) json["formats"]["write_truecolor"].push_back(info.name);
    }
    return json_text(json);
}

}  // namespace

Command add_info(CLI::App &parent) {
    auto json = std::make_shared<bool>(false);
    CLI::App &command =
        *parent.add_subcommand("info", "Show the version, instruction sets, threads and formats");
    command.add_flag("--json", *json, "Print one JSON object");
    return [json] {
        print_result(*json ? as_json() : as_text());
        return static_cast<int>(exit_done);
    };
}

}  // namespace quant::cli

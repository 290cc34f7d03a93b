// The command `quant info`: prints what this build can do on this machine.
#include <array>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <quant/quant.hpp>

#include <unistd.h>

#include "base/failure.h"
#include "base/json_text.h"
#include "base/terminal.h"
#include "commands/command.h"
#include "io/decoder.h"
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

struct GuardText {
    Guard guard;
    const char *key;
    const char *text;
};
constexpr std::array kGuards{
    GuardText{Guard::no_new_privileges, "no_new_privileges", "no new privileges"},
    GuardText{Guard::no_capabilities, "no_capabilities", "no capabilities"},
    GuardText{Guard::memory, "limit_memory", "limit of memory"},
    GuardText{Guard::cpu_time, "limit_cpu_time", "limit of CPU time"},
    GuardText{Guard::file_size, "limit_file_size", "limit of file size"},
    GuardText{Guard::processes, "limit_processes", "limit of processes"},
    GuardText{Guard::landlock, "landlock", "Landlock"},
    GuardText{Guard::seccomp, "seccomp", "seccomp"}};

// Starts a worker process and asks it. Throws Failure.
Containment containment() { return Decoder(DecoderOptions{}).containment(); }

// Says which guards hold the decoders, and which this machine or user does not have.
std::string containment_text() {
    std::string there, missing;
    try {
        const Containment found = containment();
        for (const GuardText &guard : kGuards) {
            const bool has = found.has(guard.guard);
            std::string &list = has ? there : missing;
            list += (list.empty() ? "" : ", ") + std::string(guard.text);
            if (has && guard.guard == Guard::landlock)
                list += " (ABI " + std::to_string(found.landlock) + ")";
            if (!has && guard.guard == Guard::processes && ::getuid() == 0)
                list += " (Linux does not hold root to it)";
        }
    } catch (const Failure &failure) {
        return std::string("not known: ") + failure.what();
    }
    return missing.empty() ? there : there + "; not by " + missing;
}

Json containment_json() {
    Json json;
    try {
        const Containment found = containment();
        for (const GuardText &guard : kGuards) json[guard.key] = found.has(guard.guard);
        json["landlock_abi"] = found.landlock;
    } catch (const Failure &) {
        // It stays null: nothing is known.
    }
    return json;
}

std::string as_text() {
    return std::string("version:           ") + quant_version() +
           "\ninstruction set:   " + instruction_set() +
           "\navailable:         " + CLI::detail::join(instruction_sets(), ", ") +
           "\nthreads:           " + std::to_string(quant_default_threads()) +
           "\nreads:             " + format_list() + "\nwrites:            with a palette " +
           format_list(writes_palette) + "; with --truecolor " + format_list(writes_truecolor) +
           "\ndecoders held by:  " + containment_text() + "\n";
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
    json["containment"] = containment_json();
    return json_text(json);
}

}  // namespace

Command add_info(CLI::App &parent) {
    auto json = std::make_shared<bool>(false);
    CLI::App &command =
        *parent.add_subcommand("info",
                               "Show the version, instruction sets, threads, formats and "
                               "what contains the decoders");
    command.add_flag("--json", *json, "Print one JSON object");
    return [json] {
        print_result(*json ? as_json() : as_text());
        return static_cast<int>(exit_done);
    };
}

}  // namespace quant::cli

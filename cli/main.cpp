// The program quant: reads the command line, runs one command, and turns every way to end into an
// exit status.
#include <algorithm>
#include <exception>
#include <memory>
#include <new>
#include <sstream>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <quant/quant.hpp>

#include <fcntl.h>
#include <unistd.h>

#include "base/failure.h"
#include "base/heap.h"
#include "base/processors.h"
#include "base/signals.h"
#include "base/terminal.h"
#include "commands/arguments.h"
#include "commands/command.h"
#include "commands/pairs.h"
#include "io/decoder.h"

namespace {

using namespace quant::cli;

constexpr int kSignalExitBase = 128;

// Leaves out CLI11's types and ranges ("INT:INT in [1 - 256]"), because the descriptions name the
// values.
class HelpFormatter : public CLI::Formatter {
public:
    HelpFormatter() {
        column_width(30);
        label("OPTIONS", "options");
        label("SUBCOMMAND", "COMMAND");
    }
    std::string make_group(std::string group, bool is_positional,
                           std::vector<const CLI::Option *> opts) const override {
        // The base class begins and ends each group with an empty line; one is enough.
        const std::string text = CLI::Formatter::make_group(group, is_positional, opts);
        return is_positional || group == "Options" ? text : text.substr(1);
    }
    std::string make_option_opts(const CLI::Option *option) const override {
        if (option->get_type_size() == 0) return "";
        std::string text = " " + option->get_type_name();
        if (!option->get_default_str().empty()) text += " [" + option->get_default_str() + "]";
        return text;
    }
};

int usage_error(const std::string &message, const CLI::App *command) {
    const std::string first_line = message.substr(0, message.find('\n'));
    print_error(first_line + " (see quant " + (command ? command->get_name() + " " : "") +
                "--help)");
    return exit_usage;
}

std::vector<const CLI::App *> all_commands(const CLI::App &app) {
    return app.get_subcommands([](const CLI::App *) { return true; });
}

// Returns the command that the first argument names, or nullptr if that is an option. Throws
// UsageError for any other argument.
const CLI::App *find_command(const CLI::App &app, const std::vector<std::string> &arguments) {
    if (arguments.empty()) throw UsageError("a command is required");
    const std::string &name = arguments.front();
    if (name.substr(0, 1) == "-") return nullptr;
    std::vector<std::string> names;
    for (const CLI::App *command : all_commands(app)) {
        if (command->get_name() == name) return command;
        names.push_back(command->get_name());
    }
    throw UsageError("there is no command " + name + suggestion(name, names));
}

void parse(CLI::App &app, const CLI::App *command, std::vector<std::string> arguments) {
    if (command) {
        arguments = read_arguments(*command, {arguments.begin() + 1, arguments.end()});
        arguments.insert(arguments.begin(), command->get_name());
    } else {
        arguments = read_arguments(app, arguments);
    }
    std::reverse(arguments.begin(), arguments.end());  // the order that CLI11 requires
    app.parse(arguments);
    if (command) check_pairs(*command);
}

// Opens /dev/null in the place of closed standard streams. A file that is opened there later would
// be read or written as that stream.
void reserve_standard_streams() {
    for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
        if (::fcntl(fd, F_GETFD) < 0)  // with the wrong access mode, so that using it fails
            ::open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

int parse_and_run(CLI::App &app, const std::vector<Command> &commands,
                  const std::vector<std::string> &arguments) {
    const CLI::App *command = nullptr;
    try {
        command = find_command(app, arguments);
        parse(app, command, arguments);
        const auto all = all_commands(app);
        const auto index = std::find(all.begin(), all.end(), command) - all.begin();
        return commands.at(static_cast<std::size_t>(index))();
    } catch (const CLI::Success &success) {  // --help, --version
        std::ostringstream text;
        app.exit(success, text, text);
        print_result(text.str());
        return exit_done;
    } catch (const CLI::ParseError &error) {
        return usage_error(error.what(), command);
    } catch (const UsageError &error) {
        return usage_error(error.what(), command);
    }
}

int run(int argc, char **argv) {
    CLI::App app("Exact, reproducible K-Means color quantization.", "quant");
    app.formatter(std::make_shared<HelpFormatter>());
    app.set_version_flag("--version", std::string("quant ") + quant_version());
    app.set_help_flag("-h,--help", "Print this help and exit");
    app.require_subcommand(1);
    app.footer("See quant COMMAND --help for the options of a command.");
    const std::vector<Command> commands{add_convert(app),  add_palette(app),    add_compare(app),
                                        add_bench(app),    add_experiment(app), add_report(app),
                                        add_validate(app), add_sample(app),     add_info(app)};
    return parse_and_run(app, commands, {argv + std::min(argc, 1), argv + argc});
}

}  // namespace

int main(int argc, char **argv) {
    constexpr std::size_t kKept = std::size_t{128} << 20;  // for the next pictures of a batch
    quant::cli::use_large_pages(kKept);
    reserve_standard_streams();
    quant::cli::signals::install();
    leave_place();
    start_decoder_early({argv + std::min(argc, 1), argv + argc});
    try {
        return run(argc, argv);
    } catch (const Interrupted &) {
        return kSignalExitBase + quant::cli::signals::raised();
    } catch (const FailureOf &failure) {
        print_error(failure.file, failure.what());
    } catch (const std::bad_alloc &) {
        print_error("not enough memory");
    } catch (const std::exception &error) {
        print_error(error.what());
    }
    return exit_failed;
}

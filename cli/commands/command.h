// The commands, as main.cpp sees them. Each function adds a subcommand with its options, and
// returns the function that runs the command. Its result is the exit status.
#pragma once

#include <functional>

namespace CLI {
class App;
}

namespace quant::cli {

enum ExitStatus { exit_done = 0, exit_failed = 1, exit_usage = 2 };

using Command = std::function<int()>;

Command add_convert(CLI::App &parent);
Command add_palette(CLI::App &parent);
Command add_compare(CLI::App &parent);
Command add_report(CLI::App &parent);
Command add_validate(CLI::App &parent);
Command add_sample(CLI::App &parent);
Command add_bench(CLI::App &parent);
Command add_experiment(CLI::App &parent);
Command add_info(CLI::App &parent);

}  // namespace quant::cli

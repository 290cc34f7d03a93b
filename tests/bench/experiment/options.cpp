// Reads options of the form --name VALUE and --name=VALUE. All other arguments are pictures.
#include "options.h"

#include <sched.h>

#include <algorithm>
#include <optional>
#include <string_view>

#include "base/csv.h"
#include "base/failure.h"

namespace quant::experiment {
namespace {

using quant::cli::UsageError;

std::vector<std::string> words_of(const std::string &option, std::string_view text) {
    std::vector<std::string> words;
    for (std::size_t end = 0; end != std::string_view::npos;) {
        end = text.find(',');
        words.emplace_back(text.substr(0, end));
        if (words.back().empty()) throw UsageError(option + ": a value is empty");
        if (end != std::string_view::npos) text.remove_prefix(end + 1);
    }
    return words;
}

unsigned number_of(const std::string &option, const std::string &text, unsigned least,
                   unsigned most) {
    unsigned number = 0;
    if (!quant::cli::read_number(text, number) || number < least || number > most)
        throw UsageError(option + ": '" + text + "' is not a number from " + std::to_string(least) +
                         " to " + std::to_string(most));
    return number;
}

// Returns the numbers in ascending order, each once.
std::vector<unsigned> numbers_of(const std::string &option, const std::string &text, unsigned least,
                                 unsigned most) {
    std::vector<unsigned> numbers;
    for (const std::string &word : words_of(option, text))
        numbers.push_back(number_of(option, word, least, most));
    std::sort(numbers.begin(), numbers.end());
    numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
    return numbers;
}

void set_option(Options &options, const std::string &name, const std::string &value) {
    if (name == "--k" || name == "-k") {
        options.colors = numbers_of(name, value, 2, 256);
    } else if (name == "--threads") {
        options.threads = numbers_of(name, value, 1, 1024);
    } else if (name == "--runs") {
        options.runs = number_of(name, value, 1, 1000);
    } else if (name == "--out") {
        options.out = value;
        if (value.empty()) throw UsageError("--out: the folder has no name");
    } else if (name == "--variants") {
        options.variants = words_of(name, value);
    } else {
        throw UsageError("unknown option " + name + " (--help lists them)");
    }
}

}  // namespace

Options parse_options(int count, char **arguments, Options options) {
    for (int i = 1; i < count; ++i) {
        const std::string argument = arguments[i];
        if (argument == "--help") {
            options.help = true;
        } else if (argument == "--force") {
            options.force = true;
        } else if (argument.starts_with("-")) {
            const std::size_t end = argument.find('=');
            const bool has_value = end != std::string::npos;
            if (!has_value && i + 1 == count) throw UsageError(argument + " lacks its value");
            const std::string value = has_value ? argument.substr(end + 1) : arguments[++i];
            set_option(options, argument.substr(0, end), value);
        } else {
            options.pictures.push_back(argument);
        }
    }
    return options;
}

unsigned processors() {
    cpu_set_t set;
    if (::sched_getaffinity(0, sizeof set, &set) != 0) return 1;
    return static_cast<unsigned>(std::max(CPU_COUNT(&set), 1));
}

std::vector<unsigned> thread_counts_here() {
    std::vector<unsigned> counts;
    for (unsigned count = 1; count < processors(); count *= 2) counts.push_back(count);
    counts.push_back(processors());
    return counts;
}

}  // namespace quant::experiment

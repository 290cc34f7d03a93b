// Goes from argument to argument. CLI11 alone would take "--" only before the first operand, an
// empty value as missing, the option after -o as its value, and [a,b] as two operands; and it would
// name mistakes in words of its own.
#include "commands/arguments.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <string_view>

#include <CLI/CLI.hpp>

#include <sys/stat.h>

#include "base/failure.h"

namespace quant::cli {
namespace {

// Returns the least number of characters to insert, delete or replace.
std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < a.size(); ++i) {
        std::size_t corner = std::exchange(row[0], i + 1);
        for (std::size_t j = 0; j < b.size(); ++j) {
            const std::size_t replaced = corner + (a[i] != b[j]);
            corner = std::exchange(row[j + 1], std::min({replaced, row[j] + 1, row[j + 1] + 1}));
        }
    }
    return row.back();
}

bool is_file(const std::string &name) {
    struct stat status;
    return ::lstat(name.c_str(), &status) == 0;
}

std::string for_the_file(const std::string &name) {
    return "put -- before the names of files, or write ./" + name;
}

class ArgumentReader {
public:
    ArgumentReader(const CLI::App &command, const std::vector<std::string> &arguments)
        : command_(command), rest_(arguments.rbegin(), arguments.rend()) {}

    std::vector<std::string> read() {
        while (!rest_.empty()) take();
        check_operands();
        if (operands_.empty()) return std::move(options_);
        options_.emplace_back("--");
        options_.insert(options_.end(), operands_.begin(), operands_.end());
        return std::move(options_);
    }

private:
    static bool takes_value(const CLI::Option &option) {
        return option.get_items_expected_min() > 0;
    }
    static bool is_repeatable(const CLI::Option &option) {
        return option.get_items_expected_max() > 1 ||
               option.get_multi_option_policy() == CLI::MultiOptionPolicy::TakeAll;
    }

    void take() {
        const std::string argument = take_next();
        if (argument == "--") {
            while (!rest_.empty()) add_operand(take_next());
        } else if (argument.size() < 2 || argument.front() != '-') {
            add_operand(argument);
        } else if (argument[1] == '-') {
            take_long(argument);
        } else {
            take_short(argument);
        }
    }

    std::string take_next() {
        std::string next = std::move(rest_.back());
        rest_.pop_back();
        return next;
    }

    // CLI11 would take [a,b] for two operands.
    void add_operand(const std::string &name) {
        const bool is_list = name.size() > 1 && name.front() == '[' && name.back() == ']';
        operands_.push_back(is_list ? "./" + name : name);
    }

    void take_long(const std::string &argument) {
        const std::size_t end = argument.find('=');
        const CLI::Option &option = find(argument.substr(0, end), argument);
        if (end == std::string::npos)
            add(option);
        else
            add_with_value(option, argument.substr(end + 1));
    }

    [[noreturn]] static void fail_ambiguous(const std::string &argument, const std::string &name) {
        throw UsageError(argument + " is a file, and also the option " + name + "; for the file " +
                         for_the_file(argument));
    }

    // Takes flags in one argument, as in -qv, of which the last may be an option with its value.
    void take_short(const std::string &argument) {
        for (std::size_t at = 1; at < argument.size(); ++at) {
            const std::string name{'-', argument[at]};
            const CLI::Option &option = find(name, argument);
            const std::string value = argument.substr(at + 1);
            if (!value.empty() && is_file(argument)) fail_ambiguous(argument, name);
            if (!value.empty() && takes_value(option)) return add_with_value(option, value);
            add(option);
        }
    }

    const CLI::Option &find(const std::string &name, const std::string &argument) const {
        if (const CLI::Option *option = command_.get_option_no_throw(name)) return *option;
        std::vector<std::string> names;
        for (const CLI::Option *option : command_.get_options())
            for (const std::string &one : option->get_lnames()) names.push_back("--" + one);
        std::string advice = is_file(argument) ? "" : suggestion(name, names);
        if (advice.empty() && most_operands() > 0) advice = "; " + for_the_file(argument);
        throw UsageError("there is no option " + argument + advice);
    }

    void add(const CLI::Option &option) {
        if (!takes_value(option)) {
            count(option);
            options_.push_back(option.get_name());
            return;
        }
        const std::string wanted = option.get_name() + " needs a value, " + option.get_type_name();
        if (rest_.empty()) throw UsageError(wanted);
        const std::string &next = rest_.back();
        if (next.substr(0, 2) == "--" && (next == "--" || command_.get_option_no_throw(next)))
            throw UsageError(wanted + ", before " + next);
        add_with_value(option, take_next());
    }

    void add_with_value(const CLI::Option &option, const std::string &value) {
        count(option);
        if (takes_value(option)) {
            options_.push_back(option.get_name());
            options_.push_back(value);
        } else if (option.get_type_name().empty()) {
            throw UsageError(option.get_name() + " takes no value");
        } else {
            options_.push_back(option.get_name() + "=" + value);
        }
    }

    // Refuses an option that is given again, unless its values add up or it is a mere flag.
    void count(const CLI::Option &option) {
        const bool is_flag = !takes_value(option) && option.get_type_name().empty();
        if (++times_[&option] > 1 && !is_flag && !is_repeatable(option))
            throw UsageError(option.get_name() + " is given more than once");
    }

    std::size_t most_operands() const {
        std::size_t most = 0;
        for (const CLI::Option *option : command_.get_options())
            if (option->get_positional())
                most += static_cast<std::size_t>(option->get_items_expected_max());
        return most;
    }

    void check_operands() const {
        if (operands_.size() > most_operands())
            throw UsageError("there is nothing to do with " + operands_[most_operands()]);
    }

    const CLI::App &command_;
    std::vector<std::string> rest_;  // the next argument is the last
    std::vector<std::string> options_;
    std::vector<std::string> operands_;
    std::map<const CLI::Option *, int> times_;
};

}  // namespace

std::vector<std::string> read_arguments(const CLI::App &command,
                                        const std::vector<std::string> &arguments) {
    return ArgumentReader(command, arguments).read();
}

std::string suggestion(const std::string &given, const std::vector<std::string> &names) {
    std::size_t least = given.size() / 3 + 1;  // farther names are others
    const std::string *nearest = nullptr;
    for (const std::string &name : names) {
        const bool is_begin = given.size() > 3 && name.compare(0, given.size(), given) == 0;
        const std::size_t far = is_begin ? 0 : distance(given, name);
        if (far >= least) continue;
        least = far;
        nearest = &name;
    }
    return nearest ? "; did you mean " + *nearest + "?" : "";
}

}  // namespace quant::cli

// list_option.h: options that take a list, as in --threads 1,2,4.
#ifndef QUANT_CLI_LIST_OPTION_H
#define QUANT_CLI_LIST_OPTION_H

#include <algorithm>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

namespace quant::cli {

template <typename T>
CLI::Option *add_list_option(CLI::App &command, const std::string &flags, std::vector<T> &list,
                             const std::string &text, const std::string &defaults,
                             const std::string &type_name, const std::string &group) {
    return command.add_option(flags, list, text)
        ->delimiter(',')
        ->allow_extra_args(false)
        ->default_str(defaults)
        ->type_name(type_name)
        ->group(group);
}

template <typename T>
std::vector<T> without_repeats(const std::vector<T> &list) {
    std::vector<T> kept;
    for (const T &value : list)
        if (std::find(kept.begin(), kept.end(), value) == kept.end()) kept.push_back(value);
    return kept;
}

}  // namespace quant::cli
#endif

// Options that take a list, as in --threads 1,2,4.
#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>

namespace quant::cli {

// Splits a list at its commas. CLI11's delimiter() would drop empty items, but "8,,16" is more
// likely a mistake than two items.
inline std::vector<std::string> items_of(const std::string &list) {
    std::vector<std::string> items(1);
    for (const char c : list)
        if (c == ',')
            items.emplace_back();
        else
            items.back() += c;
    return items;
}

// Returns a validator that applies `check` to each item of a list and refuses empty items.
inline CLI::Validator each_item(CLI::Validator check) {
    return CLI::Validator(
        [check = std::move(check)](std::string &list) {
            std::string checked;
            for (std::string &item : items_of(list)) {
                if (item.empty()) return "an item of '" + list + "' is empty";
                if (std::string error = check(item); !error.empty()) return error;
                checked += (checked.empty() ? "" : ",") + item;
            }
            list = checked;
            return std::string();
        },
        "");
}

// Adds an option that takes a list. `check` is applied to each item and may rewrite it. An option
// that is given again adds to its list.
template <typename T>
CLI::Option *add_list_option(CLI::App &command, const std::string &flags, std::vector<T> &list,
                             CLI::Validator check, const std::string &text,
                             const std::string &defaults, const std::string &type_name,
                             const std::string &group) {
    const auto read = [&list](const CLI::results_t &given) {
        list.clear();
        for (const std::string &one : given)
            for (const std::string &item : items_of(one))
                if (!CLI::detail::lexical_cast(item, list.emplace_back())) return false;
        return true;
    };
    return command.add_option(flags, read, text)
        ->transform(each_item(std::move(check)))
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
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

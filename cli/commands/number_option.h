// Checks of numbers on the command line, for transform(). CLI11's own checks accept "-1" as a large
// unsigned number and "nan" as a number in any range, and CLI11 reads "010" as eight.
#pragma once

#include <charconv>
#include <sstream>
#include <string>
#include <type_traits>

#include <CLI/CLI.hpp>

namespace quant::cli {

// Returns a validator for numbers from `low` to `high`, which rewrites integers in plain decimal.
template <typename T>
CLI::Validator in_range(T low, T high) {
    return CLI::Validator(
        [low, high](std::string &text) {
            T value{};
            const char *end = text.data() + text.size();
            const auto [stop, error] = std::from_chars(text.data(), end, value);
            if (error == std::errc() && stop == end && value >= low && value <= high) {
                if constexpr (std::is_integral_v<T>) text = std::to_string(value);
                return std::string();
            }
            std::ostringstream message;
            message.precision(12);
            message << "'" << text << "' is not a number from " << low << " to " << high;
            return message.str();
        },
        "");
}

}  // namespace quant::cli

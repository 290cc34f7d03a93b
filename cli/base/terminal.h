// terminal.h: everything the program says: results on stdout, the rest on stderr.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace quant::cli {

// Control characters as \xNN: a file name may hold any of them.
std::string printable(std::string_view text);

// "quant: FILE: what" on stderr, in one line.
void print_error(std::string_view file, std::string_view what);
void print_error(std::string_view what);
void print_note(std::string_view line);

// A line, or several, on stdout. Throws FailureOf "standard output".
void print_result(const std::string &text);

// Called now and then with the current activity, as "decoding" or "iteration 3".
using ShowActivity = std::function<void(const std::string &activity)>;

// One line on stderr that shows how far a batch is and disappears when it ends; nothing where
// stderr is not a terminal.
class ProgressLine {
public:
    ProgressLine(std::size_t files, bool wanted);
    ~ProgressLine();
    ProgressLine(const ProgressLine &) = delete;
    ProgressLine &operator=(const ProgressLine &) = delete;

    void show(std::size_t done, std::string_view file, std::string_view activity);

private:
    std::size_t files_;
    bool enabled_;
    std::chrono::steady_clock::time_point last_{};
};

}  // namespace quant::cli

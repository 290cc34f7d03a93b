// Prints results on stdout, and messages and progress on stderr.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>

namespace quant::cli {

// Returns the text with its control characters as \xNN, because a file name may contain them.
std::string printable(std::string_view text);

// Prints "quant: FILE: WHAT" on stderr in one line; print_note() prints the line without "quant: ".
void print_error(std::string_view file, std::string_view what);
void print_error(std::string_view what);
void print_note(std::string_view line);

// Prints one or more lines on stdout. Throws FailureOf with the name "standard output".
void print_result(const std::string &text);

// Writes bytes to stdout. Throws FailureOf with the name "standard output", and Interrupted.
void write_to_standard_output(std::span<const std::uint8_t> bytes);

// Receives the current activity now and then, such as "decoding" or "iteration 3".
using ShowActivity = std::function<void(const std::string &activity)>;

// How far a batch is.
struct BatchProgress {
    std::size_t done = 0;     // including the following ones
    std::size_t skipped = 0;  // which took no time
    std::size_t failed = 0;
};

// Shows the progress of a batch on one line of stderr, with its speed and the time that is left,
// and erases the line at the end. Shows nothing if stderr is not a terminal that can erase a line.
class ProgressLine {
public:
    ProgressLine(std::size_t files, bool wanted);
    ~ProgressLine();
    ProgressLine(const ProgressLine &) = delete;
    ProgressLine &operator=(const ProgressLine &) = delete;

    void show(const BatchProgress &progress, std::string_view file, std::string_view activity);
    void show(std::size_t done, std::string_view file, std::string_view activity) {
        show(BatchProgress{done, 0, 0}, file, activity);
    }

private:
    std::string speed_text(const BatchProgress &progress) const;

    std::size_t files_;
    bool enabled_;
    std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
    std::chrono::steady_clock::time_point last_{};
};

}  // namespace quant::cli

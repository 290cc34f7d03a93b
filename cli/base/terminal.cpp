// Erases the progress line before it prints anything else, and draws it at most every 0.1 seconds.
#include "base/terminal.h"

#include <cstdio>
#include <cstdlib>

#include <sys/ioctl.h>
#include <unistd.h>

#include "base/failure.h"
#include "base/fd.h"

namespace quant::cli {
namespace {

bool progress_is_shown = false;

void clear_progress() {
    if (progress_is_shown) std::fputs("\r\x1b[K", stderr);
    progress_is_shown = false;
}

std::size_t terminal_width() {
    winsize size{};
    return ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

bool can_draw() {
    const char *term = std::getenv("TERM");
    return ::isatty(STDERR_FILENO) && term && std::string_view(term) != "dumb";
}

}  // namespace

std::string printable(std::string_view text) {
    std::string result;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte >= 0x20 && byte != 0x7f) {
            result += c;
        } else {
            char escaped[8];
            std::snprintf(escaped, sizeof escaped, "\\x%02x", byte);
            result += escaped;
        }
    }
    return result;
}

void print_note(std::string_view line) {
    clear_progress();
    std::fprintf(stderr, "%s\n", printable(line).c_str());
}

void print_error(std::string_view what) { print_note("quant: " + std::string(what)); }

void print_error(std::string_view file, std::string_view what) {
    print_error(std::string(file) + ": " + std::string(what));
}

void print_result(const std::string &text) {
    clear_progress();
    try {
        write_all(STDOUT_FILENO, text);
    } catch (const Failure &failure) {
        throw FailureOf("standard output", failure.what());
    }
}

ProgressLine::ProgressLine(std::size_t files, bool wanted)
    : files_(files), enabled_(wanted && can_draw()) {}

ProgressLine::~ProgressLine() { clear_progress(); }

void ProgressLine::show(std::size_t done, std::string_view file, std::string_view activity) {
    using namespace std::chrono_literals;
    const auto now = std::chrono::steady_clock::now();
    if (!enabled_ || now - last_ < 100ms) return;
    last_ = now;
    constexpr std::size_t bar_width = 20;
    const std::size_t filled = files_ == 0 ? 0 : bar_width * done / files_;
    std::string line(1, '[');
    line.append(filled, '#').append(bar_width - filled, '-').append("] ");
    line += std::to_string(done) + "/" + std::to_string(files_) + " " + printable(file) + ": ";
    line += activity;
    const std::size_t width = terminal_width();
    if (line.size() >= width) line.resize(width - 1);
    std::fprintf(stderr, "\r%s\x1b[K", line.c_str());
    progress_is_shown = true;
}

}  // namespace quant::cli

// Erases the progress line before it prints anything else, and draws it at most every 0.1 seconds.
#include "base/terminal.h"

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstdio>
#include <cstdlib>

#include <sys/ioctl.h>
#include <unistd.h>

#include "base/failure.h"
#include "base/fd.h"
#include "base/signals.h"
#include "base/text.h"

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
    return escaped(text, "\\x", [](unsigned char byte) { return byte >= 0x20 && byte != 0x7f; });
}

void print_note(std::string_view line) {
    clear_progress();
    std::fprintf(stderr, "%s\n", printable(line).c_str());
}

void print_error(std::string_view what) { print_note("quant: " + std::string(what)); }

void print_error(std::string_view file, std::string_view what) {
    print_error(std::string(file) + ": " + std::string(what));
}

void write_to_standard_output(std::span<const std::uint8_t> bytes) {
    try {
        write_all(STDOUT_FILENO, bytes, signals::check);
    } catch (const Failure &failure) {
        throw FailureOf("standard output", failure.what());
    }
}

// Waits for a reader that is slow, but after a signal only for a short time: what is printed then
// says what was done, and somebody should read it.
void print_result(const std::string &text) {
    // A pipe that can be written to takes so many bytes at once.
    constexpr std::size_t kMost = PIPE_BUF;
    clear_progress();
    for (std::size_t at = 0; at < text.size();) {
        if (!signals::wait_writable(STDOUT_FILENO))
            throw FailureOf("standard output", "nobody reads it");
        const ssize_t count =
            ::write(STDOUT_FILENO, text.data() + at, std::min(kMost, text.size() - at));
        if (count < 0 && (errno == EINTR || errno == EAGAIN)) continue;
        if (count < 0) throw FailureOf("standard output", errno_text());
        at += static_cast<std::size_t>(count);
    }
}

ProgressLine::ProgressLine(std::size_t files, bool wanted)
    : files_(files), enabled_(wanted && can_draw()) {}

ProgressLine::~ProgressLine() { clear_progress(); }

// Returns such as "45.2/s, 3 min left", once enough files are done to tell.
std::string ProgressLine::speed_text(const BatchProgress &progress) const {
    constexpr double kEnoughSeconds = 2;
    const double seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count();
    const std::size_t worked = progress.done - progress.skipped;
    if (seconds < kEnoughSeconds || worked == 0 || files_ < 2) return "";
    const double left =
        static_cast<double>(files_ - progress.done) * seconds / static_cast<double>(worked);
    char text[80];
    std::snprintf(text, sizeof text, ", %.3g/s, %.0f %s left",
                  static_cast<double>(worked) / seconds,
                  left < 100    ? left
                  : left < 6000 ? left / 60
                                : left / 3600,
                  left < 100    ? "s"
                  : left < 6000 ? "min"
                                : "h");
    return text;
}

void ProgressLine::show(const BatchProgress &progress, std::string_view file,
                        std::string_view activity) {
    using namespace std::chrono_literals;
    const auto now = std::chrono::steady_clock::now();
    if (!enabled_ || now - last_ < 100ms) return;
    last_ = now;
    constexpr std::size_t bar_width = 20;
    const std::size_t filled = files_ == 0 ? 0 : bar_width * progress.done / files_;
    std::string line(1, '[');
    line.append(filled, '#').append(bar_width - filled, '-').append("] ");
    line += std::to_string(progress.done) + "/" + std::to_string(files_) + speed_text(progress);
    if (progress.failed > 0) line.append(", ").append(std::to_string(progress.failed)) += " failed";
    line.append(" ").append(printable(file)) += ": ";
    line += activity;
    const std::size_t width = terminal_width();
    if (line.size() >= width) line.resize(width - 1);
    std::fprintf(stderr, "\r%s\x1b[K", line.c_str());
    progress_is_shown = true;
}

}  // namespace quant::cli

// Turns exceptions into lines on stderr and exit statuses.
#include "program.h"

#include <errno.h>
#include <stdlib.h>

#include <exception>

#include "base/failure.h"
#include "base/signals.h"
#include "base/terminal.h"

namespace quant::experiment {

using namespace quant::cli;

void complain(const std::string &what) {
    print_note(std::string(program_invocation_short_name) + ": " + what);
}

void warn_if_busy() {
    constexpr double kBusy = 0.5;  // processes that run at once, as a mean over the last minute
    double load = 0;
    if (::getloadavg(&load, 1) != 1 || load < kBusy) return;
    std::string text = std::to_string(load);
    text.resize(text.find('.') + 2);
    complain("the machine is busy (load " + text +
             "): the results will mislead, the more so with as many threads as processors");
}

int run_program(const std::function<int()> &body) {
    try {
        signals::install();
        return body();
    } catch (const UsageError &error) {
        complain(error.what());
        return 2;
    } catch (const Interrupted &) {
        complain("ended by a signal");
        return 128 + signals::raised();
    } catch (const FailureOf &failure) {
        complain(printable(failure.file) + ": " + failure.what());
    } catch (const std::exception &error) {
        complain(error.what());
    }
    return 1;
}

}  // namespace quant::experiment

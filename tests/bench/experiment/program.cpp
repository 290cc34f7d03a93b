// Turns exceptions into lines on stderr and exit statuses.
#include "program.h"

#include <errno.h>

#include <exception>

#include "base/failure.h"
#include "base/signals.h"
#include "base/terminal.h"

namespace quant::experiment {

using namespace quant::cli;

void complain(const std::string &what) {
    print_note(std::string(program_invocation_short_name) + ": " + what);
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

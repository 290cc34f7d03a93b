// Runs the suites. Exits with 77, which ctest takes as skipped, if the library does not use the
// instruction set that QUANT_FORCE_ISA names.
#include <quant/quant.h>

#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <iostream>
#include <string>

int main(int argc, char *argv[]) {
    const char *forced = std::getenv("QUANT_FORCE_ISA");
    if (forced && std::string(forced) != quant_isa()) {
        std::cout << "skipped: this build or machine cannot run " << forced << '\n';
        return 77;
    }
    return boost::unit_test::unit_test_main([] { return true; }, argc, argv);
}

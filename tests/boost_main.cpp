// The main() of each test program whose folder has no main.cpp of its own. It does without the
// macro that would have to stand before the precompiled headers.
#include <boost/test/unit_test.hpp>

int main(int argc, char *argv[]) {
    return boost::unit_test::unit_test_main([] { return true; }, argc, argv);
}

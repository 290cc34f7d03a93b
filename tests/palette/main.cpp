// Runs the suites of palette files.
#define BOOST_TEST_MODULE palette
#include <boost/test/unit_test.hpp>

// The main() of a test program whose folder has none of its own.
#define BOOST_TEST_MODULE quant
#include <boost/test/unit_test.hpp>

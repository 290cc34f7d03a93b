// The main() of each test program whose folder has no main.cpp of its own.
#define BOOST_TEST_MODULE quant
#include <boost/test/unit_test.hpp>

// Tests that every way in which two outcomes can differ is found.
#include "validate/outcome.h"

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <limits>

#include "runs.h"

namespace {

using namespace quant::cli::validate;

struct Fixture {
    Outcome expected = quant::test::run(quant::test::photo(40, 30), 8);
    Outcome found = expected;

    void differ(const std::string &what) {
        const std::string text = difference(expected, found);
        BOOST_TEST(text.find(what) != std::string::npos, text);
        found = expected;
    }
};

BOOST_FIXTURE_TEST_SUITE(outcome_tests, Fixture)

BOOST_AUTO_TEST_CASE(equal_outcomes_do_not_differ) {
    BOOST_TEST(expected.labels.size() == 1200U);
    BOOST_TEST(expected.palette.size() == 8U);
    BOOST_TEST(difference(expected, found).empty());
}

BOOST_AUTO_TEST_CASE(the_first_difference_is_named) {
    found.labels[1199] ^= 1;
    differ("the label of pixel 1199 is");
    found.palette[3].b ^= 1;
    differ("palette entry 3 is (");
    found.palette[7].a ^= 1;
    differ("palette entry 7 is (");
    found.palette16[7].r ^= 1;
    differ("16-bit palette entry 7 is (");
    found.palette16[0].a ^= 1;
    differ("16-bit palette entry 0 is (");
    found.counts[0] += 1;
    differ("the count of entry 0 is");
    found.inertia = std::nextafter(found.inertia, 0);
    differ("the inertia is");
    found.iterations += 1;
    differ("the number of iterations is");
    found.converged = !found.converged;
    differ("convergence is");
    found.palette.pop_back();
    differ("has 7 of palette entry, not 8");
    found.labels.push_back(0);
    differ("has 1201 of the label of pixel, not 1200");
}

BOOST_AUTO_TEST_CASE(deviation_is_a_part_of_what_is_expected) {
    BOOST_TEST(deviation(200, 200) == 0);
    BOOST_TEST(deviation(200, 201) == 0.005);
    BOOST_TEST(deviation(200, 199) == 0.005);
    BOOST_TEST(deviation(0, 0) == 0);
    BOOST_TEST(deviation(0, 1) == std::numeric_limits<double>::infinity());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace

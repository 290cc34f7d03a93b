// Compares intervals of ratios with printed tables of Student's t and with values computed by hand.
#include "report/intervals.h"

#include <cmath>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>

using namespace quant::cli::report;
namespace tt = boost::test_tools;

BOOST_AUTO_TEST_SUITE(report_intervals_tests)

BOOST_AUTO_TEST_CASE(student_t_is_as_in_printed_tables) {
    const std::vector<std::pair<std::size_t, double>> table{
        {1, 12.706205}, {2, 4.302653},  {3, 3.182446},   {4, 2.776445},    {5, 2.570582},
        {9, 2.262157},  {10, 2.228139}, {29, 2.045230},  {30, 2.042272},   {59, 2.000995},
        {60, 2.000298}, {61, 1.999624}, {120, 1.979930}, {1000, 1.962339}, {1000000, 1.959966}};
    for (const auto &[degrees, t] : table)
        BOOST_TEST(student_t_95(degrees) == t, tt::tolerance(1e-6));
}

// The logarithms 0.1 and 0.3 have the mean 0.2 and the standard deviation 0.1 x sqrt 2, so that the
// standard error is 0.1.
BOOST_AUTO_TEST_CASE(interval_of_two_ratios) {
    const Interval interval = ratio_interval(std::vector<double>{0.1, 0.3});
    BOOST_TEST(interval.estimate == std::exp(0.2), tt::tolerance(1e-12));
    BOOST_TEST(interval.low == std::exp(0.2 - 1.2706205), tt::tolerance(1e-6));
    BOOST_TEST(interval.high == std::exp(0.2 + 1.2706205), tt::tolerance(1e-6));
    BOOST_TEST(interval.pairs == 2U);
}

// The order of the two in a pair must not matter but for the sign.
BOOST_AUTO_TEST_CASE(interval_of_inverse_ratios_is_the_inverse) {
    const Interval one = ratio_interval(std::vector<double>{0.1, -0.2, 0.4});
    const Interval other = ratio_interval(std::vector<double>{-0.1, 0.2, -0.4});
    BOOST_TEST(one.estimate * other.estimate == 1, tt::tolerance(1e-12));
    BOOST_TEST(one.low * other.high == 1, tt::tolerance(1e-12));
}

BOOST_AUTO_TEST_CASE(equal_ratios_leave_no_doubt) {
    const Interval interval = ratio_interval(std::vector<double>(5, std::log(2.0)));
    BOOST_TEST(interval.estimate == 2, tt::tolerance(1e-12));
    BOOST_TEST(interval.low == 2, tt::tolerance(1e-9));
    BOOST_TEST(interval.high == 2, tt::tolerance(1e-9));
}

BOOST_AUTO_TEST_CASE(too_few_ratios_have_no_bounds) {
    const Interval one = ratio_interval(std::vector<double>{std::log(3.0)});
    BOOST_TEST(one.estimate == 3, tt::tolerance(1e-12));
    BOOST_TEST(std::isnan(one.low));
    BOOST_TEST(std::isnan(one.high));
    const Interval none = ratio_interval({});
    BOOST_TEST(std::isnan(none.estimate));
    BOOST_TEST(std::isnan(none.low));
    BOOST_TEST(none.pairs == 0U);
}

BOOST_AUTO_TEST_SUITE_END()

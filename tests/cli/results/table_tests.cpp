// Tests the published table as CSV.
#include "results/table.h"

#include <boost/test/unit_test.hpp>

#include <cmath>

#include "cli/failure_of.h"

using namespace quant::cli::results;

BOOST_AUTO_TEST_SUITE(table_tests)

namespace {

const std::string kRowHeader = "K,Threads,T. Seq,Std. Seq,T. Par,Std. Par,Spd,Eff,Inertia\n";

std::string rows_failure(const std::string &text) {
    return quant::test::failure_of([&] { parse_table(text); });
}

}  // namespace

BOOST_AUTO_TEST_CASE(rows) {
    const auto all = parse_table(kRowHeader + "16,2,4,0.1,2,0.2,2,1,99\n8,1,2,nan,1,,,,\n");
    BOOST_REQUIRE(all.size() == 2U);
    BOOST_TEST(all[0].colors == 8U);  // rows are sorted by K
    BOOST_TEST(std::isnan(all[0].sequential.deviation));
    BOOST_TEST(all[0].speed_up() == 2);  // follows from the times
    BOOST_TEST(all[1].parallel.deviation == 0.2);
    BOOST_TEST(parse_table(kRowHeader + "8,1,2,nan,nan,nan,nan,nan,nan\n").empty());
}

BOOST_AUTO_TEST_CASE(rows_that_are_wrong) {
    BOOST_TEST(rows_failure("K,Threads\n8,1\n").starts_with("line 1: the columns are not K,Th"));
    BOOST_TEST(rows_failure("").starts_with("line 1: the columns are not"));
    BOOST_TEST(rows_failure(kRowHeader + "8,1,2\n") == "line 2: has 3 fields and not 9");
    BOOST_TEST(rows_failure(kRowHeader + "8,1,2,0,x,0,1,1,1\n") ==
               "line 2: T. Par is 'x' and not a number that is not negative");
    BOOST_TEST(!rows_failure(kRowHeader + "8,1,2,0,-1,0,1,1,1\n").empty());
    BOOST_TEST(!rows_failure(kRowHeader + "8,1,2,0,inf,0,1,1,1\n").empty());
    BOOST_TEST(rows_failure(kRowHeader + "8,0,2,0,1,0,1,1,1\n") ==
               "line 2: Threads is '0' and not a number of colors or threads");
    BOOST_TEST(!rows_failure(kRowHeader + "8.5,1,2,0,1,0,1,1,1\n").empty());
}

BOOST_AUTO_TEST_SUITE_END()

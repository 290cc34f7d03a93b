// Tests the records, quotes and line numbers of CSV.
#include "base/csv.h"

#include <boost/test/unit_test.hpp>

#include "cli/failure_of.h"

using namespace quant::cli;
using quant::test::failure_of;

BOOST_AUTO_TEST_SUITE(csv_tests)

namespace {

using Fields = std::vector<std::string>;

Fields one(std::string_view text) {
    const auto records = parse_csv(text);
    BOOST_REQUIRE(records.size() == 1U);
    return records[0].fields;
}

}  // namespace

BOOST_AUTO_TEST_CASE(csv_fields) {
    BOOST_TEST((one("a,b,c") == Fields{"a", "b", "c"}));
    BOOST_TEST((one("a,,\r\n") == Fields{"a", "", ""}));
    BOOST_TEST((one("\"a,\"\"b\"\"\r\nc\",d\n") == Fields{"a,\"b\"\r\nc", "d"}));
    BOOST_TEST((one("\"\",x") == Fields{"", "x"}));
    BOOST_TEST((one("\xef\xbb\xbf"
                    "a,b\n\n") == Fields{"a", "b"}));
    BOOST_TEST(parse_csv("").empty());
}

BOOST_AUTO_TEST_CASE(csv_lines_are_counted_within_quotes) {
    const auto records = parse_csv("a,\"1\n2\"\nb,c\n");
    BOOST_REQUIRE(records.size() == 2U);
    BOOST_TEST(records[1].line == 3U);
}

BOOST_AUTO_TEST_CASE(csv_that_is_malformed) {
    const auto failure = [](std::string_view text) { return failure_of([&] { parse_csv(text); }); };
    BOOST_TEST(failure("a\nb,\"c") == "line 2: a quoted field does not end");
    BOOST_TEST(failure("\"a\"b") == "line 1: text after the closing quote of a field");
    BOOST_TEST(failure("a\"b") == "line 1: a quote inside a field that is not quoted");
}

BOOST_AUTO_TEST_SUITE_END()

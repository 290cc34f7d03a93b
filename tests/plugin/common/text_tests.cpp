// Tests putting arguments into the placeholders of a text, and how numbers are written.
#include "common/text.h"

#include <boost/test/unit_test.hpp>

#include <clocale>

namespace quant::plugin {
namespace {

BOOST_AUTO_TEST_SUITE(text_tests)

BOOST_AUTO_TEST_CASE(places) {
    BOOST_TEST(format_text("%1 of %2", {"one", "two"}) == "one of two");
    BOOST_TEST(format_text("%2, %1; %2", {"one", "two"}) == "two, one; two");
    BOOST_TEST(format_text("%1%1", {"a"}) == "aa");
    BOOST_TEST(format_text("%9%1", {"1", "2", "3", "4", "5", "6", "7", "8", "9"}) == "91");
    BOOST_TEST(format_text("", {"one"}).empty());
}

BOOST_AUTO_TEST_CASE(what_is_no_place_stays) {
    BOOST_TEST(format_text("%2 and %1", {"one"}) == "%2 and one");
    BOOST_TEST(format_text("no place", {"one"}) == "no place");
    BOOST_TEST(format_text("%0 %a % %\xc3\xa9", {"one"}) == "%0 %a % %\xc3\xa9");
    BOOST_TEST(format_text("100%% of %1", {"one"}) == "100%% of one");
    BOOST_TEST(format_text("%%1", {"one"}) == "%one");
    BOOST_TEST(format_text("%1%", {"one"}) == "one%");
    BOOST_TEST(format_text("%", {"one"}) == "%");
    BOOST_TEST(format_text("%1", {}) == "%1");
}

BOOST_AUTO_TEST_CASE(arguments_are_no_texts) {
    BOOST_TEST(format_text("%1 %2", {"%2", "two"}) == "%2 two");
    BOOST_TEST(format_text("%1 %s", {"100%"}) == "100% %s");
}

BOOST_AUTO_TEST_CASE(thousands_are_separated) {
    BOOST_TEST(grouped(0) == "0");
    BOOST_TEST(grouped(999) == "999");
    BOOST_TEST(grouped(1000) == "1,000");
    BOOST_TEST(grouped(123456) == "123,456");
    BOOST_TEST(grouped(1048576) == "1,048,576");
    if (std::setlocale(LC_NUMERIC, "de_DE.UTF-8")) BOOST_TEST(grouped(1048576) == "1.048.576");
    std::setlocale(LC_NUMERIC, "C");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace quant::plugin

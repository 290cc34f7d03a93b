// Tests numbers as text, and the escaping of names in HTML, SVG and Markdown.
#include "report/format.h"

#include <cmath>

#include <boost/test/unit_test.hpp>

using namespace quant::cli::report;

BOOST_AUTO_TEST_SUITE(report_format_tests)

BOOST_AUTO_TEST_CASE(numbers) {
    BOOST_TEST(significant(0.012345) == "0.0123");
    BOOST_TEST(significant(9.996) == "10.0");
    BOOST_TEST(significant(0.9996) == "1.00");
    BOOST_TEST(significant(123456) == "123456");
    BOOST_TEST(significant(std::nan("")) == kNoValue);
    BOOST_TEST(fixed(-0.001, 2) == "0.00");
    BOOST_TEST(whole_text(1048576) == "1,048,576");
    BOOST_TEST(whole_text(-1000) == "-1,000");
    BOOST_TEST(whole_text(999) == "999");
    BOOST_TEST(scientific(1.5e9) == "1.5 × 10⁹");
    BOOST_TEST(scientific(9.96e11) == "1.0 × 10¹²");
    BOOST_TEST(scientific(22500) == "22,500");
    BOOST_TEST(percent(0.1234) == "12 %");
    BOOST_TEST(percent(0.01234) == "1.2 %");
}

BOOST_AUTO_TEST_CASE(units) {
    BOOST_TEST(seconds_text(56) == "56.0 s");
    BOOST_TEST(seconds_text(0.0123) == "12.3 ms");
    BOOST_TEST(seconds_text(81e-6) == "81.0 µs");
    BOOST_TEST(seconds_text(-2e-3) == "-2.00 ms");
    BOOST_TEST(seconds_tick(0.05) == "50 ms");
    BOOST_TEST(seconds_tick(0.99999999) == "1 s");
    BOOST_TEST(bytes_text(32768) == "32 KiB");
    BOOST_TEST(bytes_text(1.5 * 1024 * 1024) == "1.50 MiB");
    BOOST_TEST(rate_text(9e9) == "9.00 G");
}

// The text has two significant digits; the zero of 0.10 is one of them.
BOOST_AUTO_TEST_CASE(serial_fractions) {
    BOOST_TEST(serial_text(0.1) == "0.10");
    BOOST_TEST(serial_text(0.0123) == "0.012");
    BOOST_TEST(serial_text(0) == "0.00");
    BOOST_TEST(serial_text(-0.2) == "-0.20");
}

BOOST_AUTO_TEST_CASE(lists) {
    BOOST_TEST(list_text(std::vector<unsigned>{8}) == "8");
    BOOST_TEST(list_text(std::vector<unsigned>{8, 16}) == "8 and 16");
    BOOST_TEST(list_text(std::vector<unsigned>{8, 16, 32}) == "8, 16 and 32");
    BOOST_TEST(count_text(1, "thread") == "1 thread");
    BOOST_TEST(count_text(0, "thread") == "0 threads");
}

BOOST_AUTO_TEST_CASE(escaping) {
    BOOST_TEST(escape("<b a='1' c=\"2\">&amp;\xc3\xa9") ==
               "&lt;b a=&#39;1&#39; c=&quot;2&quot;&gt;&amp;amp;\xc3\xa9");
    BOOST_TEST(escape(std::string("a\0\x1b\nb\x7f", 6)) ==
               "a\xef\xbf\xbd\xef\xbf\xbd b\xef\xbf\xbd");
    BOOST_TEST(escape_markdown("a|b_[c](d)<e>\n`f`*") == "a\\|b\\_\\[c\\](d)\\<e\\> \\`f\\`\\*");
}

BOOST_AUTO_TEST_SUITE_END()

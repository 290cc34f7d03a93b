// Tests taking lines and names from arbitrary bytes.
#include "base/text.h"
#include "palette_samples.h"

using namespace quant::cli;
using namespace palette_samples;

BOOST_AUTO_TEST_SUITE(palette_text_tests)

namespace {

#define MARK "\xef\xbf\xbd"  // U+FFFD

std::vector<std::string> lines_of(std::string_view text) {
    std::vector<std::string> lines;
    while (!text.empty()) lines.emplace_back(take_line(text));
    return lines;
}

std::string from_utf16(std::string_view digits) { return name_from_utf16(view(unhex(digits))); }

}  // namespace

BOOST_AUTO_TEST_CASE(line_ends) {
    using Lines = std::vector<std::string>;
    BOOST_TEST(lines_of("a\nb\r\nc\rd") == (Lines{"a", "b", "c", "d"}),
               boost::test_tools::per_element());
    BOOST_TEST(lines_of("\n\r\n\r") == (Lines{"", "", ""}), boost::test_tools::per_element());
    BOOST_TEST(lines_of(" \ta b \n") == (Lines{"a b"}), boost::test_tools::per_element());
    BOOST_TEST(lines_of("").empty());
}

BOOST_AUTO_TEST_CASE(names_are_one_line_of_utf_8) {
    const std::string good = "A\xc3\xa9\xe2\x82\xac\xf0\x9f\x8e\xa8";
    BOOST_TEST(clean_name(" " + good + "\r\n") == good);
    BOOST_TEST(clean_name("a\x01\x1b[0m\tb\x7f\xc2\x85\xe2\x80\xa8") == "a[0mb");
    BOOST_TEST(clean_name(std::string(300, 'x')) == std::string(200, 'x'));
    // These sequences are cut off, overlong, surrogates, beyond Unicode, or lone trailing bytes.
    BOOST_TEST(clean_name("\xe2\x82") == MARK MARK);
    BOOST_TEST(clean_name("\xc0\x80") == MARK MARK);
    BOOST_TEST(clean_name("\xe0\x80\x80") == MARK MARK MARK);
    BOOST_TEST(clean_name("\xed\xa0\x80") == MARK MARK MARK);
    BOOST_TEST(clean_name("\xf4\x90\x80\x80") == MARK MARK MARK MARK);
    BOOST_TEST(clean_name("\xf5"
                          "a\x80") == MARK "a" MARK);
}

BOOST_AUTO_TEST_CASE(utf_16) {
    BOOST_TEST(from_utf16("0041 00e9 20ac d83c dfa8 0000 0042") ==
               "A\xc3\xa9\xe2\x82\xac\xf0\x9f\x8e\xa8");
    BOOST_TEST(from_utf16("d83c 0041 dfa8 d83c") == MARK "A" MARK MARK);
    BOOST_TEST(from_utf16("0041 00") == "A");
    BOOST_TEST(from_utf16("").empty());
    BOOST_TEST((utf16_of("A\xe2\x82\xac\xf0\x9f\x8e\xa8") == u"A\u20ac\U0001f3a8"));
}

BOOST_AUTO_TEST_CASE(quotes_are_short) {
    BOOST_TEST(quoted("ab\n") == "'ab'");
    BOOST_TEST(quoted(std::string(40, 'x')) == "'" + std::string(40, 'x') + "'");
    BOOST_TEST(quoted(std::string(41, 'x')) == "'" + std::string(40, 'x') + "...'");
}

BOOST_AUTO_TEST_SUITE_END()

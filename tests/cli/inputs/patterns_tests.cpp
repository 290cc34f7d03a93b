// Tests which names patterns match.
#include "inputs/patterns.h"

#include <boost/test/unit_test.hpp>

namespace {

using quant::cli::Patterns;

bool includes(const std::string &pattern, const std::string &below) {
    return Patterns({pattern}, {}).includes(below.substr(below.rfind('/') + 1), below);
}

bool excludes(const std::string &pattern, const std::string &below) {
    return Patterns({}, {pattern}).excludes(below.substr(below.rfind('/') + 1), below);
}

BOOST_AUTO_TEST_SUITE(patterns_tests)

BOOST_AUTO_TEST_CASE(a_pattern_without_a_slash_is_for_the_name_at_any_depth) {
    for (const char *below : {"a.jpg", "x/a.jpg", "x/y/a.jpg"}) {
        BOOST_TEST(includes("*.jpg", below));
        BOOST_TEST(includes("[ab].jp?", below));
        BOOST_TEST(includes("a.jpg", below));
        BOOST_TEST(!includes("*.JPG", below));
        BOOST_TEST(!includes("a", below));
        BOOST_TEST(!includes("x*", below));
    }
}

BOOST_AUTO_TEST_CASE(a_pattern_with_a_slash_is_for_the_path_below_the_folder) {
    BOOST_TEST(includes("x/*.jpg", "x/a.jpg"));
    BOOST_TEST(includes("x/*.jpg", "x/y/a.jpg"));
    BOOST_TEST(includes("*/y/*", "x/y/a.jpg"));
    BOOST_TEST(!includes("x/*.jpg", "a.jpg"));
    BOOST_TEST(!includes("y/*.jpg", "x/y/a.jpg"));
}

BOOST_AUTO_TEST_CASE(several_patterns_are_alternatives) {
    const Patterns patterns({"*.jpg", "*.png"}, {"x", "y/z"});
    BOOST_TEST(patterns.includes("a.png", "a.png"));
    BOOST_TEST(!patterns.includes("a.gif", "a.gif"));
    BOOST_TEST(patterns.excludes("x", "w/x"));
    BOOST_TEST(patterns.excludes("z", "y/z"));
    BOOST_TEST(!patterns.excludes("z", "z"));
}

BOOST_AUTO_TEST_CASE(a_folder_may_be_excluded_with_the_slash_that_shells_complete) {
    BOOST_TEST(excludes("raw/", "x/raw"));
    BOOST_TEST(excludes("x/raw//", "x/raw"));
    BOOST_TEST(!excludes("x/raw/", "raw"));
}

BOOST_AUTO_TEST_CASE(bytes_match_in_any_encoding) {
    BOOST_TEST(includes("*.jpg", "\xff\xfe.jpg"));
    BOOST_TEST(includes("\xff*", "\xff\xfe.jpg"));
    BOOST_TEST(includes("?\xfe.jpg", "\xff\xfe.jpg"));
}

BOOST_AUTO_TEST_CASE(no_patterns_include_and_exclude_nothing) {
    BOOST_TEST(Patterns().empty());
    BOOST_TEST(!Patterns().has_includes());
    BOOST_TEST(!Patterns().excludes("a", "a"));
    BOOST_TEST(Patterns({"a"}, {}).has_includes());
    BOOST_TEST(!Patterns({}, {"a"}).empty());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace

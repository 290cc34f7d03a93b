// Tests how a shard is read, and that the shards of a list are a partition of it.
#include "inputs/shard.h"

#include <algorithm>
#include <set>

#include <boost/test/unit_test.hpp>

#include "cli/failure_of.h"
#include "inputs/input_list.h"

namespace {

using namespace quant::cli;
using quant::test::failure_of;
using Names = std::vector<std::string>;

Names shard_of(const Names &operands, const Shard &shard) {
    InputOptions options;
    options.operands = operands;
    options.shard = shard;
    const InputList list = list_inputs(options);
    BOOST_TEST(list.whole_size() == operands.size());
    Names names;
    for (std::size_t i = 0; i < list.size(); ++i) {
        names.emplace_back(list[i].path);
        BOOST_TEST(operands.at(list[i].number - 1) == names.back());
    }
    return names;
}

BOOST_AUTO_TEST_SUITE(shard_tests)

BOOST_AUTO_TEST_CASE(reads_the_part_and_the_number_of_parts) {
    BOOST_TEST(parse_shard("0/1").count == 1);
    const Shard shard = parse_shard("17/120");
    BOOST_TEST(shard.index == 17);
    BOOST_TEST(shard.count == 120);
}

BOOST_AUTO_TEST_CASE(says_what_is_wrong) {
    for (const char *text : {"", "/", "1", "1/", "/2", "-1/2", "1/-2", "+0/2", "a/b", "0/2x",
                             " 0/2", "0 /2", "0/2/3", "99999999999999999999999/2"})
        BOOST_TEST(failure_of([&] { parse_shard(text); }) ==
                   "'" + std::string(text) + "' is not I/N, such as 0/4");
    BOOST_TEST(failure_of([] { parse_shard("0/0"); }) == "'0/0': there is no part of 0");
    BOOST_TEST(failure_of([] { parse_shard("4/4"); }) == "'4/4': the parts are 0/4 to 3/4");
}

BOOST_AUTO_TEST_CASE(a_shard_is_every_nth_of_the_sorted_list_in_the_order_given) {
    const Names operands{"d", "a", "e", "c", "b"};
    BOOST_TEST(shard_of(operands, {0, 2}) == (Names{"a", "e", "c"}),
               boost::test_tools::per_element());
    BOOST_TEST(shard_of(operands, {1, 2}) == (Names{"d", "b"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(shards_are_a_partition_that_no_order_changes) {
    Names operands;
    for (int i = 0; i < 101; ++i) operands.push_back("picture " + std::to_string(i * 37 % 101));
    Names reversed(operands.rbegin(), operands.rend());
    for (const std::size_t count : std::vector<std::size_t>{1, 2, 3, 7, 100, 101, 150}) {
        std::multiset<std::string> all;
        for (std::size_t index = 0; index < count; ++index) {
            const Names names = shard_of(operands, {index, count});
            BOOST_TEST(names.size() >= 101 / count);
            BOOST_TEST(names.size() <= 101 / count + 1);
            all.insert(names.begin(), names.end());
            Names other = shard_of(reversed, {index, count});
            std::reverse(other.begin(), other.end());
            BOOST_TEST(names == other, boost::test_tools::per_element());
        }
        BOOST_TEST((all == std::multiset<std::string>(operands.begin(), operands.end())));
    }
}

BOOST_AUTO_TEST_CASE(another_spelling_of_a_path_does_not_change_its_shard) {
    const Names plain{"a/b", "a/c", "d", "e"}, spelled{"a//b", "./a/./c", "d", ".//e"};
    for (std::size_t index = 0; index < 3; ++index)
        BOOST_TEST(shard_of(plain, {index, 3}).size() == shard_of(spelled, {index, 3}).size());
    BOOST_TEST(shard_of(spelled, {1, 4}) == Names{"./a/./c"}, boost::test_tools::per_element());
    BOOST_TEST(shard_of(spelled, {3, 4}) == Names{".//e"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace

// Tests the names of data sets, random draws from them, and the built-in data sets.
#include "dataset/dataset.h"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <set>

#include "base/failure.h"
#include "temporary_folder.h"

namespace {

using namespace quant::cli;
using quant::test::TemporaryFolder;

std::vector<Entry> numbered(int count) {
    std::vector<Entry> entries;
    for (int i = 0; i < count; ++i) entries.push_back({std::to_string(i) + ".jpg", "", 0, 0});
    return entries;
}

std::vector<std::string> names_of(const std::vector<Entry> &entries) {
    std::vector<std::string> names;
    for (const Entry &entry : entries) names.push_back(entry.name);
    return names;
}

std::vector<std::string> drawn(int count, std::uint64_t limit, std::uint64_t seed) {
    std::vector<Entry> entries = numbered(count);
    draw_sample(entries, limit, seed);
    return names_of(entries);
}

void fails(const std::vector<std::string> &sets, const std::string &message) {
    BOOST_CHECK_EXCEPTION(open_datasets({sets, {}, 0, {}}), UsageError,
                          [&](const UsageError &error) {
                              BOOST_TEST_INFO(error.what());
                              return std::string(error.what()).find(message) != std::string::npos;
                          });
}

BOOST_AUTO_TEST_SUITE(dataset_tests)

// The expected draws were computed by another program.
BOOST_AUTO_TEST_CASE(a_sample_is_the_same_everywhere) {
    using Names = std::vector<std::string>;
    BOOST_TEST(drawn(10, 1, 0) == Names({"1.jpg"}));
    BOOST_TEST(drawn(10, 4, 0) == Names({"0.jpg", "1.jpg", "2.jpg", "5.jpg"}));
    BOOST_TEST(drawn(10, 4, 1) == Names({"0.jpg", "1.jpg", "5.jpg", "7.jpg"}));
    BOOST_TEST(drawn(10, 9, 1).size() == 9U);
    BOOST_TEST(drawn(10, 10, 1) == names_of(numbered(10)));
    BOOST_TEST(drawn(10, 11, 1) == names_of(numbered(10)));
}

// 20 of 200 pictures are drawn for each of 1000 seeds: the number of times that a picture is drawn
// has mean 100 and deviation 9.5.
BOOST_AUTO_TEST_CASE(all_pictures_are_drawn_equally_often) {
    std::vector<int> times(200);
    for (std::uint64_t seed = 0; seed < 1000; ++seed)
        for (const std::string &name : drawn(200, 20, seed)) ++times[std::stoul(name)];
    BOOST_TEST(*std::min_element(times.begin(), times.end()) > 60);
    BOOST_TEST(*std::max_element(times.begin(), times.end()) < 140);
}

BOOST_AUTO_TEST_CASE(opens_folders_under_their_names) {
    const TemporaryFolder folder;
    folder.add("x/a.jpg");
    folder.add("x/b=c/d.png");
    folder.add("y/e.jpg");
    const auto sets =
        open_datasets({{"one=" + folder.path() + "/x", "two=" + folder.path() + "/y/"}, 1, 0, {}});
    BOOST_TEST(sets.size() == 2U);
    BOOST_TEST(sets.at(0).name == "one");
    BOOST_TEST(sets.at(0).available == 2U);
    BOOST_TEST(sets.at(0).entries.size() == 1U);
    BOOST_TEST(!sets.at(0).synthetic);
    BOOST_TEST(sets.at(1).entries.at(0).name == "e.jpg");
    BOOST_TEST(sets.at(1).entries.at(0).path == folder.path() + "/y/e.jpg");
    const auto strange = open_datasets({{"s=" + folder.path() + "/x/b=c"}, {}, 0, {}});
    BOOST_TEST(strange.at(0).entries.at(0).name == "d.png");
}

BOOST_AUTO_TEST_CASE(refuses_what_cannot_be_a_set) {
    const TemporaryFolder folder;
    folder.add("some/a.jpg");
    folder.add("none/readme.txt");
    folder.add("archive.zip");
    const std::string some = folder.path() + "/some";
    fails({some}, "NAME=DIR");
    fails({"=" + some}, "NAME=DIR");
    fails({"x"}, "NAME=DIR");
    fails({"a/b=" + some}, "a name has no /");
    fails({"../b=" + some}, "a name has no /");
    fails({"..=" + some}, "begins with");
    fails({"-a=" + some}, "begins with");
    fails({"a\nb=" + some}, "control characters");
    fails({"a=" + some, "b=" + some, "a=" + some}, "the name a is given twice");
    fails({"a="}, "give it as NAME=DIR");
    fails({"a=" + folder.path() + "/missing"}, "there is no folder");
    fails({"a=" + folder.path() + "/archive.zip"}, "is not a folder");
    fails({"a=" + folder.path() + "/none"}, "there are no pictures in");
}

BOOST_AUTO_TEST_CASE(built_in_sets_say_that_they_are_synthetic) {
    const auto sets = open_datasets({});
    BOOST_TEST(sets.size() == 2U);
    BOOST_TEST(sets.at(0).name == "landscape");
    BOOST_TEST(sets.at(0).entries.at(0).size == 1024U);
    BOOST_TEST(sets.at(1).name == "intel");
    BOOST_TEST(sets.at(1).entries.at(0).size == 150U);
    for (const Dataset &set : sets) {
        BOOST_TEST(set.synthetic);
        const auto names = names_of(set.entries);
        BOOST_TEST(std::set<std::string>(names.begin(), names.end()).size() == names.size());
        BOOST_TEST(std::is_sorted(names.begin(), names.end()));
        for (const std::string &name : names) BOOST_TEST(name.rfind("synthetic-", 0) == 0U);
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace

// Tests which pictures a walk through a folder finds, and in which order.
#include "inputs/walk.h"

#include <boost/test/unit_test.hpp>

#include <sys/resource.h>

#include "base/failure.h"
#include "temporary_folder.h"

namespace {

using quant::cli::pictures_below;
using quant::test::TemporaryFolder;
using Names = std::vector<std::string>;

void check(const TemporaryFolder &folder, const Names &expected) {
    const Names found = pictures_below(folder.path());
    BOOST_TEST(found == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE(walk_tests)

BOOST_AUTO_TEST_CASE(finds_pictures_at_any_depth_as_archives_nest_them) {
    const TemporaryFolder folder;
    folder.add("seg_train/seg_train/buildings/2.jpg");
    folder.add("seg_train/seg_train/buildings/10.jpg");
    folder.add("seg_train/seg_train/forest/1.jpg");
    folder.add("seg_test/seg_test/sea/3.jpg");
    folder.add("seg_pred/seg_pred/4.jpg");
    folder.add("flat.jpg");
    check(folder, {"flat.jpg", "seg_pred/seg_pred/4.jpg", "seg_test/seg_test/sea/3.jpg",
                   "seg_train/seg_train/buildings/10.jpg", "seg_train/seg_train/buildings/2.jpg",
                   "seg_train/seg_train/forest/1.jpg"});
}

BOOST_AUTO_TEST_CASE(sorts_by_bytes_whatever_the_language) {
    const TemporaryFolder folder;
    for (const char *name : {"b.jpg", "\xc3\xa4.jpg", "B.jpg", "a.jpg", "a/z.jpg", "a-z.jpg"})
        folder.add(name);
    check(folder, {"B.jpg", "a-z.jpg", "a.jpg", "a/z.jpg", "b.jpg", "\xc3\xa4.jpg"});
}

BOOST_AUTO_TEST_CASE(leaves_out_what_is_no_picture_and_what_is_hidden) {
    const TemporaryFolder folder;
    for (const char *name :
         {"a.JPG", "b.png", "c.txt", "d", "jpg", ".e.jpg", ".git/f.jpg", "__MACOSX/g.jpg",
          "__MACOSX/._g.jpg", "._h.jpg", "i.jpg.zip", "x/__MACOSX/j.jpg", "Thumbs.db"})
        folder.add(name);
    folder.add_folder("folder.jpg");
    check(folder, {"a.JPG", "b.png"});
}

BOOST_AUTO_TEST_CASE(follows_links_and_finds_each_folder_once) {
    const TemporaryFolder folder, other;
    other.add("there.jpg");
    folder.add("below/here.jpg");
    folder.link("elsewhere", other.path());
    folder.link("below/up", "..");
    folder.link("nowhere.jpg", "missing");
    folder.link("again", "below");
    folder.link("too.jpg", "below/here.jpg");
    check(folder, {"below/here.jpg", "elsewhere/there.jpg", "too.jpg"});
}

BOOST_AUTO_TEST_CASE(folders_full_of_links_to_each_other_do_not_multiply) {
    const TemporaryFolder folder;
    for (char one = 'a'; one <= 'p'; ++one)
        for (char other = 'a'; other <= 'p'; ++other) {
            folder.add_folder(std::string(1, one));
            if (one != other) folder.link({one, '/', other}, std::string("../") + other);
        }
    folder.add("k/1.jpg");
    check(folder, {"k/1.jpg"});
}

BOOST_AUTO_TEST_CASE(may_stay_in_the_folder_and_says_whether_there_are_others) {
    const TemporaryFolder folder;
    folder.add("a.jpg");
    quant::cli::WalkRules rules;
    rules.recursive = false;
    BOOST_TEST(!find_pictures(folder.path(), rules).passed_folders);
    folder.add("x/b.jpg");
    folder.add(".hidden/c.jpg");
    const quant::cli::Found found = find_pictures(folder.path(), rules);
    BOOST_TEST(found.names == Names{"a.jpg"}, boost::test_tools::per_element());
    BOOST_TEST(found.passed_folders);
}

BOOST_AUTO_TEST_CASE(enters_more_folders_than_files_may_be_open) {
    const TemporaryFolder folder;
    std::string deep;
    for (int i = 0; i < 200; ++i) deep += "d/";
    folder.add(deep + "a.jpg");
    rlimit before{};
    BOOST_REQUIRE(::getrlimit(RLIMIT_NOFILE, &before) == 0);
    const rlimit few{64, before.rlim_max};
    ::setrlimit(RLIMIT_NOFILE, &few);
    check(folder, {deep + "a.jpg"});
    ::setrlimit(RLIMIT_NOFILE, &before);
}

BOOST_AUTO_TEST_CASE(fails_for_a_folder_that_is_missing) {
    const TemporaryFolder folder;
    BOOST_CHECK_EXCEPTION(pictures_below(folder.path() + "/missing"), quant::cli::FailureOf,
                          [&](const quant::cli::FailureOf &failure) {
                              return failure.file == folder.path() + "/missing" &&
                                     failure.what() ==
                                         std::string("cannot open: No such file or directory");
                          });
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace

// Tests what operands, folders and lists of names give as inputs, and in which order.
#include "inputs/input_list.h"

#include <filesystem>
#include <fstream>

#include <boost/test/unit_test.hpp>

#include "base/failure.h"
#include "temporary_folder.h"

namespace {

using namespace quant::cli;
using quant::test::TemporaryFolder;
using Names = std::vector<std::string>;

// A temporary folder is the current one here, so that paths are as short as users write them.
struct InFolder : TemporaryFolder {
    InFolder() : before(std::filesystem::current_path()) { std::filesystem::current_path(path()); }
    ~InFolder() { std::filesystem::current_path(before); }
    InFolder(const InFolder &) = delete;
    InFolder &operator=(const InFolder &) = delete;
    std::filesystem::path before;

    void write(const std::string &name, const std::string &content) const {
        std::ofstream(std::filesystem::path(path()) / name, std::ios::binary) << content;
    }
};

InputOptions options_of(const Names &operands, bool recursive = false) {
    InputOptions options;
    options.operands = operands;
    options.recursive = recursive;
    return options;
}

InputOptions from_list(const std::string &list, bool null_separated = false) {
    InputOptions options;
    options.files_from = list;
    options.null_separated = null_separated;
    return options;
}

// Returns each path, with a | before the part that is below a folder.
Names list(const InputOptions &options, const OwnResults &own = {}) {
    const InputList inputs = list_inputs(options, own);
    Names names;
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        const Input input = inputs[i];
        std::string name(input.path);
        BOOST_TEST(input.path.data()[input.path.size()] == '\0');
        BOOST_TEST(input.number == i + 1);
        BOOST_TEST(name.ends_with(input.below));
        if (!input.below.empty()) name.insert(name.size() - input.below.size(), "|");
        names.push_back(name);
    }
    BOOST_TEST(inputs.whole_size() == names.size());
    return names;
}

void check(const Names &found, const Names &expected) {
    BOOST_TEST(found == expected, boost::test_tools::per_element());
}

std::string usage_error_of(const InputOptions &options) {
    try {
        list_inputs(options);
    } catch (const UsageError &error) {
        return error.what();
    }
    return "";
}

std::string failure_with_name_of(const InputOptions &options) {
    try {
        list_inputs(options);
    } catch (const FailureOf &failure) {
        return failure.file + ": " + failure.what();
    }
    return "";
}

BOOST_AUTO_TEST_SUITE(input_list_tests)

BOOST_AUTO_TEST_CASE(what_is_named_is_taken_in_the_order_given_whatever_it_is) {
    const InFolder folder;
    for (const char *name : {"b.txt", ".hidden", "a-quant.png"}) folder.add(name);
    check(list(options_of({"b.txt", "-", "missing", ".hidden", "a-quant.png"})),
          {"b.txt", "-", "missing", ".hidden", "a-quant.png"});
}

BOOST_AUTO_TEST_CASE(a_folder_gives_its_own_pictures_or_all_below) {
    const InFolder folder;
    for (const char *name : {"p/2.png", "p/1.jpg", "p/x/3.gif", "p/text.txt", "q/4.png"})
        folder.add(name);
    check(list(options_of({"q", "p"})), {"q/|4.png", "p/|1.jpg", "p/|2.png"});
    check(list(options_of({"p", "q"}, true)), {"p/|1.jpg", "p/|2.png", "p/|x/3.gif", "q/|4.png"});
    check(list(options_of({"p/", "./q"})), {"p/|1.jpg", "p/|2.png", "./q/|4.png"});
    check(list(options_of({"."}, true)),
          {"./|p/1.jpg", "./|p/2.png", "./|p/x/3.gif", "./|q/4.png"});
}

BOOST_AUTO_TEST_CASE(results_are_not_found_again) {
    const InFolder folder;
    for (const char *name : {"a.jpg", "a-quant.png", "b-quant.TIF", "b-small.png", "c-quant.txt",
                             "quant.png", "out/a.png", "x/out/b.png", "x/c.png"})
        folder.add(name);
    check(list(options_of({"."}, true), {"out", "-small"}),
          {"./|a.jpg", "./|quant.png", "./|x/c.png", "./|x/out/b.png"});
    check(list(options_of({"."}, true), {"missing", ""}),
          {"./|a.jpg", "./|b-small.png", "./|out/a.png", "./|quant.png", "./|x/c.png",
           "./|x/out/b.png"});
    // Whoever names a folder means it.
    check(list(options_of({"out"}), {"out", ""}), {"out/|a.png"});
}

BOOST_AUTO_TEST_CASE(the_same_path_is_one_input) {
    const InFolder folder;
    folder.add("p/1.jpg");
    folder.add("p/2.jpg");
    check(list(options_of({"a", "b", "a", "./a", ".//./b", "a/../a"})), {"a", "b", "a/../a"});
    check(list(options_of({"p/2.jpg", "p", "./p"})), {"p/2.jpg", "p/|1.jpg"});
    check(list(options_of({"-", "./-", "./-", ".//-"})), {"-", "./-"});
    check(list(options_of({"/a", "//a", "/./a"})), {"/a"});
}

BOOST_AUTO_TEST_CASE(patterns_choose_among_what_is_found_only) {
    const InFolder folder;
    for (const char *name : {"p/1.jpg", "p/2.png", "p/x/3.jpg", "p/x/4.data", "p/.5.jpg"})
        folder.add(name);
    InputOptions options = options_of({"p/2.png", "p"}, true);
    options.include = {"*.jpg", "x/*.data"};
    check(list(options), {"p/2.png", "p/|1.jpg", "p/|x/3.jpg", "p/|x/4.data"});
    options.exclude = {"3*"};
    check(list(options), {"p/2.png", "p/|1.jpg", "p/|x/4.data"});
    options.exclude = {"x"};
    check(list(options), {"p/2.png", "p/|1.jpg"});
    options.exclude = {"p"};  // the name of the folder itself is not below it
    check(list(options), {"p/2.png", "p/|1.jpg", "p/|x/3.jpg", "p/|x/4.data"});
}

BOOST_AUTO_TEST_CASE(a_list_has_a_name_in_each_line) {
    const InFolder folder;
    folder.add("p/1.jpg");
    folder.write("list", "b\r\n\na b \r c\n-\n\r\n p\np\n\xff\n/x\nb\nend");
    InputOptions options = from_list("list");
    check(list(options), {"b", "a b \r c", "./-", " p", "p/|1.jpg", "\xff", "/x", "end"});
    options.operands = {"z", "end"};
    check(list(options), {"z", "end", "b", "a b \r c", "./-", " p", "p/|1.jpg", "\xff", "/x"});
    folder.write("marked",
                 "\xef\xbb\xbf"
                 "b\n");
    check(list(from_list("marked")), {"b"});
}

BOOST_AUTO_TEST_CASE(a_list_may_end_each_name_in_a_null) {
    const InFolder folder;
    using namespace std::string_literals;
    folder.write("list", "a\nb\0\0c\r\0d\n\0-\0end"s);
    check(list(from_list("list", true)), {"a\nb", "c\r", "d\n", "./-", "end"});
    BOOST_TEST(usage_error_of(from_list("list")) ==
               "the list list has NUL bytes; --null takes names that end in them");
}

BOOST_AUTO_TEST_CASE(names_in_a_list_are_whole_wherever_a_block_ends) {
    const InFolder folder;
    std::string content;
    Names names;
    for (int i = 0; i < 4000; ++i) {
        names.push_back(std::string(static_cast<std::size_t>(i % 97 + 1), 'x') + std::to_string(i));
        content += names.back() + (i % 2 ? "\r\n" : "\n");
    }
    names.emplace_back(200'000, 'y');
    folder.write("list", content + names.back());
    check(list(from_list("list")), names);
}

BOOST_AUTO_TEST_CASE(no_input_is_a_mistake_that_is_explained) {
    const InFolder folder;
    folder.add("p/x/a.png");
    folder.add("p/x/b.txt");
    folder.add_folder("q");
    folder.write("empty", "\n\r\n");
    folder.write("folders", "q\n");
    BOOST_TEST(usage_error_of(from_list("empty")) == "the list empty is empty");
    BOOST_TEST(usage_error_of(from_list("folders")) == "there are no pictures in q");
    BOOST_TEST(usage_error_of(options_of({"q"})) == "there are no pictures in q");
    BOOST_TEST(usage_error_of(options_of({"p"})) ==
               "there are no pictures in p (--recursive looks into the folders there)");
    BOOST_TEST(usage_error_of(options_of({"q", "q/", "p"})) ==
               "there are no pictures in q and 2 more (--recursive looks into the folders there)");
    InputOptions options = options_of({"p"}, true);
    options.exclude = {"*.png"};
    BOOST_TEST(usage_error_of(options) ==
               "there are no pictures in p that --include and --exclude leave");
}

BOOST_AUTO_TEST_CASE(a_shard_may_be_empty) {
    InputOptions options = options_of({"a", "b"});
    options.shard = Shard{2, 3};
    const InputList inputs = list_inputs(options);
    BOOST_TEST(inputs.empty());
    BOOST_TEST(inputs.whole_size() == 2);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_read_is_named) {
    const InFolder folder;
    folder.add("p/1.jpg");
    folder.add_folder("list");
    BOOST_TEST(failure_with_name_of(from_list("missing")) ==
               "missing: cannot open: No such file or directory");
    BOOST_TEST(failure_with_name_of(from_list("list")) == "list: is a folder");
}

// A path is too long here for the superuser too, who may read any folder.
BOOST_AUTO_TEST_CASE(a_folder_further_below_that_cannot_be_read_leaves_the_others) {
    const InFolder folder;
    folder.add("p/1.jpg");
    folder.add("p/z.jpg");
    const std::string part(250, 'd');
    std::filesystem::create_directories("p/" + part);
    const auto before = std::filesystem::current_path();
    std::filesystem::current_path("p/" + part);
    for (int i = 0; i < 16; ++i) {
        std::filesystem::create_directory(part);
        std::filesystem::current_path(part);
    }
    std::filesystem::current_path(before);
    const InputList inputs = list_inputs(options_of({"p"}, true));
    BOOST_TEST(inputs.size() == 2);
    BOOST_REQUIRE(inputs.unread.size() == 1);
    BOOST_TEST(inputs.unread[0].path.starts_with("p/" + part + "/" + part));
    BOOST_TEST(inputs.unread[0].reason == "cannot open: File name too long");
}

BOOST_AUTO_TEST_CASE(standard_input_is_counted) {
    BOOST_TEST(readers_of_standard_input(options_of({"a", "./-"})) == 0);
    InputOptions options = from_list("-");
    BOOST_TEST(readers_of_standard_input(options) == 1);
    options.operands = {"-", "a", "-"};
    BOOST_TEST(readers_of_standard_input(options) == 3);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace

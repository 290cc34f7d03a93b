// Tests measurements as CSV: values are read back as the same bits, files of earlier versions are
// read too, and wrong ones are refused.
#include "results/measurement_file.h"

#include <boost/test/unit_test.hpp>

#include <limits>
#include <sstream>

#include "cli/failure_of.h"
#include "cli/results/measured.h"

namespace {

using namespace quant::cli::results;
using quant::test::picture_of;

const std::string kEarlierHeader =
    "image,width,height,unique_colors,K,engine,threads,run,seconds,iterations,inertia,"
    "evaluations\n";
const std::string kHeader =
    kEarlierHeader.substr(0, kEarlierHeader.size() - 1) + ",threads_used,copies,invocation\n";
const std::string kEarlierRow = "a.png,30,20,500,8,openmp,2,1,0.125,7,1234.5,99\n";
const std::string kRow = "a.png,30,20,500,8,openmp,2,1,0.125,7,1234.5,99,2,1,1\n";

MeasurementFile read(const std::string &text) {
    std::istringstream stream(text);
    return read_measurements(stream);
}

std::string message_of(const std::string &text) {
    return quant::test::failure_of([&] { read(text); });
}

ImageMeasurements image_of(const std::string &name) {
    return picture_of(name, {{{8, Engine::sequential, 1}, 1, 1, 1, 20, 0.1, 1.0 / 3, 1},
                             {{8, Engine::openmp, 16},
                              1,
                              7,
                              5,
                              20,
                              5e-324,
                              1.0 / 3,
                              std::numeric_limits<std::uint64_t>::max()},
                             {{8, Engine::doubles, 1}, 1, 7, 1, 19, 0.1, 1.0 / 7, 1},
                             {{256, Engine::cells, 2, 2},
                              5,
                              65535,
                              2,
                              3,
                              123456.789012345678,
                              1.7976931348623157e308,
                              0}});
}

BOOST_AUTO_TEST_SUITE(measurement_file_tests)

BOOST_AUTO_TEST_CASE(measurements_are_written_as_documented) {
    BOOST_TEST(measurements_header() == kHeader);
    const ImageMeasurements image = image_of("folder/a.png");
    BOOST_TEST(measurements_lines(image, std::span(image.measurements).first(1)) ==
               "folder/a.png,150,100,9000,8,sequential,1,1,0.1,20,0.3333333333333333,1,1,1,1\n");
}

BOOST_AUTO_TEST_CASE(what_is_written_reads_back_as_the_same_bits) {
    for (const std::string name :
         {"a", "a, b", "\"", "a\nb", "a\r\n", "", "\xff\xfe", " a ", "a,\"b\"\n,\"c"}) {
        const std::vector<ImageMeasurements> images{image_of(name), image_of(name + "2")};
        std::string text = measurements_header();
        for (const ImageMeasurements &image : images)
            text += measurements_lines(image, image.measurements);
        const MeasurementFile file = read(text);
        BOOST_TEST(!file.is_cut_off);
        BOOST_REQUIRE(file.images.size() == 2U);
        for (std::size_t i = 0; i < images.size(); ++i) {
            BOOST_TEST(file.images[i].name == images[i].name);
            BOOST_TEST(file.images[i].width == 150U);
            BOOST_TEST(file.images[i].height == 100U);
            BOOST_TEST(file.images[i].unique_colors == 9000U);
            BOOST_TEST((file.images[i].measurements == images[i].measurements));
        }
    }
}

BOOST_AUTO_TEST_CASE(files_of_earlier_versions_lack_three_columns) {
    const Measurement one = read(kEarlierHeader + kEarlierRow).images.at(0).measurements.at(0);
    BOOST_TEST(one.threads_used == 0U);
    BOOST_TEST(one.task.copies == 1U);
    BOOST_TEST(one.invocation == 1U);
}

BOOST_AUTO_TEST_CASE(rows_of_a_picture_need_not_be_neighbors) {
    std::string second = kRow, other = kRow;
    second.replace(second.find(",2,1,"), 5, ",2,2,");
    other.front() = 'b';
    const auto images = read(kHeader + kRow + other + second).images;
    BOOST_TEST(images.size() == 2U);
    BOOST_TEST(images[0].of({8, Engine::openmp, 2}).size() == 2U);
    BOOST_TEST(images[0].of({8, Engine::openmp, 4}).empty());
}

BOOST_AUTO_TEST_CASE(lines_may_end_as_on_windows) {
    std::string text = kHeader + kRow;
    for (std::size_t at = 0; (at = text.find('\n', at)) != std::string::npos; at += 2)
        text.replace(at, 1, "\r\n");
    BOOST_TEST(read(text).images.size() == 1U);
}

// A benchmark that is killed while it writes leaves a line without an end.
BOOST_AUTO_TEST_CASE(a_last_line_that_is_cut_off_is_left_out) {
    std::string second = kRow;
    second.replace(second.find(",2,1,"), 5, ",2,2,");
    for (const std::size_t size : {std::size_t{1}, second.size() / 2, second.size() - 1}) {
        const MeasurementFile file = read(kHeader + kRow + second.substr(0, size));
        BOOST_TEST(file.is_cut_off);
        BOOST_TEST(file.images.at(0).measurements.size() == 1U);
    }
    BOOST_TEST(read(kHeader.substr(0, kHeader.size() - 1)).is_cut_off);
    BOOST_TEST(read(kHeader + kRow + "\"a, b").is_cut_off);  // within the name of a picture
}

BOOST_AUTO_TEST_CASE(other_files_are_refused_with_line_and_column) {
    BOOST_TEST(message_of("").starts_with("line 1: the columns are not image,"));
    BOOST_TEST(message_of(kRow).starts_with("line 1: the columns are not image,"));
    BOOST_TEST(message_of(kHeader) == "");
    BOOST_TEST(message_of(kHeader + kRow + kRow) ==
               "run 1 of openmp with K = 8 is there twice for a.png");
    BOOST_TEST(message_of(kHeader + "\"a\nb\",1,1,1,8,cells,1,1,1,1,1,1,1,1,1\n" + "x\n") ==
               "line 4: has 1 fields and not 15");
    BOOST_TEST(message_of(kEarlierHeader + "a,1,1\n") == "line 2: has 3 fields and not 12");
    BOOST_TEST(message_of(kHeader + '"' + std::string(5000, 'a')) ==
               "line 2: a quoted field does not end");
    struct Change {
        std::string from, to, message;
    };
    for (const Change &change : {
             Change{",30,", ",-30,", "width is '-30' and not a whole number"},
             {",30,", ",,", "width is '' and not a whole number"},
             {",30,", ",30 ,", "width is '30 ' and not a whole number"},
             {",8,", ",0,", "K is '0' and not a number of colors or threads"},
             {"openmp", "auto", "'auto' is not an engine"},
             {"openmp", "OpenMP", "'OpenMP' is not an engine"},
             {",2,1,", ",65537,1,", "threads is '65537' and not a number of colors or threads"},
             {",2,1,", ",2,4294967296,", "run is '4294967296' and not a whole number of 32 bits"},
             {",2,1,", ",2,65536,", "run is above 65535"},
             {"0.125", "0.125s", "seconds is '0.125s' and not a number that is not negative"},
             {"0.125", "-1", "seconds is '-1' and not a number that is not negative"},
             {"0.125", "nan", "seconds is 'nan' and not a number that is not negative"},
             {"1234.5", "", "inertia is '' and not a number that is not negative"},
             {"1,1\n", "1,1,1\n", "has 16 fields and not 15"},
             {",1,1\n", ",0,1\n", "copies is '0' and not a number of colors or threads"},
             {",99,", ",99999999999999999999,",
              "evaluations is '99999999999999999999' and not a whole number"},
         }) {
        std::string changed = kRow;
        changed.replace(changed.find(change.from), change.from.size(), change.to);
        BOOST_TEST(message_of(kHeader + changed) == "line 2: " + change.message);
    }
    std::string larger = kRow;
    larger.replace(larger.find(",2,1,"), 5, ",2,2,");
    larger.replace(larger.find(",30,"), 4, ",31,");
    BOOST_TEST(message_of(kHeader + kRow + larger) ==
               "line 3: the picture had another size before");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace

// Tests measurements as CSV: values are read back as the same bits, and wrong files are refused.
#include "results/measurements.h"

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <limits>

#include "base/csv.h"
#include "base/failure.h"

namespace {

using namespace quant::cli::results;
using quant::cli::Failure;

const std::string kHeader =
    "image,width,height,unique_colors,K,engine,threads,run,seconds,iterations,inertia,"
    "evaluations\n";
const std::string kRow = "a.png,30,20,500,8,openmp,2,1,0.125,7,1234.5,99\n";

ImageMeasurements image_of(const std::string &name) {
    ImageMeasurements image;
    image.name = name;
    image.width = 150;
    image.height = 100;
    image.unique_colors = 9000;
    image.measurements = {
        {{8, QUANT_ENGINE_SEQUENTIAL, 1}, 1, 0.1, 20, 1.0 / 3, 1},
        {{8, QUANT_ENGINE_OPENMP, 16},
         1,
         5e-324,
         20,
         1.0 / 3,
         std::numeric_limits<std::uint64_t>::max()},
        {{256, QUANT_ENGINE_CELLS, 2}, 5, 123456.789012345678, 3, 1.7976931348623157e308, 0}};
    return image;
}

std::string message_of(const std::string &text) {
    try {
        parse_measurements(text);
    } catch (const Failure &failure) {
        return failure.what();
    }
    return "";
}

BOOST_AUTO_TEST_SUITE(measurements_tests)

BOOST_AUTO_TEST_CASE(measurements_are_written_as_documented) {
    ImageMeasurements image = image_of("folder/a.png");
    image.measurements.resize(1);
    BOOST_TEST(measurements_csv({image}) ==
               kHeader +
                   "folder/a.png,150,100,9000,8,sequential,1,1,0.1,20,0.3333333333333333,1\n");
}

BOOST_AUTO_TEST_CASE(what_is_written_reads_back_as_the_same_bits) {
    for (const std::string name :
         {"a.png", "with, comma", "\"quoted\"", "two\nlines", "\xff\xfe", "", "\r", "a\"b,c\r\n"}) {
        const std::vector<ImageMeasurements> images{image_of(name), image_of(name + "2")};
        const auto read = parse_measurements(measurements_csv(images));
        BOOST_TEST(read.size() == 2U);
        for (std::size_t i = 0; i < read.size(); ++i) {
            BOOST_TEST(read[i].name == images[i].name);
            BOOST_TEST(read[i].width == 150U);
            BOOST_TEST(read[i].height == 100U);
            BOOST_TEST(read[i].unique_colors == 9000U);
            BOOST_TEST((read[i].measurements == images[i].measurements));
        }
    }
}

BOOST_AUTO_TEST_CASE(rows_of_a_picture_need_not_be_neighbors) {
    std::string second = kRow, other = kRow;
    second.replace(second.find(",2,1,"), 5, ",2,2,");
    other.front() = 'b';
    const auto images = parse_measurements(kHeader + kRow + other + second);
    BOOST_TEST(images.size() == 2U);
    BOOST_TEST(images[0].measurements.size() == 2U);
    BOOST_TEST(images[0].has({8, QUANT_ENGINE_OPENMP, 2}, 2));
    BOOST_TEST(!images[0].has({8, QUANT_ENGINE_OPENMP, 2}, 3));
    BOOST_TEST(!images[0].has({8, QUANT_ENGINE_OPENMP, 4}, 2));
}

BOOST_AUTO_TEST_CASE(lines_may_end_as_on_windows) {
    std::string text = kHeader + kRow;
    for (std::size_t at = 0; (at = text.find('\n', at)) != std::string::npos; at += 2)
        text.replace(at, 1, "\r\n");
    BOOST_TEST(parse_measurements(text).size() == 1U);
}

BOOST_AUTO_TEST_CASE(other_files_are_refused_with_line_and_column) {
    BOOST_TEST(message_of("").starts_with("line 1: the columns are not image,"));
    BOOST_TEST(message_of(kRow).starts_with("line 1: the columns are not image,"));
    BOOST_TEST(message_of(kHeader) == "");
    BOOST_TEST(message_of(kHeader + kRow + kRow) == "line 3: this measurement is there twice");
    BOOST_TEST(message_of(kHeader + "\"a\nb\",1,1,1,8,cells,1,1,1,1,1,1\n" + "x\n") ==
               "line 4: has 1 fields and not 12");
    BOOST_TEST(message_of(kHeader + kRow.substr(0, kRow.size() - 2)) == "the last line is cut off");
    BOOST_TEST(message_of(kHeader + "a,1,1\n") == "line 2: has 3 fields and not 12");
    BOOST_TEST(message_of(kHeader + "\"a\n") == "line 2: a quoted field does not end");
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
             {"0.125", "0.125s", "seconds is '0.125s' and not a number that is not negative"},
             {"0.125", "-1", "seconds is '-1' and not a number that is not negative"},
             {"0.125", "nan", "seconds is 'nan' and not a number that is not negative"},
             {"1234.5", "", "inertia is '' and not a number that is not negative"},
             {",99\n", ",99,1\n", "has 13 fields and not 12"},
             {",99\n", ",99999999999999999999\n",
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

BOOST_AUTO_TEST_CASE(engines_that_disagree_are_found) {
    const ImageMeasurements image = image_of("a");
    check_agreement(image);
    Measurement measurement = image.measurements[0];
    measurement.task = {8, QUANT_ENGINE_CELLS, 2};
    check_agreement(image, measurement);
    measurement.inertia = std::nextafter(measurement.inertia, 1);
    BOOST_CHECK_THROW(check_agreement(image, measurement), quant::cli::FailureOf);
    measurement = image.measurements[0];
    measurement.iterations = 19;
    BOOST_CHECK_THROW(check_agreement(image, measurement), quant::cli::FailureOf);
    // There is no other measurement with this K to compare with.
    measurement.task.colors = 9;
    check_agreement(image, measurement);
    ImageMeasurements wrong = image;
    wrong.measurements[1].inertia = 1;
    BOOST_CHECK_THROW(check_agreement(wrong), quant::cli::FailureOf);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace

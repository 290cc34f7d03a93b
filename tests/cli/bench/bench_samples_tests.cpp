// Tests measurements as CSV: values are read back as the same bits, and wrong files are refused.
#include "bench/samples.h"

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <limits>
#include <utility>

#include "base/csv.h"
#include "base/failure.h"

namespace {

using namespace quant::cli::bench;
using quant::cli::Failure;

const std::string header =
    "image,width,height,unique_colors,K,engine,threads,run,seconds,iterations,inertia,"
    "evaluations\n";
const std::string row = "a.png,30,20,500,8,openmp,2,1,0.125,7,1234.5,99\n";

ImageSamples image_of(const std::string &name) {
    ImageSamples image;
    image.name = name;
    image.width = 150;
    image.height = 100;
    image.unique_colors = 9000;
    image.samples = {
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
        read_samples_csv(text);
    } catch (const Failure &failure) {
        return failure.what();
    }
    return "";
}

BOOST_AUTO_TEST_SUITE(bench_samples_tests)

BOOST_AUTO_TEST_CASE(samples_are_written_as_documented) {
    ImageSamples image = image_of("folder/a.png");
    image.samples.resize(1);
    BOOST_TEST(samples_csv({image}) ==
               header + "folder/a.png,150,100,9000,8,sequential,1,1,0.1,20,0.3333333333333333,1\n");
}

BOOST_AUTO_TEST_CASE(what_is_written_reads_back_as_the_same_bits) {
    for (const std::string name :
         {"a.png", "with, comma", "\"quoted\"", "two\nlines", "\xff\xfe", "", "\r", "a\"b,c\r\n"}) {
        const std::vector<ImageSamples> images{image_of(name), image_of(name + "2")};
        const auto read = read_samples_csv(samples_csv(images));
        BOOST_TEST(read.size() == 2U);
        for (std::size_t i = 0; i < read.size(); ++i) {
            BOOST_TEST(read[i].name == images[i].name);
            BOOST_TEST(read[i].width == 150U);
            BOOST_TEST(read[i].height == 100U);
            BOOST_TEST(read[i].unique_colors == 9000U);
            BOOST_TEST((read[i].samples == images[i].samples));
        }
    }
}

BOOST_AUTO_TEST_CASE(rows_of_a_picture_need_not_be_neighbors) {
    std::string second = row, other = row;
    second.replace(second.find(",2,1,"), 5, ",2,2,");
    other.front() = 'b';
    const auto images = read_samples_csv(header + row + other + second);
    BOOST_TEST(images.size() == 2U);
    BOOST_TEST(images[0].samples.size() == 2U);
    BOOST_TEST(images[0].has({8, QUANT_ENGINE_OPENMP, 2}, 2));
    BOOST_TEST(!images[0].has({8, QUANT_ENGINE_OPENMP, 2}, 3));
    BOOST_TEST(!images[0].has({8, QUANT_ENGINE_OPENMP, 4}, 2));
}

BOOST_AUTO_TEST_CASE(lines_may_end_as_on_windows) {
    std::string text = header + row;
    for (std::size_t at = 0; (at = text.find('\n', at)) != std::string::npos; at += 2)
        text.replace(at, 1, "\r\n");
    BOOST_TEST(read_samples_csv(text).size() == 1U);
}

BOOST_AUTO_TEST_CASE(other_files_are_refused_with_the_line) {
    BOOST_TEST(message_of("") == "the first line is not that of a table of samples");
    BOOST_TEST(message_of(row) == "the first line is not that of a table of samples");
    BOOST_TEST(message_of(header) == "");
    BOOST_TEST(message_of(header + row + row) == "line 3 is there twice");
    BOOST_TEST(message_of(header + "\"a\nb\",1,1,1,8,cells,1,1,1,1,1,1\n" + "x\n") ==
               "line 4 is not a sample");
    BOOST_TEST(message_of(header + row.substr(0, row.size() - 2)) == "the last line is cut off");
    BOOST_TEST(message_of(header + "a,1,1\n") == "line 2 is not a sample");
    BOOST_TEST(message_of(header + "\"a\n") == "line 2: a quoted field does not end");
    for (const auto &[from, to] : {std::pair(",30,", ",-30,"),
                                   {",30,", ",,"},
                                   {",30,", ",30 ,"},
                                   {"openmp", "auto"},
                                   {"openmp", "OpenMP"},
                                   {"0.125", "0.125s"},
                                   {"0.125", "-1"},
                                   {"0.125", "nan"},
                                   {",99\n", ",99,1\n"},
                                   {",99\n", ",99999999999999999999\n"}}) {
        std::string changed = row;
        changed.replace(changed.find(from), std::string(from).size(), to);
        BOOST_TEST_CONTEXT(changed) {
            BOOST_TEST(message_of(header + changed) == "line 2 is not a sample");
        }
    }
    std::string larger = row;
    larger.replace(larger.find(",2,1,"), 5, ",2,2,");
    larger.replace(larger.find(",30,"), 4, ",31,");
    BOOST_TEST(message_of(header + row + larger) == "line 3: the picture had another size before");
}

BOOST_AUTO_TEST_CASE(engines_that_disagree_are_found) {
    const ImageSamples image = image_of("a");
    check_agreement(image);
    Sample sample = image.samples[0];
    sample.task = {8, QUANT_ENGINE_CELLS, 2};
    check_agreement(image, sample);
    sample.inertia = std::nextafter(sample.inertia, 1);
    BOOST_CHECK_THROW(check_agreement(image, sample), quant::cli::FailureOf);
    sample = image.samples[0];
    sample.iterations = 19;
    BOOST_CHECK_THROW(check_agreement(image, sample), quant::cli::FailureOf);
    // There is no other measurement with this K to compare with.
    sample.task.colors = 9;
    check_agreement(image, sample);
    ImageSamples wrong = image;
    wrong.samples[1].inertia = 1;
    BOOST_CHECK_THROW(check_agreement(wrong), quant::cli::FailureOf);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace

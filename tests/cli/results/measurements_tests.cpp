// Tests which measurements must agree and which ones count for tables.
#include "results/measurements.h"

#include <boost/test/unit_test.hpp>

#include <cmath>

#include "base/failure.h"
#include "cli/results/measured.h"

namespace {

using namespace quant::cli::results;
using quant::cli::FailureOf;
using quant::test::measured;
using quant::test::picture_of;

constexpr Task kSequential{8, Engine::sequential, 1};
constexpr Task kOne{8, Engine::openmp, 1};
constexpr Task kTwo{8, Engine::openmp, 2};

std::size_t kept(std::vector<ImageMeasurements> images, const std::vector<Task> &planned = {}) {
    const std::size_t count = count_whole(images, planned);
    keep_whole_runs(images, planned);
    BOOST_TEST(images.size() == count);
    std::size_t measurements = 0;
    for (const ImageMeasurements &image : images) measurements += image.measurements.size();
    return measurements;
}

BOOST_AUTO_TEST_SUITE(measurements_tests)

BOOST_AUTO_TEST_CASE(measurements_are_found_by_their_task) {
    ImageMeasurements image =
        picture_of("a", {measured(kTwo, 2, 7), measured(kSequential, 1, 5), measured(kTwo, 1, 6)});
    image.add(measured(kTwo, 1, 8, 1, 2));
    image.add(measured(kOne, 1, 4));
    const auto runs = image.of(kTwo);
    BOOST_REQUIRE(runs.size() == 3U);
    BOOST_TEST(runs[0].seconds == 6);  // by invocation, then run
    BOOST_TEST(runs[1].seconds == 7);
    BOOST_TEST(runs[2].seconds == 8);
    BOOST_TEST(image.of({8, Engine::openmp, 2, 2}).empty());
    BOOST_TEST(image.of({9, Engine::openmp, 2}).empty());
}

BOOST_AUTO_TEST_CASE(engines_that_disagree_are_found) {
    const ImageMeasurements image =
        picture_of("a", {measured(kSequential, 1, 1, 0.3), measured(kTwo, 1, 1, 0.3)});
    check_agreement(image);
    Measurement one = measured({8, Engine::cells, 2}, 1, 1, 0.3);
    check_agreement(image, one);
    one.inertia = std::nextafter(one.inertia, 1);
    BOOST_CHECK_THROW(check_agreement(image, one), FailureOf);
    one.task.engine = Engine::doubles;  // computes differently
    check_agreement(image, one);
    one = measured({8, Engine::cells, 2}, 1, 1, 0.3, 1, 19);
    BOOST_CHECK_THROW(check_agreement(image, one), FailureOf);
    one.task.copies = 2;  // is another picture
    check_agreement(image, one);
    one.task = {9, Engine::cells, 2};
    check_agreement(image, one);
    ImageMeasurements wrong = image;
    wrong.measurements[1].inertia = 1;
    BOOST_CHECK_THROW(check_agreement(wrong), FailureOf);
}

BOOST_AUTO_TEST_CASE(rounds_that_were_cut_off_are_removed) {
    ImageMeasurements image =
        picture_of("a", {measured(kSequential, 1, 1), measured(kTwo, 1, 1), measured(kTwo, 2, 1),
                         measured(kTwo, 1, 1, 1, 2), measured(kTwo, 2, 1, 1, 2)});
    BOOST_TEST(remove_cut_rounds(image));
    BOOST_TEST(image.measurements.size() == 4U);  // the second invocation had one task
    BOOST_TEST(!remove_cut_rounds(image));
    // The picture was measured first in an invocation that was to measure three tasks.
    Invocation first;
    first.plan = {{8}, {1, 2}, {Engine::sequential, Engine::openmp}, 2, 1, 0};
    BOOST_TEST(remove_cut_rounds(image, {first}));
    BOOST_TEST(image.measurements.size() == 2U);
    first.number = 2;
    BOOST_TEST(remove_cut_rounds(image, {first}));
    BOOST_TEST(image.measurements.empty());
}

// The three tasks are one engine with one and with two threads, and sequential.
BOOST_AUTO_TEST_CASE(only_pictures_with_all_tasks_that_were_measured_count) {
    ImageMeasurements a = picture_of("a", {measured(kSequential, 1, 10), measured(kOne, 1, 4)});
    BOOST_TEST(kept({a}) == 2U);
    a.add(measured(kTwo, 1, 2));
    a.add(measured(kOne, 2, 40));
    const ImageMeasurements b =
        picture_of("b", {measured(kSequential, 1, 10), measured(kTwo, 1, 1)});
    BOOST_TEST(kept({a, b}) == 3U);
    // No picture has all: there is nothing else to show.
    BOOST_TEST(kept({b, picture_of("c", {measured(kOne, 1, 4)})}) == 3U);
    // A picture with all tasks that occur does not have all if more were planned.
    BOOST_TEST(kept({a, b}, {kSequential, kOne, kTwo, {9, Engine::cells, 1}}) == 6U);
    BOOST_TEST(kept({}) == 0U);
}

// More threads were added later, together with what they are compared with.
BOOST_AUTO_TEST_CASE(tasks_may_come_from_several_invocations) {
    const ImageMeasurements image =
        picture_of("a", {measured(kSequential, 1, 10), measured(kOne, 1, 4),
                         measured(kSequential, 1, 11, 1, 2), measured(kTwo, 1, 4, 1, 2)});
    BOOST_TEST(kept({image}, {kSequential, kOne, kTwo}) == 4U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace

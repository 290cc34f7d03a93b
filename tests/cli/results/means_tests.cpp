// Compares means and deviations with values computed by hand.
#include "results/means.h"

#include <boost/test/unit_test.hpp>

#include <cmath>

namespace {

using namespace quant::cli::results;

constexpr double kExact = 1e-12;

Plan small_plan() {
    Plan plan;
    plan.colors = {8};
    plan.threads = {2};
    plan.engines = {QUANT_ENGINE_SEQUENTIAL, QUANT_ENGINE_OPENMP};
    plan.runs = 2;
    return plan;
}

constexpr Task kSequential{8, QUANT_ENGINE_SEQUENTIAL, 1};
constexpr Task kOpenmp{8, QUANT_ENGINE_OPENMP, 2};

// Returns the measurements of two runs of both tasks.
ImageMeasurements image_of(double inertia, double s1, double s2, double p1, double p2) {
    ImageMeasurements image;
    image.measurements = {{kSequential, 1, s1, 5, inertia, 1},
                          {kOpenmp, 1, p1, 5, inertia, 1},
                          {kOpenmp, 2, p2, 5, inertia, 1},
                          {kSequential, 2, s2, 5, inertia, 1}};
    return image;
}

BOOST_AUTO_TEST_SUITE(means_tests)

BOOST_AUTO_TEST_CASE(the_deviation_is_that_of_a_sample) {
    const std::vector<double> values{2, 4, 4, 4, 5, 5, 7, 9};
    const Spread spread = spread_of(values);
    BOOST_TEST(spread.mean == 5.0);
    BOOST_TEST(spread.deviation == std::sqrt(32.0 / 7), boost::test_tools::tolerance(kExact));
    BOOST_TEST(spread_of(std::vector<double>{3}).mean == 3.0);
    BOOST_TEST(std::isnan(spread_of(std::vector<double>{3}).deviation));
    BOOST_TEST(std::isnan(spread_of({}).mean));
}

BOOST_AUTO_TEST_CASE(a_row_is_the_mean_over_pictures_of_the_mean_and_deviation_of_runs) {
    const std::vector<ImageMeasurements> images{image_of(100, 10, 12, 4, 6),
                                                image_of(300, 20, 26, 9, 9)};
    const auto rows = rows_of(small_plan(), images, QUANT_ENGINE_OPENMP);
    BOOST_TEST(rows.size() == 1U);
    const Row &row = rows[0];
    const auto close = boost::test_tools::tolerance(kExact);
    BOOST_TEST(row.sequential.mean == (11 + 23) / 2.0, close);
    BOOST_TEST(row.sequential.deviation == (std::sqrt(2) + std::sqrt(18)) / 2, close);
    BOOST_TEST(row.parallel.mean == (5 + 9) / 2.0, close);
    BOOST_TEST(row.parallel.deviation == (std::sqrt(2) + 0) / 2, close);
    BOOST_TEST(row.speed_up() == 17.0 / 7, close);
    BOOST_TEST(row.efficiency() == 17.0 / 14, close);
    BOOST_TEST(row.inertia == 200.0);
}

BOOST_AUTO_TEST_CASE(the_table_has_the_published_columns) {
    const auto rows = rows_of(small_plan(), {image_of(100, 2, 2, 1, 1)}, QUANT_ENGINE_OPENMP);
    BOOST_TEST(table_csv(rows) ==
               "K,Threads,T. Seq,Std. Seq,T. Par,Std. Par,Spd,Eff,Inertia\n8,2,2,0,1,0,2,1,100\n");
}

BOOST_AUTO_TEST_CASE(what_there_is_not_is_nan) {
    ImageMeasurements image = image_of(100, 2, 2, 1, 1);
    std::erase_if(image.measurements, [](const Measurement &one) { return one.run == 2; });
    BOOST_TEST(table_csv(rows_of(small_plan(), {image}, QUANT_ENGINE_OPENMP))
                   .ends_with("\n8,2,2,nan,1,nan,2,1,100\n"));
    BOOST_TEST(table_csv(rows_of(small_plan(), {}, QUANT_ENGINE_OPENMP))
                   .ends_with("\n8,2,nan,nan,nan,nan,nan,nan,nan\n"));
    std::erase_if(image.measurements,
                  [](const Measurement &one) { return one.task == kSequential; });
    BOOST_TEST(table_csv(rows_of(small_plan(), {image}, QUANT_ENGINE_OPENMP))
                   .ends_with("\n8,2,nan,nan,1,nan,nan,nan,100\n"));
}

BOOST_AUTO_TEST_CASE(a_run_that_was_cut_off_does_not_count) {
    ImageMeasurements cut = image_of(100, 10, 12, 4, 6);
    cut.measurements.pop_back();  // the second run of sequential
    ImageMeasurements broken = image_of(300, 20, 26, 9, 9);
    broken.measurements.resize(1);
    const auto whole = whole_runs({cut, broken});
    BOOST_TEST(whole.size() == 1U);
    const auto row = rows_of(small_plan(), whole, QUANT_ENGINE_OPENMP)[0];
    BOOST_TEST(row.sequential.mean == 10.0);
    BOOST_TEST(row.parallel.mean == 4.0);
    BOOST_TEST(row.inertia == 100.0);
}

// The three tasks are one engine with one and with two threads, and sequential.
BOOST_AUTO_TEST_CASE(only_runs_of_all_tasks_that_were_measured_count) {
    constexpr Task two{8, QUANT_ENGINE_OPENMP, 2}, one{8, QUANT_ENGINE_OPENMP, 1};
    ImageMeasurements a, b;
    a.name = "a";
    b.name = "b";
    a.measurements = {{kSequential, 1, 10, 5, 1, 1}, {one, 1, 4, 5, 1, 1}};
    BOOST_TEST(whole_runs({a})[0].measurements.size() == 2U);
    a.measurements.push_back({two, 1, 2, 5, 1, 1});
    a.measurements.push_back({one, 2, 40, 5, 1, 1});
    b.measurements = {{kSequential, 1, 10, 5, 1, 1}, {two, 1, 1, 5, 1, 1}};
    const auto whole = whole_runs({a, b});
    BOOST_REQUIRE(whole.size() == 1U);
    BOOST_TEST(whole[0].measurements.size() == 3U);
    // No run is complete: there is nothing else to show.
    a.measurements.erase(a.measurements.begin());
    BOOST_TEST(whole_runs({a, b})[0].measurements.size() == 3U);
    BOOST_TEST(whole_runs({a, b}).size() == 2U);
}

BOOST_AUTO_TEST_CASE(where_no_run_is_whole_everything_counts) {
    ImageMeasurements broken = image_of(300, 20, 26, 9, 9);
    broken.measurements.resize(1);
    BOOST_TEST(whole_runs({broken}).size() == 1U);
    // A run of all tasks that occur is not whole if more were planned.
    BOOST_TEST(whole_runs({broken, image_of(1, 1, 1, 1, 1)}, tasks_of(small_plan())).size() == 1U);
    BOOST_TEST(whole_runs({}).empty());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace

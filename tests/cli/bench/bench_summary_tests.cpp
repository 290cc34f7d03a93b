// Compares means and deviations with values computed by hand.
#include "bench/summary.h"

#include <boost/test/unit_test.hpp>

#include <cmath>

namespace {

using namespace quant::cli::bench;

constexpr double exact = 1e-12;

Plan small_plan() {
    Plan plan;
    plan.colors = {8};
    plan.threads = {2};
    plan.engines = {QUANT_ENGINE_SEQUENTIAL, QUANT_ENGINE_OPENMP};
    plan.runs = 2;
    return plan;
}

constexpr Task sequential{8, QUANT_ENGINE_SEQUENTIAL, 1};
constexpr Task openmp{8, QUANT_ENGINE_OPENMP, 2};

// Returns the measurements of two runs of both tasks.
ImageSamples image_of(double inertia, double s1, double s2, double p1, double p2) {
    ImageSamples image;
    image.samples = {{sequential, 1, s1, 5, inertia, 1},
                     {openmp, 1, p1, 5, inertia, 1},
                     {openmp, 2, p2, 5, inertia, 1},
                     {sequential, 2, s2, 5, inertia, 1}};
    return image;
}

BOOST_AUTO_TEST_SUITE(bench_summary_tests)

BOOST_AUTO_TEST_CASE(the_deviation_is_that_of_a_sample) {
    const std::vector<double> values{2, 4, 4, 4, 5, 5, 7, 9};
    const Spread spread = spread_of(values);
    BOOST_TEST(spread.mean == 5.0);
    BOOST_TEST(spread.deviation == std::sqrt(32.0 / 7), boost::test_tools::tolerance(exact));
    BOOST_TEST(spread_of(std::vector<double>{3}).mean == 3.0);
    BOOST_TEST(std::isnan(spread_of(std::vector<double>{3}).deviation));
    BOOST_TEST(std::isnan(spread_of({}).mean));
}

BOOST_AUTO_TEST_CASE(a_row_is_the_mean_over_pictures_of_the_mean_and_deviation_of_runs) {
    const std::vector<ImageSamples> images{image_of(100, 10, 12, 4, 6),
                                           image_of(300, 20, 26, 9, 9)};
    const auto rows = rows_of(small_plan(), images, QUANT_ENGINE_OPENMP);
    BOOST_TEST(rows.size() == 1U);
    const Row &row = rows[0];
    const auto close = boost::test_tools::tolerance(exact);
    BOOST_TEST(row.sequential.mean == (11 + 23) / 2.0, close);
    BOOST_TEST(row.sequential.deviation == (std::sqrt(2) + std::sqrt(18)) / 2, close);
    BOOST_TEST(row.parallel.mean == (5 + 9) / 2.0, close);
    BOOST_TEST(row.parallel.deviation == (std::sqrt(2) + 0) / 2, close);
    BOOST_TEST(row.speedup() == 17.0 / 7, close);
    BOOST_TEST(row.efficiency() == 17.0 / 14, close);
    BOOST_TEST(row.inertia == 200.0);
}

BOOST_AUTO_TEST_CASE(the_table_has_the_published_columns) {
    const auto rows = rows_of(small_plan(), {image_of(100, 2, 2, 1, 1)}, QUANT_ENGINE_OPENMP);
    BOOST_TEST(rows_csv(rows) ==
               "K,Threads,T. Seq,Std. Seq,T. Par,Std. Par,Spd,Eff,Inertia\n8,2,2,0,1,0,2,1,100\n");
}

BOOST_AUTO_TEST_CASE(what_there_is_not_is_nan) {
    ImageSamples image = image_of(100, 2, 2, 1, 1);
    std::erase_if(image.samples, [](const Sample &sample) { return sample.run == 2; });
    BOOST_TEST(rows_csv(rows_of(small_plan(), {image}, QUANT_ENGINE_OPENMP))
                   .ends_with("\n8,2,2,nan,1,nan,2,1,100\n"));
    BOOST_TEST(rows_csv(rows_of(small_plan(), {}, QUANT_ENGINE_OPENMP))
                   .ends_with("\n8,2,nan,nan,nan,nan,nan,nan,nan\n"));
    std::erase_if(image.samples, [](const Sample &sample) { return sample.task == sequential; });
    BOOST_TEST(rows_csv(rows_of(small_plan(), {image}, QUANT_ENGINE_OPENMP))
                   .ends_with("\n8,2,nan,nan,1,nan,nan,nan,100\n"));
}

BOOST_AUTO_TEST_CASE(a_run_that_was_cut_off_does_not_count) {
    ImageSamples cut = image_of(100, 10, 12, 4, 6);
    cut.samples.pop_back();  // the second run of sequential
    ImageSamples broken = image_of(300, 20, 26, 9, 9);
    broken.samples.resize(1);
    const auto whole = whole_runs(small_plan(), {cut, broken});
    BOOST_TEST(whole.size() == 1U);
    const auto row = rows_of(small_plan(), whole, QUANT_ENGINE_OPENMP)[0];
    BOOST_TEST(row.sequential.mean == 10.0);
    BOOST_TEST(row.parallel.mean == 4.0);
    BOOST_TEST(row.inertia == 100.0);
}

BOOST_AUTO_TEST_CASE(where_no_run_is_whole_everything_counts) {
    ImageSamples broken = image_of(300, 20, 26, 9, 9);
    broken.samples.resize(1);
    BOOST_TEST(whole_runs(small_plan(), {broken}).size() == 1U);
    BOOST_TEST(whole_runs(small_plan(), {}).empty());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace

// Compares means and deviations with values computed by hand.
#include "results/means.h"

#include <boost/test/unit_test.hpp>

#include <cmath>

#include "cli/results/measured.h"

namespace {

using namespace quant::cli::results;
using quant::test::measured;
using quant::test::picture_of;

constexpr double kExact = 1e-12;

Plan small_plan() {
    Plan plan;
    plan.colors = {8};
    plan.threads = {2};
    plan.engines = {Engine::sequential, Engine::openmp};
    plan.runs = 2;
    return plan;
}

constexpr Task kSequential{8, Engine::sequential, 1};
constexpr Task kOpenmp{8, Engine::openmp, 2};

// Returns the measurements of two runs of both tasks.
ImageMeasurements image_of(double inertia, double s1, double s2, double p1, double p2) {
    return picture_of("a",
                      {measured(kSequential, 1, s1, inertia), measured(kOpenmp, 1, p1, inertia),
                       measured(kOpenmp, 2, p2, inertia), measured(kSequential, 2, s2, inertia)});
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
    const auto rows = rows_of(small_plan(), images, Engine::openmp);
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
    const auto rows = rows_of(small_plan(), {image_of(100, 2, 2, 1, 1)}, Engine::openmp);
    BOOST_TEST(table_csv(rows) ==
               "K,Threads,T. Seq,Std. Seq,T. Par,Std. Par,Spd,Eff,Inertia\n8,2,2,0,1,0,2,1,100\n");
}

BOOST_AUTO_TEST_CASE(what_there_is_not_is_nan) {
    ImageMeasurements image = image_of(100, 2, 2, 1, 1);
    std::erase_if(image.measurements, [](const Measurement &one) { return one.run == 2; });
    BOOST_TEST(table_csv(rows_of(small_plan(), {image}, Engine::openmp))
                   .ends_with("\n8,2,2,nan,1,nan,2,1,100\n"));
    BOOST_TEST(table_csv(rows_of(small_plan(), {}, Engine::openmp))
                   .ends_with("\n8,2,nan,nan,nan,nan,nan,nan,nan\n"));
    std::erase_if(image.measurements,
                  [](const Measurement &one) { return one.task == kSequential; });
    BOOST_TEST(table_csv(rows_of(small_plan(), {image}, Engine::openmp))
                   .ends_with("\n8,2,nan,nan,1,nan,nan,nan,100\n"));
}

// The threads of the row were measured in the second invocation only.
BOOST_AUTO_TEST_CASE(sequential_counts_by_the_invocations_of_the_other_engine) {
    ImageMeasurements image =
        picture_of("a", {measured(kSequential, 1, 100), measured({8, Engine::openmp, 1}, 1, 50),
                         measured(kSequential, 1, 10, 1, 2), measured(kOpenmp, 1, 5, 1, 2)});
    BOOST_TEST(rows_of(small_plan(), {image}, Engine::openmp)[0].sequential.mean == 10.0);
    Plan plan = small_plan();
    plan.threads = {1};
    BOOST_TEST(rows_of(plan, {image}, Engine::openmp)[0].speed_up() == 2.0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace

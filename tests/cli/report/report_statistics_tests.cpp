// Compares quartiles, correlation and the laws of speed-up with values computed by hand.
#include "report/statistics.h"

#include <cmath>

#include <boost/test/unit_test.hpp>

#include "cli/results/measured.h"
#include "report/roofline.h"
#include "report/scaling.h"

using namespace quant::cli;
using namespace quant::cli::report;
using quant::test::measured;
namespace tt = boost::test_tools;

BOOST_AUTO_TEST_SUITE(report_statistics_tests)

namespace {

std::vector<ThreadSpeedUp> by_amdahl(double serial, std::initializer_list<unsigned> threads) {
    std::vector<ThreadSpeedUp> points;
    for (const unsigned p : threads) points.push_back({p, 1 / (serial + (1 - serial) / p)});
    return points;
}

}  // namespace

BOOST_AUTO_TEST_CASE(quartiles_are_interpolated) {
    const Quartiles q = quartiles({4, 1, 3, 2});
    BOOST_TEST(q.low == 1);
    BOOST_TEST(q.first == 1.75);
    BOOST_TEST(q.median == 2.5);
    BOOST_TEST(q.third == 3.25);
    BOOST_TEST(q.high == 4);
    BOOST_TEST(quartiles({7}).third == 7);
    BOOST_TEST(std::isnan(mean({})));
}

BOOST_AUTO_TEST_CASE(rank_correlation_ignores_the_scale) {
    const std::vector<double> x{1, 2, 3, 4};
    BOOST_TEST(*rank_correlation(x, std::vector<double>{1, 10, 100, 1000}) == 1,
               tt::tolerance(1e-12));
    BOOST_TEST(*rank_correlation(x, std::vector<double>{9, 7, 5, 0}) == -1, tt::tolerance(1e-12));
    // One pair is swapped: the correlation is 1 - 6 * 2 / (4 * 15).
    BOOST_TEST(*rank_correlation(x, std::vector<double>{2, 1, 3, 4}) == 0.8, tt::tolerance(1e-12));
    // Ties share their mean rank: the ranks are 0.5 0.5 2.5 2.5 and 0 1 2 3.
    BOOST_TEST(*rank_correlation(x, std::vector<double>{5, 5, 6, 6}) == 2 / std::sqrt(5.0),
               tt::tolerance(1e-12));
    BOOST_TEST(!rank_correlation(x, std::vector<double>{5, 5, 5, 5}));
    BOOST_TEST(!rank_correlation(std::vector<double>{1, 2}, std::vector<double>{1, 2}));
}

BOOST_AUTO_TEST_CASE(amdahl_fit_finds_the_fraction) {
    const auto fit = fit_amdahl(by_amdahl(0.1, {1, 2, 4, 8}));
    BOOST_TEST(fit->serial == 0.1, tt::tolerance(1e-12));
    BOOST_TEST(fit->residual < 1e-9);
    BOOST_TEST(fit->points == 3U);
    BOOST_TEST(fit->most_threads == 8U);
    BOOST_TEST(*fit->standard_error < 1e-9);
}

// With x = 1/2 and 3/4 and y = 1/S - 1/p = 0.1 and 0.05, the least-squares fit is
// s = (0.05 + 0.0375) / (0.25 + 0.5625).
BOOST_AUTO_TEST_CASE(amdahl_fit_is_least_squares) {
    const std::vector<ThreadSpeedUp> points{{2, 1 / 0.6}, {4, 1 / 0.3}};
    const auto fit = fit_amdahl(points);
    const double serial = 0.0875 / 0.8125;
    const double squares = std::pow(0.1 - serial * 0.5, 2) + std::pow(0.05 - serial * 0.75, 2);
    BOOST_TEST(fit->serial == serial, tt::tolerance(1e-12));
    BOOST_TEST(fit->residual == std::sqrt(squares / 2), tt::tolerance(1e-9));
    BOOST_TEST(*fit->standard_error == std::sqrt(squares / 0.8125), tt::tolerance(1e-9));
}

BOOST_AUTO_TEST_CASE(amdahl_fit_without_enough_points) {
    BOOST_TEST(!fit_amdahl(by_amdahl(0.1, {1})));
    const auto one = fit_amdahl(by_amdahl(0.25, {1, 2}));
    BOOST_TEST(one->serial == 0.25, tt::tolerance(1e-12));
    BOOST_TEST(!one->standard_error);
    // The speed-up is better than ideal.
    BOOST_TEST(fit_amdahl(std::vector<ThreadSpeedUp>{{2, 2.5}})->serial == -0.2,
               tt::tolerance(1e-12));
}

BOOST_AUTO_TEST_CASE(laws_of_speed_up) {
    BOOST_TEST(amdahl_speed_up(0.1, 4) == 1 / 0.325, tt::tolerance(1e-12));
    BOOST_TEST(gustafson_speed_up(0.1, 4) == 3.7, tt::tolerance(1e-12));
    // If the work grows with the threads, this is Gustafson's law.
}

BOOST_AUTO_TEST_CASE(scalings_are_over_one_thread_of_their_own) {
    std::vector<results::Row> rows;
    for (const unsigned threads : {1U, 2U, 4U})
        rows.push_back({8,
                        threads,
                        {10, 0},
                        {threads == 1   ? 2.0
                         : threads == 2 ? 1.25
                                        : 1.0,
                         0.01},
                        1});
    const auto all = scalings(results::Engine::openmp, rows);
    BOOST_REQUIRE(all.size() == 1U);
    BOOST_TEST(all[0].points[1].own_speed_up == 1.6);
    BOOST_TEST(all[0].points[1].efficiency == 0.8);
    BOOST_TEST(all[0].fastest().threads == 4U);
    BOOST_TEST(all[0].fastest_within({2, 2})->threads == 2U);
    // The fit uses only thread counts up to the number of cores: 1/S = 0.625 = s + (1 - s)/2.
    BOOST_TEST(fit_amdahl(all[0], {2, 4})->serial == 0.25, tt::tolerance(1e-12));
    BOOST_TEST(!fit_amdahl(all[0], {0, 0}));
    rows.erase(rows.begin());
    BOOST_TEST(std::isnan(scalings(results::Engine::openmp, rows)[0].points[0].own_speed_up));
    BOOST_TEST(!fit_amdahl(scalings(results::Engine::openmp, rows)[0], {4, 4}));
}

BOOST_AUTO_TEST_CASE(a_quota_is_what_can_run_at_once) {
    results::Machine machine;
    machine.cores = 4;
    machine.threads = 8;
    BOOST_TEST(!processor_of(machine).limited);
    machine.cpu_quota = 8;
    BOOST_TEST(processor_of(machine).threads == 8U);
    BOOST_TEST(!processor_of(machine).oversubscribed(8));
    BOOST_TEST(!processor_of(machine).limited);
    machine.cpu_quota = 2.9;
    BOOST_TEST(processor_of(machine).cores == 2U);
    BOOST_TEST(processor_of(machine).threads == 2U);
    BOOST_TEST(processor_of(machine).oversubscribed(3));
    BOOST_TEST(processor_of(machine).limited);
    machine.cpu_quota = 0.5;
    BOOST_TEST(processor_of(machine).cores == 1U);
    machine.cores = machine.threads = 0;
    machine.cpu_quota = 3;
    BOOST_TEST(processor_of(machine).cores == 3U);
}

BOOST_AUTO_TEST_CASE(the_time_of_a_picture_is_the_mean_of_its_runs) {
    const results::Task sequential{8, results::Engine::sequential, 1};
    const results::Task openmp{8, results::Engine::openmp, 1};
    const auto times =
        image_times({quant::test::picture_of("a", {measured(openmp, 1, 3), measured(openmp, 2, 5),
                                                   measured(sequential, 1, 10)}),
                     quant::test::picture_of("b", {measured(openmp, 1, 1)})});
    BOOST_REQUIRE(times.size() == 3U);
    BOOST_TEST((times[1].task == openmp));
    BOOST_TEST(times[1].pixels == 15000);
    BOOST_TEST(times[1].seconds == 4);
    BOOST_TEST(times[2].image == 1U);
    const auto each = speed_ups(times, openmp);
    BOOST_REQUIRE(each.speed_ups.size() == 1U);  // the second picture lacks the engine `sequential`
    BOOST_TEST(each.speed_ups[0] == 2.5);
    BOOST_TEST(each.unique_colors[0] == 9000);
    BOOST_TEST(size_of(times)->images == 2U);
    BOOST_TEST(work_of(times, results::Engine::openmp)[0].scores == 15000 * 8 * 6);
}

BOOST_AUTO_TEST_CASE(the_distance_from_doubles_is_a_part_of_their_inertia) {
    const results::Task sequential{8, results::Engine::sequential, 1};
    const results::Task doubles{8, results::Engine::doubles, 1};
    const auto distances = distances_from_doubles(
        image_times({quant::test::picture_of(
                         "a", {measured(sequential, 1, 1, 99), measured(doubles, 1, 1, 100)}),
                     quant::test::picture_of(
                         "b", {measured(sequential, 1, 1, 103), measured(doubles, 1, 1, 100)}),
                     quant::test::picture_of("c", {measured(sequential, 1, 1, 5)})}));
    BOOST_REQUIRE(distances.size() == 2U);
    BOOST_TEST(distances[0] == -0.01, tt::tolerance(1e-12));
    BOOST_TEST(distances[1] == 0.03, tt::tolerance(1e-12));
}

BOOST_AUTO_TEST_CASE(rooflines) {
    const Roof roof{2, 10, 100};
    BOOST_TEST(roof.ridge() == 10);
    BOOST_TEST(roof.at(5) == 50);
    BOOST_TEST(roof.at(50) == 100);
    const Nearness near = nearness(roof, {4, 20});
    BOOST_TEST(near.arithmetic == 0.2);
    BOOST_TEST(near.bandwidth == 0.5);
    BOOST_TEST(!roof_for({{1, 5, 0}, {4, 10, 0}}, 1));
    const std::vector<results::Ceiling> ceilings{{1, 5, 50}, {4, 10, 200}};
    BOOST_TEST(roof_for(ceilings, 3)->bandwidth == 5);
    BOOST_TEST(roof_for(ceilings, 8)->arithmetic == 200);
    // 10 pixels x 4 colors x (2 iterations and a last assignment) are 120 scores in 2 s, of which
    // only 30 are evaluated.
    Work work;
    work.k = 4;
    work.pixels = 10;
    work.operations = 720;
    work.scores = 120;
    work.evaluations = 30;
    BOOST_TEST(textbook_placement(work, 2).performance == 540);
    BOOST_TEST(textbook_placement(work, 2).intensity == 4.5);  // 9 x 4 operations for 8 bytes
    BOOST_TEST(evaluated_placement(work, 2).performance == 135);
    BOOST_TEST(evaluated_placement(work, 2).intensity == 9);  // 270 operations for 30 bytes
}

BOOST_AUTO_TEST_SUITE_END()

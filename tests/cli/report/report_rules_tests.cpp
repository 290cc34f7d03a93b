// Tests each rule of the analysis with values just below and above the limit of its conclusion.
#include "report/rules.h"

#include <cmath>

#include <boost/test/unit_test.hpp>

using namespace quant::cli;
using namespace quant::cli::report;

BOOST_AUTO_TEST_SUITE(report_rules_tests)

namespace {

// Returns a scaling with these times of 1, 2, 4, ... threads and the same spread for all.
Scaling scaling_of(std::initializer_list<double> seconds, double spread = 0, unsigned k = 8,
                   double sequential = 100) {
    std::vector<results::Row> rows;
    unsigned threads = 1;
    for (const double time : seconds) {
        rows.push_back({k, threads, {sequential, 0}, {time, spread}, 1});
        threads *= 2;
    }
    return scalings("openmp", rows)[0];
}

bool says(const Sentence &sentence, const std::string &part) {
    BOOST_TEST_MESSAGE(sentence.value_or("nothing"));
    return sentence && sentence->find(part) != sentence->npos;
}

ImageSpeedUps pictures(std::initializer_list<double> speed_ups,
                       std::initializer_list<double> colors = {1, 2, 3, 4, 5}) {
    return {speed_ups, colors};
}

}  // namespace

BOOST_AUTO_TEST_CASE(growth_stops_at_five_percent) {
    const Processor four{4, 4};
    BOOST_TEST(says(growth(scaling_of({10, 5, 4.70}), four), "up to the most measured, 4 threads"));
    BOOST_TEST(says(growth(scaling_of({10, 5, 4.77}), four), "more than 5 % at 2 threads"));
    // Growth that pauses at one number of threads has not stopped.
    BOOST_TEST(says(growth(scaling_of({10, 10, 5}), four), "most measured, 4 threads"));
    BOOST_TEST(says(growth(scaling_of({10, 5}), four), "it does not stop within them"));
    BOOST_TEST(
        says(growth(scaling_of({10}), four), "only one thread count was measured, 1: too few"));
}

BOOST_AUTO_TEST_CASE(growth_may_end_at_the_cores) {
    const Scaling scaling = scaling_of({10, 5, 5});
    const std::string cores =
        "the figures point at the physical cores (2, and the next count measured is 4)";
    BOOST_TEST(says(growth(scaling, {2, 2}), cores));
    BOOST_TEST(says(growth(scaling, {2, 4}), cores));
    BOOST_TEST(says(growth(scaling, {2, 2, true}), "the processors that a container may use (2,"));
    for (const Processor &processor : {Processor{4, 4}, Processor{0, 0}})
        BOOST_TEST(!says(growth(scaling, processor), "cores ("));
}

BOOST_AUTO_TEST_CASE(growth_may_end_at_a_ceiling) {
    const Scaling scaling = scaling_of({10, 5, 5});
    const auto at = [&](double arithmetic, double bandwidth) {
        return growth(scaling, {4, 4}, {std::nullopt, Nearness{arithmetic, bandwidth}, 3});
    };
    BOOST_TEST(says(at(0.49, 0.5), "point at memory bandwidth (at half"));
    BOOST_TEST(says(at(0.5, 0.49), "point at arithmetic (at half"));
    BOOST_TEST(says(at(0.5, 0.5),
                    "point at memory bandwidth (at half or more of its ceiling with 3 threads) and "
                    "arithmetic (at half"));
    BOOST_TEST(says(at(0.49, 0.49), "explains it"));
    BOOST_TEST(says(at(0.4, 1.2), "explains it"));  // a ceiling that is exceeded is no limit
}

BOOST_AUTO_TEST_CASE(growth_may_end_by_the_serial_fraction) {
    const Scaling scaling = scaling_of({10, 9.2, 8.8});
    const auto with = [&](const AmdahlFit &fit) { return growth(scaling, {4, 4}, {fit, {}, 0}); };
    // By the law, the speed-up grows from 1/(s + (1 - s)/2) to 1/(s + (1 - s)/4) with 4 threads,
    // by 5 % at s = 0.826.
    BOOST_TEST(says(with({0.83, 0.01, 0.01, 2, 4}),
                    "at 2 threads, and the figures point at the serial fraction (by Amdahl's law "
                    "4 gain no more than that either)"));
    BOOST_TEST(!says(with({0.82, 0.01, 0.01, 2, 4}), "Amdahl"));
    BOOST_TEST(!says(with({0.83, 0.03, 0.01, 2, 4}), "Amdahl"));  // the law does not hold
    BOOST_TEST(!says(with({1.1, 0.01, 0.01, 2, 4}), "Amdahl"));
    BOOST_TEST(says(growth(scaling_of({10, 9.7}), {2, 2}, {AmdahlFit{0.94, 0, {}, 1, 2}, {}, 0}),
                    "the serial fraction or thread overhead, which one thread count"));
}

BOOST_AUTO_TEST_CASE(growth_may_end_by_the_overhead_of_threads) {
    BOOST_TEST(says(growth(scaling_of({10, 6, 7}), {4, 4}), "thread overhead (4 take longer)"));
    BOOST_TEST(says(growth(scaling_of({10, 5.3, 5.1}), {4, 4}),
                    "thread overhead (more than half of the time with 4)"));
    BOOST_TEST(says(growth(scaling_of({10, 5, 5}), {4, 4}),
                    "none of cores, memory bandwidth, arithmetic, serial fraction and thread "
                    "overhead explains it"));
}

BOOST_AUTO_TEST_CASE(growth_within_the_spread_is_not_told) {
    // 5.0 and 5.2 differ by 0.2; the spread of the difference is 1.41 times that of each.
    BOOST_TEST(says(growth(scaling_of({10, 5, 5.2}, 0.15), {4, 4}),
                    "are faster cannot be told: the spread"));
    BOOST_TEST(!says(growth(scaling_of({10, 5, 5.2}, 0.14), {4, 4}), "cannot be told"));
    // The limit cannot be told either if the spread of the difference is above the 5 % that count
    // as growing.
    BOOST_TEST(says(growth(scaling_of({10, 5, 5}, 0.18), {4, 4}),
                    "2 threads; which limit that is cannot be told"));
    BOOST_TEST(says(growth(scaling_of({10, 5, 5}, 0.17), {4, 4}), "2 threads, and none of"));
    BOOST_TEST(says(growth(scaling_of({10, 5, 5}, 0.18), {2, 2}), "point at the physical cores"));
    // The last number of threads may be the fastest by chance: 5.0 and 4.5 differ by 0.5.
    BOOST_TEST(says(growth(scaling_of({10, 5, 4.5}, 0.36), {4, 4}),
                    "whether speed-up grows up to the most measured, 4 threads, or stops before "
                    "cannot be told: the spread"));
    BOOST_TEST(says(growth(scaling_of({10, 5, 4.5}, 0.35), {4, 4}), "does not stop within them"));
    const double unknown = std::nan("");
    BOOST_TEST(says(growth(scaling_of({10, 5, 9}, unknown), {4, 4}),
                    "cannot be told: one run does not tell its spread"));
    BOOST_TEST(says(engines(scaling_of({10, 5}, unknown), scaling_of({20, 15}, unknown), {4, 4}),
                    "cannot be told: one run does not tell its spread"));
}

BOOST_AUTO_TEST_CASE(efficiency_falls_under_half) {
    BOOST_TEST(says(efficiency(scaling_of({10, 6, 5.0})), "at or above 50 % up to 4 threads"));
    BOOST_TEST(says(efficiency(scaling_of({10, 6, 5.1})), "falls under 50 % at 4 threads"));
    Scaling without_one = scaling_of({10, 6, 5});
    without_one.points.erase(without_one.points.begin());
    BOOST_TEST(!efficiency(without_one));
}

BOOST_AUTO_TEST_CASE(oversubscription_is_compared_beyond_the_spread) {
    BOOST_TEST(!oversubscription(scaling_of({10, 5, 6}), {2, 4}));
    BOOST_TEST(says(oversubscription(scaling_of({10, 5, 6}), {2, 2}), "slower with 4 threads"));
    BOOST_TEST(says(oversubscription(scaling_of({10, 5, 4}), {2, 2}), "faster with 4 threads"));
    BOOST_TEST(says(oversubscription(scaling_of({10, 5, 6}, 1), {2, 2}),
                    "within the spread of the runs with 4 threads"));
    BOOST_TEST(!oversubscription(scaling_of({10, 5, 6}), {0, 0}));
}

BOOST_AUTO_TEST_CASE(noise_from_ten_percent) {
    BOOST_TEST(says(noise(scaling_of({10, 5}, 0.6)), "with 2 threads"));
    BOOST_TEST(says(noise(scaling_of({10, 5}, 1.1)), "with 1 and 2 threads"));
    BOOST_TEST(!noise(scaling_of({10, 5}, 0.5)));
}

BOOST_AUTO_TEST_CASE(superlinear_from_five_percent) {
    BOOST_TEST(says(superlinear(scaling_of({10, 4.7})), "above the ideal line with 2 threads"));
    BOOST_TEST(!superlinear(scaling_of({10, 4.8})));
    // 4.5 may be below the ideal 5 by chance: the difference is 0.5, and with a spread of 0.46 its
    // spread is 0.51.
    BOOST_TEST(says(superlinear(scaling_of({10, 4.5}, 0.44)), "above the ideal line"));
    BOOST_TEST(!superlinear(scaling_of({10, 4.5}, 0.46)));
}

BOOST_AUTO_TEST_CASE(one_sentence_for_all_k_it_holds_for) {
    const std::vector<Scaling> all{scaling_of({10, 5, 2.5}, 0, 8), scaling_of({10, 5, 2.6}, 0, 16),
                                   scaling_of({10, 9, 8}, 0, 32)};
    const auto texts = by_k(all, efficiency);
    BOOST_REQUIRE(texts.size() == 2U);
    BOOST_TEST(texts[0] == "K = 8 and 16: efficiency stays at or above 50 % up to 4 threads.");
    BOOST_TEST(texts[1] == "K = 32: efficiency falls under 50 % at 4 threads.");
    BOOST_TEST(by_k({all[0], all[1]}, efficiency)[0] ==
               "Efficiency stays at or above 50 % up to 4 threads, for every K.");
    const auto joined = merged({{"a", 8, "x"}, {"b", 8, "x"}, {"a", 16, "x"}, {"a", 32, "y"}});
    BOOST_REQUIRE(joined.size() == 2U);
    BOOST_TEST(joined[0] == "a (K = 8 and 16); b (K = 8): x.");
    BOOST_TEST(joined[1] == "a (K = 32): y.");
}

BOOST_AUTO_TEST_CASE(trend_over_k_turns_at_five_percent) {
    const auto trend = [](double seconds) {
        return trend_over_k({scaling_of({10}, 0, 8), scaling_of({seconds}, 0, 32)});
    };
    BOOST_TEST(says(trend(9.5), "grows from K = 8 to K = 32 (10.0 to 10.5)"));
    BOOST_TEST(says(trend(9.6), "changes by no more than 5 %"));
    BOOST_TEST(says(trend(10.4), "changes by no more than 5 %"));
    BOOST_TEST(says(trend(10.6), "falls from"));
    BOOST_TEST(!trend_over_k({scaling_of({10})}));
}

BOOST_AUTO_TEST_CASE(engines_differ_beyond_the_spread) {
    Scaling cells = scaling_of({4, 2}, 0.7);
    cells.engine = "cells";
    BOOST_TEST(says(engines(scaling_of({5, 3}, 0.7), cells, {4, 4}),
                    "cells (2 threads) is 1.50 times as fast as openmp (2 threads)"));
    BOOST_TEST(
        says(engines(scaling_of({5, 1}, 0.7), cells, {4, 4}), "openmp (2 threads) is 2.00 times"));
    BOOST_TEST(says(engines(scaling_of({5, 3}, 0.8), cells, {4, 4}), "cannot be told"));
    // Thread counts above the number of cores are not taken as the best of an engine.
    BOOST_TEST(says(engines(scaling_of({7, 1}, 0.7), cells, {1, 1}),
                    "cells (1 thread) is 1.75 times as fast as openmp (1 thread)"));
}

BOOST_AUTO_TEST_CASE(amdahl_is_met_or_not) {
    BOOST_TEST(says(amdahl({0.1, 0.019, 0.01, 3, 8}), "the law describes"));
    BOOST_TEST(says(amdahl({0.1, 0.021, 0.01, 3, 8}), "does not describe"));
    BOOST_TEST(says(amdahl({0.1, 0, std::nullopt, 1, 2}), "cannot be told"));
    BOOST_TEST(says(amdahl({1.01, 0, std::nullopt, 1, 2}), "above one"));
    BOOST_TEST(says(amdahl({-0.01, 0, 0.01, 3, 8}), "below zero"));
}

BOOST_AUTO_TEST_CASE(predictions_are_met_within_ten_percent) {
    BOOST_TEST(scaled(2, 2.19).starts_with("as "));
    BOOST_TEST(scaled(2, 2.21).starts_with("more than"));
    BOOST_TEST(scaled(2, 1.79).starts_with("less than"));
}

BOOST_AUTO_TEST_CASE(overhead_of_threads) {
    const ScalingPoint one{1, 10, 1, 0, 0, 0, 0};
    const auto two = [](double seconds) { return ScalingPoint{2, seconds, 1, 0, 0, 0, 0}; };
    BOOST_TEST(says(overhead(one, two(11), 6), "cannot be told"));
    BOOST_TEST(says(overhead(one, two(12), 7), "slower than one thread"));
    BOOST_TEST(says(overhead(one, two(8), 4.1), "more than half of the time"));
    BOOST_TEST(!overhead(one, two(8), 3.9));
}

BOOST_AUTO_TEST_CASE(the_nearer_ceiling) {
    BOOST_TEST(ceilings({0.6, 0.3}).ends_with("the figures point at arithmetic"));
    BOOST_TEST(ceilings({0.3, 0.6}).ends_with("the figures point at memory bandwidth"));
    BOOST_TEST(ceilings({0.49, 0.3}).ends_with("neither ceiling explains the time"));
    BOOST_TEST(ceilings({0.3, 1.2}).starts_with("above the ceiling of memory bandwidth"));
}

// A pixel takes 8 bytes.
BOOST_AUTO_TEST_CASE(pixels_fit_the_cache_or_not) {
    BOOST_TEST(says(cache(128, 1024), "the pixels fit"));
    BOOST_TEST(says(cache(129, 1024), "do not fit"));
    BOOST_TEST(!cache(128, 0));
}

BOOST_AUTO_TEST_CASE(pictures_matter_or_not) {
    BOOST_TEST(says(image_spread(pictures({1, 10, 12, 15, 40})), "depends little"));
    BOOST_TEST(says(image_spread(pictures({1, 10, 12, 15.1, 40})), "depends on the picture"));
    BOOST_TEST(!image_spread(pictures({1, 2, 3, 4})));
}

BOOST_AUTO_TEST_CASE(distinct_colors_decide_or_not) {
    BOOST_TEST(says(color_correlation(pictures({5, 4, 3, 2, 1})), "gain less"));
    BOOST_TEST(says(color_correlation(pictures({1, 2, 4, 3, 5})), "gain more"));
    // The ranks 2 1 5 3 4 have the correlation 1 - 6 * 8 / 120 = 0.6.
    BOOST_TEST(says(color_correlation(pictures({2, 1, 5, 3, 4})), "does not decide"));
    BOOST_TEST(!color_correlation(pictures({1, 2, 3, 4, 5}, {7, 7, 7, 7, 7})));
}

BOOST_AUTO_TEST_CASE(inertia_by_the_published_rule) {
    BOOST_TEST(says(inertia({3, 0}), "3 pairs: the same to every digit"));
    BOOST_TEST(says(inertia({3, 0.0009}), "0.090 %, which passes"));
    BOOST_TEST(says(inertia({3, 0.001}), "fails"));
    BOOST_TEST(!inertia({0, 0}));
}

BOOST_AUTO_TEST_CASE(the_best_and_those_like_it) {
    const std::vector<Contender> all{{"openmp", 2, 5, 0.3, 1},
                                     {"cells", 4, 4, 0.4, 1},
                                     {"cells", 2, 4.5, 0.3, 1},
                                     {"cells", 1, 4.6, 0.3, 1}};
    const auto best = best_of(all);
    BOOST_REQUIRE(best.size() == 2U);
    BOOST_TEST(best[0].threads == 4U);
    BOOST_TEST(best[1].threads == 2U);  // 0.5 slower, and the spread of the difference is 0.5
}

BOOST_AUTO_TEST_SUITE_END()

// Tests each rule of the analysis with values just below and above the limit of its conclusion.
#include "report/rules.h"

#include <cmath>
#include <random>

#include <boost/test/unit_test.hpp>

#include "cli/results/measured.h"
#include "report/outliers.h"

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
    Scaling scaling = scalings(results::Engine::openmp, rows)[0];
    for (ScalingPoint &point : scaling.points) {
        const double ratio = scaling.points[0].seconds / point.seconds;
        point.own.ratio = {ratio, ratio * 0.98, ratio * 1.02, 5};
    }
    return scaling;
}

// Compares the times of these scalings. The bounds of a ratio are this part away from it; unless it
// is 1, when nothing is known.
Compare within(double part, std::vector<Scaling> all) {
    return [part, all = std::move(all)](const results::Task &a, const results::Task &b) {
        const auto seconds = [&](const results::Task &task) {
            for (const Scaling &one : all)
                if (one.engine == task.engine && one.k == task.colors)
                    return one.at(task.threads)->seconds;
            return std::nan("");
        };
        const double ratio = seconds(a) / seconds(b);
        Comparison result;
        result.pairs = 5;
        result.ratio.estimate = ratio;
        if (part < 1) result.ratio = {ratio, ratio * (1 - part), ratio * (1 + part), 5};
        return result;
    };
}

Sentence growth_of(const Scaling &scaling, const Processor &processor, const Limits &limits = {},
                   double part = 0) {
    return growth(scaling, within(part, {scaling}), processor, limits);
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
    BOOST_TEST(
        says(growth_of(scaling_of({10, 5, 4.70}), four), "up to the most measured, 4 threads"));
    BOOST_TEST(says(growth_of(scaling_of({10, 5, 4.77}), four), "more than 5 % at 2 threads"));
    // Growth that pauses at one number of threads has not stopped.
    BOOST_TEST(says(growth_of(scaling_of({10, 10, 5}), four), "most measured, 4 threads"));
    BOOST_TEST(says(growth_of(scaling_of({10, 5}), four), "it does not stop within them"));
    BOOST_TEST(
        says(growth_of(scaling_of({10}), four), "only one thread count was measured, 1: too few"));
}

BOOST_AUTO_TEST_CASE(growth_may_end_at_the_cores) {
    const Scaling scaling = scaling_of({10, 5, 5});
    const std::string cores =
        "the figures point at the physical cores (2, and the next count measured is 4)";
    BOOST_TEST(says(growth_of(scaling, {2, 2}), cores));
    BOOST_TEST(says(growth_of(scaling, {2, 4}), cores));
    BOOST_TEST(
        says(growth_of(scaling, {2, 2, true}), "the processors that a container may use (2,"));
    for (const Processor &processor : {Processor{4, 4}, Processor{0, 0}})
        BOOST_TEST(!says(growth_of(scaling, processor), "cores ("));
}

BOOST_AUTO_TEST_CASE(growth_may_end_at_a_ceiling) {
    const Scaling scaling = scaling_of({10, 5, 5});
    const auto at = [&](double arithmetic, double bandwidth) {
        return growth_of(scaling, {4, 4}, {std::nullopt, Nearness{arithmetic, bandwidth}, 3});
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
    const auto with = [&](const AmdahlFit &fit) {
        return growth_of(scaling, {4, 4}, {fit, {}, 0});
    };
    // By the law, the speed-up grows from 1/(s + (1 - s)/2) to 1/(s + (1 - s)/4) with 4 threads,
    // by 5 % at s = 0.826.
    BOOST_TEST(says(with({0.83, 0.01, 0.01, 2, 4}),
                    "at 2 threads, and the figures point at the serial fraction (by Amdahl's law "
                    "4 gain no more than that either)"));
    BOOST_TEST(!says(with({0.82, 0.01, 0.01, 2, 4}), "Amdahl"));
    BOOST_TEST(!says(with({0.83, 0.03, 0.01, 2, 4}), "Amdahl"));  // the law does not hold
    BOOST_TEST(!says(with({1.1, 0.01, 0.01, 2, 4}), "Amdahl"));
    BOOST_TEST(says(growth_of(scaling_of({10, 9.7}), {2, 2}, {AmdahlFit{0.94, 0, {}, 1, 2}, {}, 0}),
                    "the serial fraction or thread overhead, which one thread count"));
}

BOOST_AUTO_TEST_CASE(growth_may_end_by_the_overhead_of_threads) {
    BOOST_TEST(says(growth_of(scaling_of({10, 6, 7}), {4, 4}), "thread overhead (4 take longer)"));
    BOOST_TEST(says(growth_of(scaling_of({10, 5.3, 5.1}), {4, 4}),
                    "thread overhead (more than half of the time with 4)"));
    BOOST_TEST(says(growth_of(scaling_of({10, 5, 5}), {4, 4}),
                    "none of cores, memory bandwidth, arithmetic, serial fraction and thread "
                    "overhead explains it"));
}

BOOST_AUTO_TEST_CASE(growth_that_pairs_do_not_tell) {
    // 5.2 is 4 % more than 5.
    BOOST_TEST(
        says(growth_of(scaling_of({10, 5, 5.2}), {4, 4}, {}, 0.045),
             "are faster cannot be told: the ratio of their times is 1.040 (0.993 to 1.087)"));
    BOOST_TEST(!says(growth_of(scaling_of({10, 5, 5.2}), {4, 4}, {}, 0.035), "cannot be told"));
    // The limit cannot be told either if the ratio is known to no better than 5 %.
    BOOST_TEST(says(growth_of(scaling_of({10, 5, 5}), {4, 4}, {}, 0.06),
                    "2 threads; which limit that is cannot be told"));
    BOOST_TEST(says(growth_of(scaling_of({10, 5, 5}), {4, 4}, {}, 0.04), "2 threads, and none of"));
    BOOST_TEST(
        says(growth_of(scaling_of({10, 5, 5}), {2, 2}, {}, 0.06), "point at the physical cores"));
    // The last number of threads may be the fastest by chance: 5 is 11 % more than 4.5.
    BOOST_TEST(says(growth_of(scaling_of({10, 5, 4.5}), {4, 4}, {}, 0.11),
                    "whether speed-up grows up to the most measured, 4 threads, or stops before "
                    "cannot be told: the ratio"));
    BOOST_TEST(
        says(growth_of(scaling_of({10, 5, 4.5}), {4, 4}, {}, 0.09), "does not stop within them"));
    BOOST_TEST(says(growth_of(scaling_of({10, 5, 9}), {4, 4}, {}, 1),
                    "cannot be told: so few pairs of runs do not tell their spread"));
    BOOST_TEST(why_unclear({}) == "there are no single measurements of both in one round");
}

BOOST_AUTO_TEST_CASE(efficiency_falls_under_half) {
    BOOST_TEST(says(efficiency(scaling_of({10, 6, 5.0})), "at or above 50 % up to 4 threads"));
    BOOST_TEST(says(efficiency(scaling_of({10, 6, 5.1})), "falls under 50 % at 4 threads"));
    Scaling without_one = scaling_of({10, 6, 5});
    without_one.points.erase(without_one.points.begin());
    BOOST_TEST(!efficiency(without_one));
}

BOOST_AUTO_TEST_CASE(oversubscription_is_compared_by_pairs) {
    const auto oversubscribed = [](const Scaling &scaling, const Processor &processor,
                                   double part = 0) {
        return oversubscription(scaling, within(part, {scaling}), processor);
    };
    BOOST_TEST(!oversubscribed(scaling_of({10, 5, 6}), {2, 4}));
    BOOST_TEST(says(oversubscribed(scaling_of({10, 5, 6}), {2, 2}), "slower with 4 threads"));
    BOOST_TEST(says(oversubscribed(scaling_of({10, 5, 4}), {2, 2}), "faster with 4 threads"));
    BOOST_TEST(says(oversubscribed(scaling_of({10, 5, 6}), {2, 2}, 0.2),
                    "neither clearly slower nor faster with 4 threads"));
    BOOST_TEST(!oversubscribed(scaling_of({10, 5, 6}), {0, 0}));
}

BOOST_AUTO_TEST_CASE(noise_from_ten_percent) {
    BOOST_TEST(says(noise(scaling_of({10, 5}, 0.6)), "with 2 threads"));
    BOOST_TEST(says(noise(scaling_of({10, 5}, 1.1)), "with 1 and 2 threads"));
    BOOST_TEST(!noise(scaling_of({10, 5}, 0.5)));
}

BOOST_AUTO_TEST_CASE(superlinear_from_five_percent) {
    BOOST_TEST(says(superlinear(scaling_of({10, 4.7})), "above the ideal line with 2 threads"));
    BOOST_TEST(!superlinear(scaling_of({10, 4.8})));
    Scaling unclear = scaling_of({10, 4.7});  // 2.13, and perhaps not above 2
    unclear.points[1].own.ratio.low = 1.99;
    BOOST_TEST(!superlinear(unclear));
}

BOOST_AUTO_TEST_CASE(threads_that_did_not_work) {
    Scaling scaling = scaling_of({10, 5, 4});
    BOOST_TEST(!fewer_threads(scaling));  // not known
    scaling.points[1].least_used = scaling.points[1].most_used = 2;
    BOOST_TEST(!fewer_threads(scaling));
    scaling.points[2].least_used = 2;
    scaling.points[2].most_used = 3;
    BOOST_TEST(says(fewer_threads(scaling), "were asked for with 4 (used: 2 to 3)"));
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

BOOST_AUTO_TEST_CASE(engines_are_compared_by_pairs) {
    Scaling cells = scaling_of({4, 2});
    cells.engine = results::Engine::cells;
    const auto compared = [&](std::initializer_list<double> seconds, const Processor &processor,
                              double part = 0) {
        const Scaling openmp = scaling_of(seconds);
        return engines(openmp, cells, within(part, {openmp, cells}), processor);
    };
    BOOST_TEST(says(compared({5, 3}, {4, 4}, 0.1),
                    "cells (2 threads) is 1.50 (1.35 to 1.65) times as fast as openmp (2 thr"));
    BOOST_TEST(says(compared({5, 1}, {4, 4}), "openmp (2 threads) is 2.00 (2.00 to 2.00) times"));
    BOOST_TEST(says(compared({5, 2.1}, {4, 4}, 0.1), "cannot be told: the ratio of their times"));
    // Thread counts above the number of cores are not taken as the best of an engine.
    BOOST_TEST(says(compared({7, 1}, {1, 1}), "cells (1 thread) is 1.75"));
}

// A planted gain of 15 % over 400 pictures of 5 runs each, with a spread of single runs of 20 %.
BOOST_AUTO_TEST_CASE(more_pictures_sharpen_a_comparison) {
    const results::Task a{8, results::Engine::openmp, 1}, b{8, results::Engine::openmp, 2};
    std::mt19937_64 random(1);
    std::normal_distribution<double> noise(0, 0.2), size(0, 1);
    std::vector<results::ImageMeasurements> images;
    for (unsigned picture = 0; picture < 400; ++picture) {
        const double base = std::exp(size(random));
        std::vector<results::Measurement> runs;
        for (unsigned run = 1; run <= 5; ++run) {
            runs.push_back(quant::test::measured(a, run, base * std::exp(noise(random))));
            runs.push_back(quant::test::measured(b, run, base / 1.15 * std::exp(noise(random))));
        }
        images.push_back(quant::test::picture_of(std::to_string(picture), runs));
    }
    const Comparison comparison = compare(images, a, b);
    BOOST_TEST(comparison.is_slower());
    BOOST_TEST(comparison.pairs == 2000U);
    BOOST_TEST(comparison.ratio.pairs == 400U);
    BOOST_TEST(comparison.ratio.low < 1.15);
    BOOST_TEST(comparison.ratio.high > 1.15);
    BOOST_TEST(comparison.is_within(0.02));
    images.resize(4);
    BOOST_TEST(!compare(images, a, b).is_within(0.02));
}

BOOST_AUTO_TEST_CASE(pairs_are_of_one_invocation_and_run) {
    const results::Task a{8, results::Engine::openmp, 1}, b{8, results::Engine::openmp, 2};
    const auto image = quant::test::picture_of(
        "a", {quant::test::measured(a, 1, 8), quant::test::measured(a, 2, 4),
              quant::test::measured(b, 2, 2), quant::test::measured(b, 3, 100),
              quant::test::measured(b, 1, 50, 1, 2), quant::test::measured(a, 1, 200, 1, 2)});
    const Comparison comparison = compare({image}, a, b);
    BOOST_TEST(comparison.pairs == 2U);
    BOOST_TEST(comparison.ratio.estimate == std::sqrt(2.0 * 4),
               boost::test_tools::tolerance(1e-12));
    BOOST_TEST(!comparison.is_known());  // two are too few
    BOOST_TEST(!compare({image}, a, {9, results::Engine::openmp, 2}).is_known());
}

BOOST_AUTO_TEST_CASE(amdahl_is_met_or_not) {
    BOOST_TEST(says(amdahl({0.1, 0.019, 0.01, 3, 8}), "the law describes"));
    BOOST_TEST(says(amdahl({0.1, 0.021, 0.01, 3, 8}), "does not describe"));
    BOOST_TEST(says(amdahl({0.1, 0, std::nullopt, 1, 2}), "cannot be told"));
    BOOST_TEST(says(amdahl({1.01, 0, std::nullopt, 1, 2}), "above one"));
    BOOST_TEST(says(amdahl({-0.01, 0, 0.01, 3, 8}), "below zero"));
}

// With 4 threads and a serial fraction of 0.1, the law gives 3.7.
BOOST_AUTO_TEST_CASE(gustafson_is_met_or_not) {
    const auto said = [](double serial, double low, double high) {
        return gustafson(serial, 4, {(low + high) / 2, low, high, 5});
    };
    BOOST_TEST(said(0.1, 3.4, 4.0) == "the law gives 3.70, and the measurements agree");
    BOOST_TEST(said(0.1, 3.3, 4.0).ends_with("cannot be told"));
    BOOST_TEST(said(0.1, 4.08, 4.2).ends_with("threads gain more than that"));
    BOOST_TEST(said(0.1, 3.0, 3.3).ends_with("threads gain less than that"));
    BOOST_TEST(said(-0.1, 3, 4).starts_with("the law cannot describe this"));
    BOOST_TEST(said(1.1, 3, 4).starts_with("the law cannot describe this"));
    BOOST_TEST(said(std::nan(""), 3, 4).starts_with("what the law gives is not known"));
}

BOOST_AUTO_TEST_CASE(overhead_of_threads) {
    const auto two = [](double seconds, double part = 0.02) {
        const double ratio = 10 / seconds;
        ScalingPoint point{2, seconds};
        point.own.ratio = {ratio, ratio * (1 - part), ratio * (1 + part), 5};
        return point;
    };
    BOOST_TEST(says(overhead(two(11, 0.2), 6), "cannot be told"));
    BOOST_TEST(says(overhead(two(12), 7), "slower than one thread"));
    BOOST_TEST(says(overhead(two(8), 4.1), "more than half of the time"));
    BOOST_TEST(!overhead(two(8), 3.9));
}

BOOST_AUTO_TEST_CASE(distances_from_the_reference) {
    BOOST_TEST(says(doubles({0, 0.0005, 0.002, -0.03}),
                    "Of 4 pairs, 2 differ by 0.1 % or more; 2 end with a larger inertia"));
    BOOST_TEST(!doubles({}));
}

BOOST_AUTO_TEST_CASE(runs_that_stand_out) {
    const results::Task task{8, results::Engine::openmp, 2};
    const auto image_of = [&](double last) {
        std::vector<results::Measurement> runs;
        for (unsigned run = 1; run <= 4; ++run)
            runs.push_back(quant::test::measured(task, run, 1 + 0.01 * run));
        runs.push_back(quant::test::measured(task, 5, last));
        return quant::test::picture_of("a", runs);
    };
    BOOST_TEST(find_outliers({image_of(1.5)}).count == 0U);
    const Outliers found = find_outliers({image_of(1.6), image_of(1.7)});
    BOOST_TEST(found.count == 2U);
    BOOST_TEST(found.measurements == 10U);
    BOOST_TEST(found.worst[0].measurement.seconds == 1.7);
    // Runs that all differ much have no outliers among them.
    BOOST_TEST(find_outliers({quant::test::picture_of("a", {quant::test::measured(task, 1, 1),
                                                            quant::test::measured(task, 2, 2),
                                                            quant::test::measured(task, 3, 3.2)})})
                   .count == 0U);
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
    using results::Engine;
    const std::vector<Contender> all{{Engine::openmp, 2, 5, 1},
                                     {Engine::cells, 4, 4, 1},
                                     {Engine::cells, 2, 4.4, 1},
                                     {Engine::cells, 1, 4.6, 1}};
    const auto by_tenth = [](const Contender &a, const Contender &b) {
        const double ratio = a.seconds / b.seconds;
        Comparison comparison;
        comparison.ratio = {ratio, ratio - 0.12, ratio + 0.12, 5};
        return comparison;
    };
    const auto best = best_of(all, by_tenth);
    BOOST_REQUIRE(best.size() == 2U);
    BOOST_TEST(best[0].threads == 4U);
    BOOST_TEST(best[1].threads == 2U);
    BOOST_TEST(best_of(all, [](const auto &, const auto &) { return Comparison(); }).size() == 4U);
}

BOOST_AUTO_TEST_SUITE_END()

// Compares two results whose times are planted, and checks the rules at their thresholds.
#include "report/compare_results.h"

#include <cmath>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "../results/measured.h"
#include "report/compose_comparison.h"
#include "report/welch.h"

using namespace quant::cli;
using namespace quant::cli::report;
using quant::test::measured;
using quant::test::picture_of;
using results::Engine;
using results::Task;
namespace tt = boost::test_tools;

BOOST_AUTO_TEST_SUITE(report_compare_tests)

namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
const Task kTask{8, Engine::openmp, 2};

results::Results results_of(std::vector<results::ImageMeasurements> images,
                            const std::string &set = "a") {
    results::Results all;
    all.sets.emplace_back().name = set;
    all.sets[0].title = set;
    all.sets[0].images = std::move(images);
    return all;
}

// Returns pictures 0, 1, 2 ... with one run each of these seconds.
results::Results single_runs(const std::vector<double> &seconds) {
    std::vector<results::ImageMeasurements> images;
    for (std::size_t i = 0; i < seconds.size(); ++i)
        images.push_back(picture_of(std::to_string(i), {measured(kTask, 1, seconds[i])}));
    return results_of(std::move(images));
}

// Returns one picture with these runs.
results::Results one_picture(const std::vector<double> &seconds) {
    std::vector<results::Measurement> runs;
    for (const double one : seconds)
        runs.push_back(measured(kTask, static_cast<unsigned>(runs.size()) + 1, one));
    return results_of({picture_of("0", std::move(runs))});
}

bool says(const std::vector<std::string> &sentences, const std::string &part) {
    for (const std::string &sentence : sentences)
        if (sentence.find(part) != std::string::npos) return true;
    for (const std::string &sentence : sentences) BOOST_TEST_MESSAGE(sentence);
    return false;
}

std::vector<std::string> time_sentences_of(const results::Results &a, const results::Results &b,
                                           double threshold = kChangeThreshold) {
    return time_sentences(compare_results(a, b, threshold));
}

}  // namespace

// The squared standard errors are 0.01 each, so that the degrees of freedom are
// 0.0004 / (0.0001 / 1 + 0.0001 / 2) = 2.67, and t of 2 degrees is 4.302653.
BOOST_AUTO_TEST_CASE(interval_of_runs_that_are_no_pairs) {
    const std::vector<double> a{0, 0.2}, b{0.4, 0.7, 0.7};
    const Interval interval = unpaired_ratio_interval(a, b);
    const double half = 4.302653 * std::sqrt(0.02);
    BOOST_TEST(interval.estimate == std::exp(0.5), tt::tolerance(1e-12));
    BOOST_TEST(interval.low == std::exp(0.5 - half), tt::tolerance(1e-6));
    BOOST_TEST(interval.high == std::exp(0.5 + half), tt::tolerance(1e-6));
    BOOST_TEST(interval.pairs == 2U);
    const Interval inverse = unpaired_ratio_interval(b, a);
    BOOST_TEST(interval.low * inverse.high == 1, tt::tolerance(1e-12));
}

// Both vary alike, so that the degrees of freedom are those of Student's t: 2 + 2 - 2.
BOOST_AUTO_TEST_CASE(whole_degrees_of_freedom_stay_whole) {
    for (const double spread : {0.2, 0.3, 1e-3}) {
        const Interval interval = unpaired_ratio_interval(std::vector<double>{0, spread},
                                                          std::vector<double>{1, 1 + spread});
        BOOST_TEST(std::log(interval.high) == 1 + 4.302653 * spread / std::sqrt(2),
                   tt::tolerance(1e-6));
    }
}

BOOST_AUTO_TEST_CASE(too_few_runs_have_no_bounds) {
    const std::vector<double> one{0.3}, two{0.3, 0.5};
    BOOST_TEST(unpaired_ratio_interval(one, two).estimate == std::exp(0.1), tt::tolerance(1e-12));
    BOOST_TEST(std::isnan(unpaired_ratio_interval(one, two).low));
    BOOST_TEST(std::isnan(unpaired_ratio_interval(two, {}).estimate));
    const Interval same = unpaired_ratio_interval(std::vector<double>{1, 1}, {std::vector{1., 1.}});
    BOOST_TEST(same.low == 1);
    BOOST_TEST(same.high == 1);
}

BOOST_AUTO_TEST_CASE(verdicts_at_the_threshold) {
    const auto of = [](double low, double high, double threshold) {
        return std::string(
            name_of(change_verdict({std::sqrt(low * high), low, high, 5}, threshold)));
    };
    BOOST_TEST(of(1.06, 1.2, 0.05) == "slower");
    BOOST_TEST(of(1.04, 1.2, 0.05) == "unclear");
    BOOST_TEST(of(1.04, 1.2, 0.03) == "slower");
    BOOST_TEST(of(0.96, 1.04, 0.05) == "alike");
    BOOST_TEST(of(0.9, 1.04, 0.05) == "unclear");
    BOOST_TEST(of(0.9, 0.95, 0.05) == "faster");
    BOOST_TEST(of(0.9, 0.953, 0.05) == "unclear");  // 1 / 1.05 is 0.9524
    BOOST_TEST(of(1, 1, 0) == "alike");
    BOOST_TEST(of(1.001, 1.002, 0) == "slower");
    BOOST_TEST(of(kNan, kNan, 0.05) == "unclear");
}

// Swapped results have the opposite verdict.
BOOST_AUTO_TEST_CASE(verdicts_are_symmetric) {
    for (const double factor : {0.7, 0.93, 1.0, 1.04, 1.2}) {
        const auto a = single_runs({1, 2, 3, 4}),
                   b = single_runs({factor, 2 * factor, 3 * factor, 4 * factor * 1.001});
        const auto forth = compare_results(a, b, 0.05).times.at(0);
        const auto back = compare_results(b, a, 0.05).times.at(0);
        BOOST_TEST(forth.ratio.estimate * back.ratio.estimate == 1, tt::tolerance(1e-12));
        BOOST_TEST((forth.verdict == ChangeVerdict::slower) ==
                   (back.verdict == ChangeVerdict::faster));
        BOOST_TEST((forth.verdict == ChangeVerdict::alike) ==
                   (back.verdict == ChangeVerdict::alike));
    }
}

// Each picture counts once, by the ratio of the medians of its runs: one run that was disturbed
// does not matter.
BOOST_AUTO_TEST_CASE(medians_of_the_runs_of_each_picture) {
    std::vector<results::ImageMeasurements> a, b;
    for (const char *name : {"x", "y", "z"}) {
        a.push_back(picture_of(
            name, {measured(kTask, 1, 1), measured(kTask, 2, 100), measured(kTask, 3, 1)}));
        b.push_back(picture_of(name, {measured(kTask, 1, 1), measured(kTask, 2, 3)}));
    }
    const auto comparison = compare_results(results_of(a), results_of(b), 0.05);
    BOOST_REQUIRE(comparison.times.size() == 1U);
    const TimeChange &change = comparison.times[0];
    BOOST_TEST(change.pictures == 3U);
    BOOST_TEST(change.seconds_a == 1, tt::tolerance(1e-12));
    BOOST_TEST(change.seconds_b == 2, tt::tolerance(1e-12));
    BOOST_TEST(change.ratio.estimate == 2, tt::tolerance(1e-12));
    BOOST_TEST(change.ratio.pairs == 3U);
    BOOST_TEST((change.verdict == ChangeVerdict::slower));
}

BOOST_AUTO_TEST_CASE(runs_of_one_picture) {
    const auto change =
        compare_results(one_picture({1, 1.01, 1.02}), one_picture({1.2, 1.21}), 0.05).times.at(0);
    BOOST_TEST(change.pictures == 1U);
    BOOST_TEST(change.ratio.pairs == 2U);
    BOOST_TEST(change.ratio.estimate == change.seconds_b / change.seconds_a, tt::tolerance(1e-12));
    BOOST_TEST(change.ratio.low < change.ratio.estimate);
    BOOST_TEST(says(time_sentences_of(one_picture({1}), one_picture({3})),
                    "a, openmp with 2 threads (K = 8): whether B is slower or faster than A cannot "
                    "be told, because one run of one picture does not tell its spread: it takes "
                    "3.00 times as long as A."));
}

BOOST_AUTO_TEST_CASE(a_sentence_for_each_kind_of_change) {
    const auto a = single_runs({1, 1, 1});
    BOOST_TEST(says(time_sentences_of(a, single_runs({1.15, 1.15, 1.16})),
                    "B is slower by more than 5 %, a regression: it takes 1.15 times as long"));
    BOOST_TEST(says(time_sentences_of(a, single_runs({0.5, 0.51, 0.5})),
                    "B is faster by more than 5 %: it takes 0.503 times as long as A."));
    BOOST_TEST(says(time_sentences_of(a, single_runs({1.04, 1.06, 1.05})),
                    "B is slower, but whether by more than 5 % cannot be told"));
    BOOST_TEST(says(time_sentences_of(a, single_runs({0.94, 0.96, 0.95})),
                    "B is faster, but whether by more than 5 % cannot be told"));
    BOOST_TEST(
        says(time_sentences_of(a, single_runs({0.5, 2, 1})),
             "whether B is slower or faster than A cannot be told: the intervals contain 1."));
    BOOST_TEST(says(time_sentences_of(a, single_runs({1, 1.01, 1}), 0.02),
                    "A and B differ by no more than 2 %"));
}

// Numbers of threads, and then K, are put together where the same is to be said.
BOOST_AUTO_TEST_CASE(sentences_are_merged) {
    std::vector<results::ImageMeasurements> a, b;
    for (const char *name : {"x", "y"}) {
        std::vector<results::Measurement> runs_a, runs_b;
        for (const unsigned k : {8U, 16U, 32U})
            for (const Task &task : {Task{k, Engine::sequential, 1}, Task{k, Engine::openmp, 1},
                                     Task{k, Engine::openmp, 2}, Task{k, Engine::openmp, 2, 2}}) {
                const bool is_slow = task.engine == Engine::openmp && k < 32 && task.copies == 1;
                runs_a.push_back(measured(task, 1, 1));
                runs_b.push_back(measured(task, 1, is_slow ? 2 : 1));
            }
        a.push_back(picture_of(name, runs_a));
        b.push_back(picture_of(name, runs_b));
    }
    const auto sentences = time_sentences_of(results_of(a), results_of(b));
    BOOST_REQUIRE(sentences.size() == 2U);
    BOOST_TEST(says({sentences[0]}, "a, openmp with 1 and 2 threads (K = 8 and 16): B is slower"));
    BOOST_TEST(says({sentences[1]}, "a, sequential (K = 8, 16 and 32)"));
    BOOST_TEST(says({sentences[1]}, "a, openmp with 1 and 2 threads (K = 32)"));
    BOOST_TEST(says({sentences[1]},
                    "a, openmp with 2 threads and as many copies of each picture (K = 8, 16 and "
                    "32): A and B differ by no more"));
}

BOOST_AUTO_TEST_CASE(other_results_are_named) {
    const Task one{8, Engine::openmp, 1}, doubles{8, Engine::doubles, 1};
    const auto with = [&](double inertia, unsigned iterations, double of_doubles) {
        return results_of({picture_of("x", {measured(kTask, 1, 1, inertia, 1, iterations),
                                            measured(one, 1, 1, inertia, 1, iterations),
                                            measured(doubles, 1, 1, of_doubles)}),
                           picture_of("y", {measured(kTask, 1, 1, 7)})});
    };
    const auto same = compare_results(with(2, 5, 3), with(2, 5, 3), 0.05);
    BOOST_TEST(same.compared_results == 4U);
    BOOST_TEST(same.other_results.empty());
    BOOST_TEST(says(result_sentences(same), "are the same bits in all 4 results"));
    BOOST_TEST(!same.has_regression());

    const auto other = compare_results(with(2, 5, 3), with(std::nextafter(2.0, 3.0), 5, 3), 0.05);
    BOOST_REQUIRE(other.other_results.size() == 1U);  // both numbers of threads together
    BOOST_TEST(other.other_results[0].tasks.size() == 2U);
    BOOST_TEST(other.wrong_results() == 2U);
    BOOST_TEST(other.has_regression());
    BOOST_TEST(says(result_sentences(other),
                    "2 of 4 results have another inertia or number of iterations, on 1 picture"));
    BOOST_TEST(compare_results(with(2, 5, 3), with(2, 6, 3), 0.05).wrong_results() == 2U);

    const auto rounded = compare_results(with(2, 5, 3), with(2, 5, 4), 0.05);
    BOOST_TEST(rounded.other_results.size() == 1U);
    BOOST_TEST(!rounded.has_regression());
    BOOST_TEST(says(result_sentences(rounded), "1 of 4 results, by the engine double"));
}

BOOST_AUTO_TEST_CASE(what_only_one_has) {
    const Task more{16, Engine::cells, 4};
    auto a = results_of({picture_of("x", {measured(kTask, 1, 1), measured(more, 1, 1)}),
                         picture_of("mine", {measured(kTask, 1, 1)}),
                         picture_of("larger", {measured(kTask, 1, 1)})});
    auto b = results_of(
        {picture_of("x", {measured(kTask, 1, 1)}), picture_of("larger", {measured(kTask, 1, 1)})});
    b.sets[0].images[1].width += 1;
    b.sets.push_back(results_of({picture_of("x", {measured(kTask, 1, 1)})}, "other").sets[0]);
    const auto comparison = compare_results(a, b, 0.05);
    BOOST_TEST(comparison.times.at(0).pictures == 1U);
    BOOST_REQUIRE(comparison.unshared.size() == 2U);
    BOOST_TEST(comparison.unshared[0].is_in_a);
    BOOST_TEST(comparison.unshared[0].pictures == std::vector<std::string>{"mine"});
    BOOST_TEST((comparison.unshared[0].tasks == std::vector<Task>{more}));
    BOOST_TEST(!comparison.unshared[1].is_in_a);
    BOOST_TEST(comparison.unshared[1].whole_set);
    BOOST_REQUIRE(comparison.other_pictures.size() == 1U);
    BOOST_TEST(comparison.other_pictures[0].names == std::vector<std::string>{"larger"});
    BOOST_TEST(tasks_text({more, kTask}) ==
               "openmp with 2 threads (K = 8); cells with 4 threads (K = 16)");
}

BOOST_AUTO_TEST_CASE(threads_that_worked) {
    auto a = single_runs({1, 1}), b = single_runs({1, 1});
    for (auto &image : b.sets[0].images)
        for (auto &run : image.measurements) run.threads_used = 1;
    BOOST_TEST(says(thread_sentences(compare_results(a, b, 0.05)),
                    "a, openmp with 2 threads (K = 8): 2 threads worked in A, and 1 in B."));
    for (auto &image : b.sets[0].images)
        for (auto &run : image.measurements) run.threads_used = 0;  // not known
    BOOST_TEST(thread_sentences(compare_results(a, b, 0.05)).empty());
}

BOOST_AUTO_TEST_CASE(differences_of_records) {
    results::Record a, b;
    BOOST_TEST(differences_of(a, b).empty());
    a.machine.cpu = "one";
    b.machine.cpu = "other";
    b.build.compiler = "GNU 12";
    a.plan.colors = {8};
    b.plan.colors = {8, 16};
    a.invocations.resize(2);
    b.invocations.resize(1);
    a.invocations[0].conditions.governor = "powersave";
    a.invocations[1].conditions.governor = "performance";
    b.invocations[0].conditions.governor = "performance";
    a.invocations[1].conditions.variables["OMP_PLACES"] = "cores";
    std::string text;
    for (const RecordDifference &one : differences_of(a, b))
        text += one.what + ": " + one.a + " | " + one.b + "\n";
    BOOST_TEST(text ==
               "Processor: one | other\n"
               "Compiler:  | GNU 12\n"
               "Frequency governor: powersave and performance | performance\n"
               "K: 8 | 8 and 16\n"
               "Variable OMP_PLACES: not set and cores | not set\n");
}

BOOST_AUTO_TEST_SUITE_END()

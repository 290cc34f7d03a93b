// Tests which times a measurement includes.
#include "bench/measure.h"

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <vector>

#include "base/failure.h"

namespace {

using namespace quant::cli::bench;
using namespace quant::cli::results;

std::vector<std::uint8_t> noise(std::size_t pixels) {
    std::vector<std::uint8_t> bytes(pixels * 3);
    std::uint32_t state = 1;
    for (std::uint8_t &byte : bytes) byte = static_cast<std::uint8_t>((state *= 747796405U) >> 24);
    return bytes;
}

BOOST_AUTO_TEST_SUITE(bench_measure_tests)

// Each time is another power of two, so that the sum shows which times were added.
BOOST_AUTO_TEST_CASE(only_cells_pays_for_its_histogram_and_none_for_seeds) {
    quant::Stats stats{};
    stats.seconds_histogram = 1;
    stats.seconds_seeding = 2;
    stats.seconds_iterations = 4;
    stats.seconds_mapping = 8;
    stats.engine = QUANT_ENGINE_SEQUENTIAL;
    BOOST_TEST(kmeans_seconds(stats) == 4 + 8);
    stats.engine = QUANT_ENGINE_OPENMP;
    BOOST_TEST(kmeans_seconds(stats) == 4 + 8);
    stats.engine = QUANT_ENGINE_CELLS;
    BOOST_TEST(kmeans_seconds(stats) == 1 + 4 + 8);
}

BOOST_AUTO_TEST_CASE(the_options_are_those_of_the_paper) {
    const auto options = options_of({16, Engine::openmp, 4});
    BOOST_TEST(options.colors == 16U);
    BOOST_TEST(options.engine == QUANT_ENGINE_OPENMP);
    BOOST_TEST(options.threads == 4U);
    BOOST_TEST(options.exact_threads == 1);
    BOOST_TEST(options.seeding == QUANT_SEEDING_RANDOM);
    BOOST_TEST(options.search == QUANT_SEARCH_NONE);
    BOOST_TEST(options.empty == QUANT_EMPTY_ZERO);
    BOOST_TEST(options.max_iterations == 20U);
    BOOST_TEST(options.tolerance == 1e-4);
    BOOST_TEST(options.inertia_tolerance == 0.0);
}

BOOST_AUTO_TEST_CASE(a_task_runs_with_exactly_its_threads) {
    const auto pixels = noise(300 * 200);
    const quant::Image image = quant::rgb8(pixels.data(), 300, 200);
    const Run reference = run_task(image, {6, Engine::sequential, 1});
    for (const Engine engine : {Engine::openmp, Engine::cells})
        for (const unsigned threads : {1U, 2U, 3U, 40U}) {
            const Run run = run_task(image, {6, engine, threads});
            BOOST_TEST(run.threads_used == threads);
            BOOST_TEST(run.inertia == reference.inertia);
            BOOST_TEST(run.iterations == reference.iterations);
        }
    const Run doubles = run_task(image, {6, Engine::doubles, 1});
    BOOST_TEST(doubles.inertia == reference.inertia, boost::test_tools::tolerance(0.05));
    BOOST_TEST(doubles.threads_used == 1U);
    BOOST_TEST(doubles.evaluations == 300U * 200 * 6 * (doubles.iterations + 1));
    BOOST_CHECK_THROW(run_task(quant::rgb8(nullptr, 1, 1), {2, Engine::cells, 1}),
                      quant::cli::Failure);
    BOOST_CHECK_NO_THROW(wake_threads({2, Engine::openmp, 1}));
    BOOST_CHECK_NO_THROW(wake_threads({2, Engine::openmp, 5}));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace

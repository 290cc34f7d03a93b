// Tests that the work of the engines is logged, and that only the measured part counts.
#include "projection.h"

#include <boost/test/unit_test.hpp>

#include "kmeans.h"
#include "sample/sample.h"

using namespace quant::experiment;

BOOST_AUTO_TEST_SUITE(projection_tests)

namespace {

LoggedRun logged(quant_engine engine, unsigned threads) {
    static const auto picture = quant::cli::sample::landscape(300, 300, 1);
    quant::Options options = paper_options(8);
    options.engine = engine;
    options.threads = threads;
    const auto image = quant::rgb8(picture.pixels.data(), picture.width, picture.height);
    return log_kmeans(image, options);
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_free_thread_takes_the_next_unit) {
    // The threads take 5 and then 1, or 2, 1, 1 and 1.
    BOOST_TEST(seconds_with_threads({2, {}, {5, 2, 1, 1, 1, 1}}) == 6);
    BOOST_TEST(seconds_with_threads({1, {}, {1, 2, 3}}) == 6);
    BOOST_TEST(seconds_with_threads({8, {}, {1, 2, 3}}) == 3);
}

BOOST_AUTO_TEST_CASE(one_thread_shares_nothing_out) {
    for (const quant_engine engine : {QUANT_ENGINE_OPENMP, QUANT_ENGINE_CELLS}) {
        const LoggedRun run = logged(engine, 1);
        BOOST_TEST(run.workers == 1U);
        BOOST_TEST(run.shared == 0);
        BOOST_TEST(run.speed_up() == 1);
    }
}

BOOST_AUTO_TEST_CASE(work_is_shared_out_to_threads_that_do_not_exist) {
    for (const quant_engine engine : {QUANT_ENGINE_OPENMP, QUANT_ENGINE_CELLS}) {
        const LoggedRun run = logged(engine, 4);
        BOOST_TEST(run.workers == 4U);
        BOOST_TEST(run.shared > 0);
        BOOST_TEST(run.shared <= run.whole);
        // The last of four threads ends after a quarter of the work at the earliest.
        BOOST_TEST(run.longest >= run.shared / 4 * (1 - 1e-9));
        BOOST_TEST(run.longest <= run.shared);
        BOOST_TEST(run.speed_up() >= 1);
    }
    // Nearly everything that the engine over pixels does is shared out.
    const LoggedRun run = logged(QUANT_ENGINE_OPENMP, 4);
    BOOST_TEST(run.shared > 0.5 * run.whole);
}

BOOST_AUTO_TEST_SUITE_END()

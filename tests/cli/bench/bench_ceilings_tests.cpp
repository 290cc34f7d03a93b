// Tests that the loops that measure the ceilings do the work that they count.
#include "bench/ceilings.h"

#include <boost/test/unit_test.hpp>

#include <numeric>

#include "bench/multiply_add.h"

#include <quant/quant.hpp>

namespace {

using namespace quant::cli::bench;

BOOST_AUTO_TEST_SUITE(bench_ceilings_tests)

BOOST_AUTO_TEST_CASE(the_loops_of_every_instruction_set_count_and_add_up) {
    for (std::size_t isa = 0; quant_isa_available(isa); ++isa) {
        BOOST_TEST_CONTEXT(quant_isa_available(isa)) {
            BOOST_TEST(quant_set_isa(quant_isa_available(isa)) == QUANT_OK);
            const CeilingLoops loops = ceiling_loops();
            std::uint32_t sink = 1, other = 1;
            const std::uint64_t once = loops.multiply_add(100, sink);
            BOOST_TEST(once > 0U);
            BOOST_TEST(loops.multiply_add(300, other) == 3 * once);
            BOOST_TEST(sink != other);
            for (const std::size_t size : {0U, 1U, 7U, 64U, 1000U, 1023U}) {
                std::vector<std::uint64_t> words(size);
                std::iota(words.begin(), words.end(), std::uint64_t{3});
                BOOST_TEST(loops.read(words) ==
                           std::accumulate(words.begin(), words.end(), std::uint64_t{0}));
            }
        }
    }
    quant_set_isa(nullptr);
}

BOOST_AUTO_TEST_CASE(every_number_of_threads_has_its_ceilings) {
    const std::vector<unsigned> threads{1, 3};
    const auto ceilings = measure_ceilings(threads, 1 << 20, std::uint64_t{1} << 30);
    BOOST_TEST(ceilings.size() == 2U);
    for (std::size_t i = 0; i < ceilings.size(); ++i) {
        BOOST_TEST(ceilings[i].threads == threads[i]);
        // The limits are those of a machine of the nineties and of a cluster of today.
        BOOST_TEST(ceilings[i].bandwidth > 1e7);
        BOOST_TEST(ceilings[i].bandwidth < 1e14);
        BOOST_TEST(ceilings[i].arithmetic > 1e7);
        BOOST_TEST(ceilings[i].arithmetic < 1e15);
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace

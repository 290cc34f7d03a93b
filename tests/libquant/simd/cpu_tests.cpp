// Compares the instruction sets that are found with those that Highway's library finds.
#include "simd/cpu.h"

#include <boost/test/unit_test.hpp>

#include <hwy/targets.h>

namespace {

BOOST_AUTO_TEST_SUITE(cpu_tests)

BOOST_AUTO_TEST_CASE(the_targets_are_those_that_highway_finds) {
    const std::int64_t found = quant::core::supported_targets();
    BOOST_TEST((found & HWY_STATIC_TARGET) != 0);
#if HWY_ARCH_X86
    const std::int64_t compared = HWY_SSSE3 | HWY_SSE4 | HWY_AVX2 | HWY_AVX3 | HWY_AVX3_DL;
#else
    const std::int64_t compared = found;
#endif
    BOOST_TEST((found & compared) == (hwy::SupportedTargets() & compared));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace

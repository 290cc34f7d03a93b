// Tests the files that the programs of tests/bench/experiment write: that they read back as they
// were, and that wrong lines are named.
#include "results/extras.h"

#include <cmath>
#include <limits>
#include <string>

#include <boost/test/unit_test.hpp>

#include "cli/failure_of.h"

using namespace quant::cli::results;

BOOST_AUTO_TEST_SUITE(extras_tests)

namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
const ExtraSubject kSubject{"a, \"b\".png", 30, 20, 8};

const std::string kVariants =
    "image,width,height,K,variant,threads,run,seconds,cycles,instructions,cache_misses,joules\n";
const std::string kSeeds = "image,width,height,K,seed,run,seconds,iterations,inertia\n";
const std::string kPhaseColumns = "image,width,height,K,threads,run,thread,phase,seconds\n";
const std::string kProjection =
    "image,width,height,K,engine,threads,run,seconds_one,serial,longest,projected_speed_up,"
    "measured_speed_up\n";

template <typename Parse>
std::string failure(Parse parse, const std::string &text) {
    return quant::test::failure_of([&] { parse(text); });
}

}  // namespace

BOOST_AUTO_TEST_CASE(variants_read_back) {
    const std::string text =
        variants_csv({{kSubject, "plain", 2, 3, 0.1, 1e9, 2e9, 5, 0.25},
                      {kSubject, "atomic", 2, 3, 1.0 / 3, kNan, kNan, kNan, kNan}});
    BOOST_TEST(text == kVariants +
                           "\"a, \"\"b\"\".png\",30,20,8,plain,2,3,0.1,1e+09,2e+09,5,0.25\n" +
                           "\"a, \"\"b\"\".png\",30,20,8,atomic,2,3,0.3333333333333333,,,,\n");
    const auto runs = parse_variants(text);
    BOOST_REQUIRE(runs.size() == 2U);
    BOOST_TEST((runs[0].subject == kSubject));
    BOOST_TEST(runs[0].variant == "plain");
    BOOST_TEST(runs[0].threads == 2U);
    BOOST_TEST(runs[0].run == 3U);
    BOOST_TEST(runs[0].cycles == 1e9);
    BOOST_TEST(runs[0].instructions == 2e9);
    BOOST_TEST(runs[0].cache_misses == 5);
    BOOST_TEST(runs[0].joules == 0.25);
    BOOST_TEST(runs[1].seconds == 1.0 / 3);
    BOOST_TEST(std::isnan(runs[1].joules));
}

BOOST_AUTO_TEST_CASE(seeds_phases_and_projections_read_back) {
    const auto seeds = parse_seeds(seeds_csv({{kSubject, 4, 2, 0.5, 17, 1234.5}}));
    BOOST_TEST(seeds.at(0).seed == 4U);
    BOOST_TEST(seeds.at(0).run == 2U);
    BOOST_TEST(seeds.at(0).iterations == 17U);
    BOOST_TEST(seeds.at(0).inertia == 1234.5);
    for (const Phase phase : quant::cli::results::kPhases) {
        const auto times = parse_phases(phases_csv({{kSubject, 2, 1, 1, phase, 0}}));
        BOOST_TEST((times.at(0).phase == phase));
        BOOST_TEST(times.at(0).thread == 1U);
        BOOST_TEST(times.at(0).seconds == 0);
    }
    const auto lines =
        parse_projection(projection_csv({{kSubject, "cells", 16, 2, 1, 0.25, 0.125, 2.6, kNan}}));
    BOOST_TEST(lines.at(0).engine == "cells");
    BOOST_TEST(lines.at(0).threads == 16U);
    BOOST_TEST(lines.at(0).serial == 0.25);
    BOOST_TEST(lines.at(0).longest == 0.125);
    BOOST_TEST(lines.at(0).projected == 2.6);
    BOOST_TEST(std::isnan(lines.at(0).measured));
}

BOOST_AUTO_TEST_CASE(wrong_lines_are_named) {
    const std::string good = "a,3,2,8,plain,2,1,0.5,,,,\n";
    BOOST_TEST(failure(parse_variants, kVariants + good).empty());
    BOOST_TEST(failure(parse_variants, "image,K\n").starts_with("line 1: the columns are not"));
    BOOST_TEST(failure(parse_variants, kVariants + "a,3,2,8,plain,2,1,0.5,,,,") ==
               "the last line is cut off");
    BOOST_TEST(failure(parse_variants, kVariants + good + "a,3,2\n") ==
               "line 3: has 3 fields and not 12");
    BOOST_TEST(failure(parse_variants, kVariants + good + good) ==
               "line 3: this measurement is there twice");
    BOOST_TEST(failure(parse_variants, kVariants + "a,3,2,8,plain,2,1,x,,,,\n") ==
               "line 2: seconds is 'x' and not a number that is not negative");
    BOOST_TEST(failure(parse_variants, kVariants + "a,3,2,8,plain,2,1,0,,,,\n") ==
               "line 2: a time must be above 0");
    BOOST_TEST(failure(parse_variants, kVariants + "a,0,2,8,plain,2,1,0.5,,,,\n") ==
               "line 2: a picture has no pixels");
    BOOST_TEST(failure(parse_variants, kVariants + "a,3,2,8,,2,1,0.5,,,,\n") ==
               "line 2: the variant has no name");
    BOOST_TEST(failure(parse_seeds, kSeeds + "a,3,2,8,-1,1,0.5,20,9\n") ==
               "line 2: seed is '-1' and not a whole number");
    BOOST_TEST(failure(parse_phases, kPhaseColumns + "a,3,2,8,2,1,0,sleep,0.5\n") ==
               "line 2: 'sleep' is not a phase");
    BOOST_TEST(failure(parse_phases, kPhaseColumns + "a,3,2,8,2,1,2,wait,0.5\n") ==
               "line 2: there is no thread 2 of 2");
    BOOST_TEST(failure(parse_projection, kProjection + "a,3,2,8,auto,2,1,1,0,1,1,\n") ==
               "line 2: 'auto' is not an engine");
    BOOST_TEST(failure(parse_projection, kProjection + "a,3,2,8,cells,2,1,1,0,1,1,0\n") ==
               "line 2: a speed-up must be above 0");
}

BOOST_AUTO_TEST_CASE(a_reference_is_a_variant_before) {
    const auto all = known_variants();
    BOOST_TEST(all[0].reference == nullptr);
    for (std::size_t i = 1; i < all.size(); ++i) {
        bool found = false;
        for (std::size_t before = 0; before < i; ++before)
            found |= std::string(all[before].name) == all[i].reference;
        BOOST_TEST(found, all[i].name);
    }
}

BOOST_AUTO_TEST_SUITE_END()

// Tests that each value of an enumeration has a label of its own.
#include "common/labels.h"

#include <quant/quant.h>

#include <boost/test/unit_test.hpp>

#include <set>
#include <string>

#include "common/parameters.h"

namespace quant::plugin {
namespace {

BOOST_AUTO_TEST_SUITE(labels_tests)

BOOST_AUTO_TEST_CASE(as_many_labels_as_names) {
    struct Pair {
        const char *(*name)(int);
        const char *(*label)(int);
    };
    for (const Pair &pair :
         {Pair{mode_name, mode_label}, Pair{quant_preset_name, preset_label},
          Pair{quant_space_name, space_label}, Pair{quant_dither_name, dither_label}}) {
        std::set<std::string> labels;
        int value = 0;
        for (; pair.name(value); ++value) {
            BOOST_TEST_CONTEXT(pair.name(value)) BOOST_REQUIRE(pair.label(value) != nullptr);
            BOOST_TEST(*pair.label(value) != '\0');
            labels.insert(pair.label(value));
        }
        BOOST_TEST(value >= 3);
        BOOST_TEST(labels.size() == static_cast<std::size_t>(value));
        BOOST_TEST(pair.label(value) == nullptr);
        BOOST_TEST(pair.label(-1) == nullptr);
    }
}

BOOST_AUTO_TEST_CASE(labels_are_those_of_their_values) {
    BOOST_TEST(mode_label(static_cast<int>(Mode::palette)) == std::string("Make a palette only"));
    BOOST_TEST(mode_label(static_cast<int>(Mode::indexed)) == std::string("Convert to indexed"));
    BOOST_TEST(preset_label(QUANT_PRESET_FAST) == std::string("Fast"));
    BOOST_TEST(preset_label(QUANT_PRESET_BEST) == std::string("Best"));
    BOOST_TEST(space_label(QUANT_SPACE_OKLAB) == std::string("Oklab"));
    BOOST_TEST(space_label(QUANT_SPACE_LINEAR) == std::string("Linear light"));
    BOOST_TEST(dither_label(QUANT_DITHER_FLOYD_STEINBERG) == std::string("Floyd-Steinberg"));
    BOOST_TEST(dither_label(QUANT_DITHER_BAYER) == std::string("Bayer"));
    BOOST_TEST(space_label(QUANT_SPACE_AUTO) == std::string("Automatic"));
    BOOST_TEST(dither_label(QUANT_DITHER_AUTO) == std::string("Automatic"));
    BOOST_TEST(dither_label(QUANT_DITHER_ATKINSON) == std::string("Atkinson"));
    BOOST_TEST(dither_label(QUANT_DITHER_JARVIS) == std::string("Jarvis, Judice, Ninke"));
    BOOST_TEST(dither_label(QUANT_DITHER_STUCKI) == std::string("Stucki"));
    BOOST_TEST(dither_label(QUANT_DITHER_SIERRA) == std::string("Sierra"));
    BOOST_TEST(dither_label(QUANT_DITHER_SIERRA_LITE) == std::string("Sierra Lite"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace quant::plugin

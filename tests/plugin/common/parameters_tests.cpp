// Tests turning the parameters that a user chose into options of the library.
#include <boost/test/unit_test.hpp>

#include <functional>

#include "layers.h"

namespace quant::plugin {
namespace {

std::string failure_of(const std::function<void()> &run) {
    try {
        run();
    } catch (const Failure &failure) {
        return failure.what();
    }
    return "none";
}
std::string failure_of(const Parameters &parameters) {
    return failure_of([&] { options_of(parameters); });
}

std::vector<Color> some_colors(std::size_t count) {
    return std::vector<Color>(count, Color{1, 2, 3, 255});
}

BOOST_AUTO_TEST_SUITE(parameters_tests)

BOOST_AUTO_TEST_CASE(palettes_have_256_colors_at_most) {
    Parameters parameters;
    parameters.palette = some_colors(256);
    BOOST_TEST(failure_of(parameters) == "none");
    parameters.palette = some_colors(257);
    BOOST_TEST(failure_of(parameters) == "The palette has 257 colors, but at most 256 can be used");
}

BOOST_AUTO_TEST_CASE(no_more_colors_are_kept_than_there_are) {
    Parameters parameters;
    parameters.colors = 3;
    parameters.keep = some_colors(3);
    BOOST_TEST(failure_of(parameters) == "none");
    parameters.keep = some_colors(4);
    BOOST_TEST(failure_of(parameters) ==
               "4 colors are to be kept, but the palette may have only 3");
    parameters.palette = some_colors(1);  // with a palette, no colors are chosen or kept
    BOOST_TEST(failure_of(parameters) == "none");
}

BOOST_AUTO_TEST_CASE(options_have_what_parameters_say) {
    Parameters parameters;
    parameters.colors = 77;
    parameters.preset = QUANT_PRESET_PAPER;
    parameters.space = QUANT_SPACE_LAB;
    parameters.dither = QUANT_DITHER_BAYER;
    parameters.dither_strength = 0.5;
    parameters.seed = 1234567890123;
    parameters.dither_space = QUANT_SPACE_LINEAR;
    parameters.serpentine = true;
    parameters.bayer_size = 16;
    parameters.protect = 0.25;
    parameters.target_psnr = 33.5;
    const Options options = options_of(parameters);
    BOOST_TEST(options.colors == 77U);
    BOOST_TEST(options.seeding == QUANT_SEEDING_RANDOM);
    BOOST_TEST(options.max_iterations == 20U);
    BOOST_TEST(options.space == QUANT_SPACE_LAB);
    BOOST_TEST(options.dither == QUANT_DITHER_BAYER);
    BOOST_TEST(options.dither_strength == 0.5);
    BOOST_TEST(options.seed == 1234567890123U);
    BOOST_TEST(options.dither_space == QUANT_SPACE_LINEAR);
    BOOST_TEST(options.serpentine == 1);
    BOOST_TEST(options.bayer_size == 16U);
    BOOST_TEST(options.protect == 0.25);
    BOOST_TEST(options.target_psnr == 33.5);
    BOOST_TEST((options.palette == nullptr && options.palette_size == 0));
    BOOST_TEST((options.keep == nullptr && options.keep_size == 0));
}

BOOST_AUTO_TEST_CASE(defaults_are_those_of_the_library) {
    const Options options = options_of(Parameters());
    const Options library;
    BOOST_TEST(options.space == library.space);
    BOOST_TEST(options.dither == library.dither);
    BOOST_TEST(options.dither_space == library.dither_space);
    BOOST_TEST(options.dither_strength == library.dither_strength);
    BOOST_TEST(options.serpentine == library.serpentine);
    BOOST_TEST(options.search == library.search);
    BOOST_TEST(options.seed == library.seed);
}

BOOST_AUTO_TEST_CASE(a_palette_goes_before_kept_colors) {
    Parameters parameters;
    parameters.keep = some_colors(2);
    Options options = options_of(parameters);
    BOOST_TEST(options.keep == parameters.keep.data());
    BOOST_TEST(options.keep_size == 2U);
    BOOST_TEST(options.palette == nullptr);
    parameters.palette = some_colors(5);
    options = options_of(parameters);
    BOOST_TEST(options.palette == parameters.palette.data());
    BOOST_TEST(options.palette_size == 5U);
    BOOST_TEST(options.keep == nullptr);
}

// In an indexed image, transparency takes a palette entry if there is room for it.
BOOST_AUTO_TEST_CASE(alpha_is_kept_but_where_it_is_a_color) {
    const auto keeps_alpha = [](Mode mode, unsigned colors, std::size_t kept, std::size_t given) {
        Parameters parameters;
        parameters.mode = mode;
        parameters.colors = colors;
        parameters.keep = some_colors(kept);
        parameters.palette = some_colors(given);
        return options_of(parameters).keep_alpha;
    };
    BOOST_TEST(keeps_alpha(Mode::in_place, 16, 0, 0) == 1);
    BOOST_TEST(keeps_alpha(Mode::palette, 16, 0, 0) == 1);
    BOOST_TEST(keeps_alpha(Mode::indexed, 16, 0, 0) == 0);
    BOOST_TEST(keeps_alpha(Mode::indexed, 2, 0, 0) == 0);
    BOOST_TEST(keeps_alpha(Mode::indexed, 1, 0, 0) == 1);
    BOOST_TEST(keeps_alpha(Mode::indexed, 3, 2, 0) == 0);
    BOOST_TEST(keeps_alpha(Mode::indexed, 3, 3, 0) == 1);
    BOOST_TEST(keeps_alpha(Mode::indexed, 16, 0, 4) == 1);
}

BOOST_AUTO_TEST_CASE(values_by_name) {
    BOOST_TEST(value_of(quant_preset_of_name, quant_preset_name, "best", "preset") ==
               QUANT_PRESET_BEST);
    BOOST_TEST(value_of(quant_dither_of_name, quant_dither_name, "none", "dither") ==
               QUANT_DITHER_NONE);
    BOOST_TEST(value_of(mode_of_name, mode_name, "palette", "mode") ==
               static_cast<int>(Mode::palette));
    BOOST_TEST(value_of(mode_of_name, mode_name, "indexed", "mode") ==
               static_cast<int>(Mode::indexed));
    BOOST_TEST(failure_of([] {
                   value_of(quant_space_of_name, quant_space_name, "rgb", "space");
               }) == "space: 'rgb' is not one of srgb, linear, oklab, lab, auto");
    BOOST_TEST(failure_of([] { value_of(mode_of_name, mode_name, "", "mode"); }) ==
               "mode: '' is not one of in-place, indexed, palette");
    BOOST_TEST(failure_of([] {
                   value_of(quant_preset_of_name, quant_preset_name, "bes", "preset");
               }) != "none");
}

BOOST_AUTO_TEST_CASE(sides_of_matrices) {
    for (int place = 0; place < 4; ++place)
        BOOST_TEST(place_of_bayer_size(bayer_size(place)) == place);
    BOOST_TEST(bayer_size(0) == 2U);
    BOOST_TEST(bayer_size(3) == 16U);
    BOOST_TEST(bayer_size(9) == 16U);
    BOOST_TEST(place_of_bayer_size(7) == 1);
    BOOST_TEST(place_of_bayer_size(0) == 0);
    BOOST_TEST(place_of_bayer_size(99) == 3);
}

BOOST_AUTO_TEST_CASE(mode_names) {
    BOOST_TEST(mode_name(0) == std::string("in-place"));
    BOOST_TEST(mode_name(3) == nullptr);
    BOOST_TEST(mode_name(-1) == nullptr);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace quant::plugin

// Tests when an image that is indexed already keeps its colors.
#include "common/colormap.h"

#include <boost/test/unit_test.hpp>

#include "layers.h"

namespace quant::plugin {
namespace {

const Color kRed{255, 0, 0, 255}, kGreen{0, 255, 0, 255}, kBlue{0, 0, 255, 255},
    kWhite{255, 255, 255, 255};
// Green is not used, and red is there twice.
const std::vector<Color> kColormap{kBlue, kGreen, kRed, kRed};

// The second pixel of the alpha layer is transparent.
Layer opaque() { return test::layer_of({255, 0, 0, 0, 0, 255}, 2, 1, 3); }
Layer with_alpha() { return test::layer_of({255, 0, 0, 255, 0, 255, 0, 0}, 2, 1, 4); }

Parameters asking(unsigned colors, std::vector<Color> keep = {}) {
    Parameters parameters;
    parameters.mode = Mode::indexed;
    parameters.colors = colors;
    parameters.keep = std::move(keep);
    parameters.dither = QUANT_DITHER_AUTO;
    return parameters;
}

// Returns the palette for these layers, which is empty if colors are to be chosen.
std::vector<Color> palette(std::span<const Layer> layers, const Parameters &parameters) {
    const Parameters kept = keep_colormap(kColormap, layers, parameters);
    BOOST_TEST(kept.keep.size() == (kept.palette.empty() ? parameters.keep.size() : 0U));
    options_of(kept);  // does not throw
    return kept.palette;
}

BOOST_AUTO_TEST_SUITE(colormap_tests)

BOOST_AUTO_TEST_CASE(entries_stay_if_there_is_room) {
    std::vector<Layer> layers;
    layers.push_back(opaque());
    BOOST_TEST(same_colors(palette(layers, asking(256)), kColormap));
    BOOST_TEST(same_colors(palette(layers, asking(4)), kColormap));
    BOOST_TEST(same_colors(palette(layers, asking(3)), std::vector{kBlue, kRed}));
    BOOST_TEST(same_colors(palette(layers, asking(2)), std::vector{kBlue, kRed}));
    BOOST_TEST(palette(layers, asking(1)).empty());
}

BOOST_AUTO_TEST_CASE(transparency_is_a_color) {
    std::vector<Layer> layers;
    layers.push_back(with_alpha());
    BOOST_TEST(same_colors(palette(layers, asking(4)), kColormap));
    BOOST_TEST(same_colors(palette(layers, asking(2)), std::vector{kRed}));
    layers.push_back(opaque());
    BOOST_TEST(same_colors(palette(layers, asking(3)), std::vector{kBlue, kRed}));
    BOOST_TEST(palette(layers, asking(2)).empty());
}

BOOST_AUTO_TEST_CASE(kept_colors_come_last) {
    std::vector<Layer> layers;
    layers.push_back(opaque());
    std::vector<Color> expected = kColormap;
    expected.push_back(kWhite);
    BOOST_TEST(same_colors(palette(layers, asking(5, {kWhite, kRed})), expected));
    BOOST_TEST(same_colors(palette(layers, asking(4, {kWhite})), std::vector{kBlue, kRed, kWhite}));
    BOOST_TEST(palette(layers, asking(2, {kWhite})).empty());
}

BOOST_AUTO_TEST_CASE(other_requests_stay_as_they_are) {
    std::vector<Layer> layers;
    layers.push_back(opaque());
    Parameters parameters = asking(256);
    BOOST_TEST(keep_colormap({}, layers, parameters).palette.empty());
    parameters.palette = {kWhite};
    BOOST_TEST(same_colors(palette(layers, parameters), std::vector{kWhite}));
    parameters = asking(256);
    parameters.mode = Mode::in_place;
    BOOST_TEST(palette(layers, parameters).empty());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace quant::plugin

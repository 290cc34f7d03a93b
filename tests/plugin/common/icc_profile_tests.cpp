// Tests which profiles pixels of GEGL have, and that colors are compared by them.
#include "common/icc_profile.h"

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <utility>
#include <vector>

#include "common/parameters.h"
#include "layers.h"

namespace quant::plugin {
namespace {

using namespace quant::plugin::test;

bool go_on(double) { return true; }

// Returns a space with the primaries of sRGB and the curve of a gamma.
const Babl *space_with_gamma(double gamma) {
    return babl_space_with_trc(babl_space("sRGB"), babl_trc_gamma(gamma));
}

IccProfile profile_in(const char *format, const Babl *space) {
    return icc_profile_of(babl_format_with_space(format, space));
}

Parameters in_space(int space) {
    Parameters parameters;
    parameters.colors = 8;
    parameters.space = space;
    return parameters;
}

Layer with_profile(IccProfile profile) {
    Layer layer = landscape(60, 50);
    layer.pixels.profile = std::move(profile);
    return layer;
}

bool have_same_result(const Layer &a, const Layer &b, const Parameters &parameters) {
    return same(reduce({&a, 1}, parameters, go_on).palette(),
                reduce({&b, 1}, parameters, go_on).palette());
}

BOOST_AUTO_TEST_SUITE(icc_profile_tests)

BOOST_AUTO_TEST_CASE(a_format_has_the_profile_of_its_space) {
    BOOST_TEST(icc_profile_of(babl_format("R'G'B' u8")).empty());
    const IccProfile other = profile_in("R'G'B'A u16", other_space());
    BOOST_TEST(!is_srgb_profile(other).value());
    BOOST_TEST((profile_in("Y' u8", other_space()) == other));
    const Buffer buffer =
        new_buffer({0, 0, 3, 2}, babl_format_with_space("R'G'B' u8", other_space()));
    BOOST_TEST((read_pixels(buffer.get(), {0, 0, 3, 2}).profile == other));
}

BOOST_AUTO_TEST_CASE(the_curve_of_srgb_replaces_that_of_the_space) {
    const IccProfile light = profile_in("R'G'B' u8", space_with_gamma(1.5));
    BOOST_TEST(!is_srgb_profile(light).value());
    BOOST_TEST(is_srgb_profile(with_srgb_curve(light)).value());
    const IccProfile other = profile_in("R'G'B' u8", other_space());
    const IccProfile replaced = with_srgb_curve(other);
    BOOST_TEST(!is_srgb_profile(replaced).value());
    BOOST_TEST((replaced != other));
    BOOST_TEST(replaced.size() % 4 == 0U);
    for (std::size_t size = 0; size < other.size(); ++size)
        (void)with_srgb_curve({other.begin(), other.begin() + static_cast<std::ptrdiff_t>(size)});
}

BOOST_AUTO_TEST_CASE(colors_are_compared_by_the_profile) {
    const Layer plain = landscape(60, 50);
    const IccProfile other = profile_in("R'G'B' u8", other_space());
    const Layer layer = with_profile(other);
    const Parameters oklab = in_space(QUANT_SPACE_OKLAB);
    Options options = options_of(oklab);
    options.set_icc_profile(other);
    BOOST_TEST(same(reduce({&layer, 1}, oklab, go_on).palette(),
                    quantize(layer.pixels.view(), options).value()));
    BOOST_TEST(!have_same_result(layer, plain, oklab));
    BOOST_TEST(have_same_result(layer, plain, in_space(QUANT_SPACE_SRGB)));
    // A profile that is none does no harm.
    BOOST_TEST(have_same_result(with_profile(IccProfile(300)), plain, oklab));
}

BOOST_AUTO_TEST_CASE(layers_that_share_a_palette_share_a_profile_or_have_none) {
    const IccProfile other = profile_in("R'G'B' u8", other_space());
    const auto palette = [&](const IccProfile &first, const IccProfile &second) {
        std::vector<Layer> layers;
        layers.push_back(with_profile(first));
        layers.push_back(with_profile(second));
        return hex_colors(reduce(layers, in_space(QUANT_SPACE_LAB), go_on).palette().palette());
    };
    BOOST_TEST(palette(other, {}) == palette({}, {}));
    BOOST_TEST(palette(other, other) != palette({}, {}));
}

BOOST_AUTO_TEST_CASE(it_is_known_when_colors_are_taken_for_srgb) {
    const IccProfile none, bad(300), other = profile_in("R'G'B' u8", other_space());
    const IccProfile own = with_srgb_curve(profile_in("R'G'B' u8", space_with_gamma(1.5)));
    const auto taken = [](const IccProfile &profile, int space, int dither = QUANT_DITHER_NONE) {
        const Layer layer = with_profile(profile);
        Parameters parameters = in_space(space);
        parameters.dither = dither;
        return takes_for_srgb({&layer, 1}, parameters);
    };
    BOOST_TEST(taken(bad, QUANT_SPACE_OKLAB));
    BOOST_TEST(taken(bad, QUANT_SPACE_SRGB, QUANT_DITHER_AUTO));
    BOOST_TEST(!taken(bad, QUANT_SPACE_SRGB));
    BOOST_TEST(!taken(other, QUANT_SPACE_OKLAB));
    BOOST_TEST(!taken(own, QUANT_SPACE_OKLAB));
    BOOST_TEST(!taken(none, QUANT_SPACE_OKLAB));
    std::vector<Layer> layers;
    layers.push_back(with_profile(other));
    layers.push_back(with_profile(none));
    Parameters parameters = in_space(QUANT_SPACE_OKLAB);
    BOOST_TEST(takes_for_srgb(layers, parameters));
    parameters.shares_palette = false;
    BOOST_TEST(!takes_for_srgb(layers, parameters));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace quant::plugin

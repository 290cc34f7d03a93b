// Tests replacing the colors of pixels by those of a result.
#include <boost/test/unit_test.hpp>

#include <cstring>
#include <span>

#include "layers.h"

namespace quant::plugin {
namespace {

template <typename Sample>
std::vector<Sample> samples_of(const Pixels &pixels) {
    std::vector<Sample> samples(pixels.count() * pixels.channels);
    std::memcpy(samples.data(), pixels.bytes.get(), samples.size() * sizeof(Sample));
    return samples;
}

template <typename Sample, typename PaletteColor>
void check(Layer &layer, const Quantized &result, std::span<const PaletteColor> palette) {
    std::vector<Sample> expected = samples_of<Sample>(layer.pixels);
    const std::size_t channels = layer.pixels.channels;
    for (std::size_t i = 0; i < layer.pixels.count(); ++i) {
        const PaletteColor &color = palette[result.indices()[i]];
        expected[i * channels] = color.r;
        if (channels < 3) continue;
        expected[i * channels + 1] = color.g;
        expected[i * channels + 2] = color.b;
    }
    const bool changes = expected != samples_of<Sample>(layer.pixels);
    recolor(layer.pixels, result);
    BOOST_TEST_CONTEXT(channels << " channels of " << sizeof(Sample) << " bytes") {
        BOOST_TEST(changes);
        BOOST_TEST((samples_of<Sample>(layer.pixels) == expected));
    }
}

BOOST_AUTO_TEST_SUITE(recolor_tests)

BOOST_AUTO_TEST_CASE(colors_are_those_of_the_palette_and_alpha_stays) {
    Options options;
    options.colors = 7;
    options.keep_alpha = 1;
    for (Layer &layer : test::layers_of_all_layouts(8)) {
        const Quantized result = quantize(layer.pixels.view(), options).value();
        check<std::uint8_t>(layer, result, result.palette());
    }
    for (Layer &layer : test::layers_of_all_layouts(16)) {
        const Quantized result = quantize(layer.pixels.view(), options).value();
        check<std::uint16_t>(layer, result, result.palette16());
    }
}

// The palette of gray pixels must be gray in every space, because only its first channel is used.
BOOST_AUTO_TEST_CASE(palettes_of_gray_pixels_are_gray) {
    Parameters parameters;
    parameters.colors = 30;
    std::vector<Layer> layers = test::layers_of_all_layouts(16);
    layers.resize(2);
    for (const Layer &layer : layers) {
        for (int space = 0; quant_space_name(space); ++space) {
            parameters.space = space;
            parameters.dither = space == QUANT_SPACE_AUTO ? QUANT_DITHER_AUTO : QUANT_DITHER_NONE;
            const Reduction reduction =
                reduce({&layer, 1}, parameters, [](double) { return true; });
            BOOST_TEST(reduction.palette().palette().size() == 30U);
            bool is_gray = true;
            for (const Color16 &color : reduction.palette().palette16())
                is_gray &= color.r == color.g && color.g == color.b;
            BOOST_TEST_CONTEXT(quant_space_name(space)) BOOST_TEST(is_gray);
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace quant::plugin

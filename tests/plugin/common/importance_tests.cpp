// Tests masks of importance: they change which colors are chosen, but no pixel is left out.
#include <boost/test/unit_test.hpp>

#include <string>

#include "layers.h"

namespace quant::plugin {
namespace {

Reduction reduced(std::span<const Layer> layers, const Parameters &parameters) {
    return reduce(layers, parameters, [](double) { return true; });
}

std::string colors_of_reduced(std::span<const Layer> layers, const Parameters &parameters) {
    return hex_colors(reduced(layers, parameters).palette().palette());
}

// Returns a row of a red, a green, a blue and a transparent white pixel.
Layer four_pixels() {
    return test::layer_of({255, 0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 255, 255, 255, 255, 0}, 4, 1,
                          4);
}

Parameters parameters_of(Mode mode, unsigned colors) {
    Parameters parameters;
    parameters.mode = mode;
    parameters.colors = colors;
    return parameters;
}

BOOST_AUTO_TEST_SUITE(importance_tests)

BOOST_AUTO_TEST_CASE(it_weights_the_pixels) {
    Layer layer = test::landscape(60, 40);
    layer.importance = test::noise(60 * 40);
    Options options;
    options.colors = 6;
    options.keep_alpha = 1;
    options.importance = layer.importance.data();
    options.importance_stride_bytes = 60;
    const Quantized expected = quantize(layer.pixels.view(), options).value();
    const Reduction reduction = reduced({&layer, 1}, parameters_of(Mode::in_place, 6));
    BOOST_TEST(same_colors(reduction.palette().palette(), expected.palette()));
    BOOST_TEST(std::equal(expected.indices().begin(), expected.indices().end(),
                          reduction.palette().indices().begin()));
    layer.importance.clear();
    const Reduction plain = reduced({&layer, 1}, parameters_of(Mode::in_place, 6));
    BOOST_TEST(!same_colors(plain.palette().palette(), expected.palette()));
}

BOOST_AUTO_TEST_CASE(it_is_multiplied_by_the_selection) {
    Layer layer = four_pixels();
    layer.selection = {255, 255, 0, 0};
    layer.importance = {0, 9, 255, 255};
    BOOST_TEST(colors_of_reduced({&layer, 1}, parameters_of(Mode::in_place, 1)) == "#00ff00");
    BOOST_TEST(reduced({&layer, 1}, parameters_of(Mode::in_place, 1)).palette().indices().size() ==
               4U);
}

BOOST_AUTO_TEST_CASE(it_must_leave_a_pixel) {
    Layer layer = four_pixels();
    const auto is_it = [](const Failure &failure) {
        return std::string(failure.what()) == "All pixels have the importance 0";
    };
    Parameters parameters = parameters_of(Mode::in_place, 2);
    layer.importance = {0, 0, 0, 0};
    BOOST_CHECK_EXCEPTION(reduced({&layer, 1}, parameters), Failure, is_it);
    layer.selection = {255, 0, 0, 0};
    layer.importance = {0, 255, 255, 255};
    BOOST_CHECK_EXCEPTION(reduced({&layer, 1}, parameters), Failure, is_it);
    parameters.palette = {{1, 2, 3, 255}};  // then nothing is chosen
    BOOST_TEST(colors_of_reduced({&layer, 1}, parameters) == "#010203");
}

BOOST_AUTO_TEST_CASE(pixels_of_several_layers_count_from_one_half) {
    std::vector<Layer> layers;
    layers.push_back(four_pixels());
    layers.push_back(four_pixels());
    layers[0].importance = {128, 127, 0, 255};
    layers[1].importance = {0, 0, 0, 0};
    // Transparency is a color of its own in an indexed image, and counts where it is important.
    BOOST_TEST(colors_of_reduced(layers, parameters_of(Mode::indexed, 3)) == "#ff0000");
    BOOST_TEST(reduced(layers, parameters_of(Mode::indexed, 3)).palette().palette().size() == 2U);
    BOOST_TEST(colors_of_reduced(layers, parameters_of(Mode::in_place, 3)) == "#ff0000");
    layers[1].importance = {0, 0, 200, 0};
    BOOST_TEST(colors_of_reduced(layers, parameters_of(Mode::in_place, 3)) == "#0000ff #ff0000");
    BOOST_TEST(reduced(layers, parameters_of(Mode::indexed, 3)).layer(1).indices().size() == 4U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace quant::plugin

// Tests that the reduction of one layer equals quantize(), and that of several layers equals a
// histogram's palette and mapping onto it.
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>
#include <set>

#include "layers.h"

namespace quant::plugin {
namespace {

using test::same;

Reduction reduced(const std::vector<Layer> &layers, const Parameters &parameters) {
    return reduce(layers, parameters, [](double) { return true; });
}
Reduction reduced(const Layer &layer, const Parameters &parameters) {
    return reduce({&layer, 1}, parameters, [](double) { return true; });
}

std::vector<Layer> three_layers() {
    std::vector<Layer> layers;
    layers.push_back(test::landscape(70, 50));
    layers.push_back(test::planet(60));
    layers.push_back(std::move(test::layers_of_all_layouts(16).front()));
    for (Layer &layer : layers) make_alpha_binary(layer.pixels);
    return layers;
}

bool has(std::span<const Color> palette, const Color &color) {
    return std::ranges::any_of(palette, [&](const Color &other) { return same(other, color); });
}

std::vector<Color> gray_ramp(unsigned size) {
    std::vector<Color> colors;
    for (unsigned i = 0; i < size; ++i) {
        const auto v = static_cast<std::uint8_t>(i);
        colors.push_back({v, v, v, 255});
    }
    return colors;
}

// Returns what the colors of a palette become that is fitted to dithered layers.
std::vector<Color> fitted_colors(const Quantized &palette, const std::vector<Layer> &layers,
                                 const Options &options) {
    Fit fit = Fit::create(palette.palette16(), options).value();
    for (int round = 0; round < QUANT_FIT_ROUNDS; ++round) {
        for (const Layer &layer : layers) BOOST_REQUIRE(!fit.add(layer.pixels.view(), options));
        BOOST_REQUIRE(!fit.end_round());
    }
    return fit.palette();
}

BOOST_AUTO_TEST_SUITE(reduction_tests)

BOOST_AUTO_TEST_CASE(the_error_is_that_of_the_bits_that_are_written) {
    const Layer layer = test::layer_of({10, 20, 30, 40}, 4, 1, 1, 16);  // off the grid of 8 bits
    Parameters parameters;
    parameters.mode = Mode::in_place;
    BOOST_TEST(!psnr_of(reduced(layer, parameters)));
    parameters.mode = Mode::palette;
    BOOST_TEST(psnr_of(reduced(layer, parameters)).has_value());
}

BOOST_AUTO_TEST_CASE(one_layer_is_what_quantize_makes_of_it) {
    Parameters parameters;
    parameters.colors = 9;
    Options options;
    options.colors = 9;
    for (const unsigned bits : {8U, 16U}) {
        for (const Layer &layer : test::layers_of_all_layouts(bits)) {
            for (const Mode mode : {Mode::in_place, Mode::indexed, Mode::palette}) {
                parameters.mode = mode;
                options.keep_alpha = mode == Mode::indexed ? 0 : 1;
                options.palette_bits = mode == Mode::in_place ? bits : 8;
                const Quantized expected = quantize(layer.pixels.view(), options).value();
                const Reduction reduction = reduced(layer, parameters);
                BOOST_TEST_CONTEXT(layer.pixels.channels << " channels, " << bits << " bits") {
                    BOOST_TEST(same(reduction.palette(), expected));
                    const bool is_mapped_anew =
                        mode == Mode::indexed && has_holes(layer.pixels, expected);
                    BOOST_TEST((&reduction.layer(0) == &reduction.palette()) == !is_mapped_anew);
                }
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(each_parameter_gets_there) {
    const Layer layer = test::landscape(60, 60);
    const auto check = [&](const Parameters &parameters, const Options &options) {
        BOOST_TEST(same(reduced(layer, parameters).palette(),
                        quantize(layer.pixels.view(), options).value()));
    };
    for (int preset = 0; quant_preset_name(preset); ++preset) {
        for (int value = 0; value < 5; ++value) {
            Parameters parameters;
            parameters.preset = preset;
            parameters.space = parameters.dither = value;  // the last ones are automatic
            parameters.dither_strength = 0.2 + 0.2 * value;
            parameters.seed = static_cast<std::uint64_t>(value);
            Options options(static_cast<quant_preset>(preset));
            options.colors = 16;
            options.keep_alpha = 1;
            options.space = options.dither = value;
            options.dither_strength = parameters.dither_strength;
            options.seed = parameters.seed;
            BOOST_TEST_CONTEXT("preset " << preset << ", space and dither " << value)
            check(parameters, options);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_selection_is_importance) {
    for (Layer &layer : test::layers_of_all_layouts(8)) {
        layer.selection = test::noise(layer.pixels.count());
        std::fill_n(layer.selection.begin(), layer.selection.size() / 3, std::uint8_t{0});
        Parameters parameters;
        parameters.colors = 6;
        Options options;
        options.colors = 6;
        options.keep_alpha = 1;
        const Quantized plain = quantize(layer.pixels.view(), options).value();
        options.importance = layer.selection.data();
        options.importance_stride_bytes = layer.pixels.area.width;
        const Quantized expected = quantize(layer.pixels.view(), options).value();
        BOOST_TEST_CONTEXT(layer.pixels.channels << " channels") {
            BOOST_TEST(same(reduced(layer, parameters).palette(), expected));
            BOOST_TEST(!same(plain, expected));
        }
        parameters.palette = {{0, 0, 0, 255}, {200, 200, 200, 255}};  // no colors are chosen
        BOOST_TEST(reduced(layer, parameters).palette().palette().size() == 2U);
    }
}

BOOST_AUTO_TEST_CASE(nothing_selected) {
    Layer layer = test::landscape(20, 10);
    layer.selection.assign(200, 0);
    const auto is_it = [](const Failure &failure) {
        return std::string(failure.what()) == "No part of the layer is selected";
    };
    Parameters parameters;
    BOOST_CHECK_EXCEPTION(reduced(layer, parameters), Failure, is_it);
    parameters.palette = gray_ramp(2);
    BOOST_CHECK_EXCEPTION(reduced(layer, parameters), Failure, is_it);
    layer.selection.back() = 1;
    BOOST_TEST(reduced(layer, parameters).palette().palette().size() == 2U);
}

BOOST_AUTO_TEST_CASE(the_library_says_what_is_wrong) {
    Parameters parameters;
    parameters.dither_strength = 2;
    BOOST_CHECK_EXCEPTION(
        reduced(test::landscape(20, 10), parameters), Failure, [](const Failure &failure) {
            return std::string(failure.what()).find("dither_strength") != std::string::npos;
        });
    BOOST_CHECK_THROW(reduced(three_layers(), parameters), Failure);
    BOOST_CHECK_THROW(reduced(std::vector<Layer>(), Parameters()), Failure);
}

// The palette is that of a histogram, and each layer is mapped onto its visible entries. Automatic
// dithering has its space too, but does not fit a palette that layers share.
BOOST_AUTO_TEST_CASE(several_layers) {
    const std::vector<Layer> layers = three_layers();
    for (const int dither : {QUANT_DITHER_BAYER, QUANT_DITHER_AUTO}) {
        Parameters parameters;
        parameters.mode = Mode::indexed;
        parameters.colors = 12;
        parameters.dither = dither;
        Options options;
        options.colors = 12;
        options.dither = dither;
        Histogram histogram;
        for (const Layer &layer : layers)
            BOOST_REQUIRE(!histogram.add(layer.pixels.view(), options));
        Quantized palette = histogram.quantize(options).value();
        const std::vector<Color> fitted = fitted_colors(palette, layers, options);
        if (dither == QUANT_DITHER_AUTO) {
            options.palette = fitted.data();
            options.palette_size = fitted.size();
            palette = histogram.quantize(options).value();
        }
        std::vector<Color> visible;
        for (const Color &color : palette.palette())
            if (color.a > 0) visible.push_back(color);
        BOOST_REQUIRE(visible.size() + 1 == palette.palette().size());
        options.palette = visible.data();
        options.palette_size = visible.size();
        options.keep_alpha = 1;

        const Reduction reduction = reduced(layers, parameters);
        BOOST_TEST(same(reduction.palette(), palette));
        for (std::size_t i = 0; i < layers.size(); ++i) {
            BOOST_TEST_CONTEXT(quant_dither_name(dither) << ", layer " << i) {
                const Quantized expected = quantize(layers[i].pixels.view(), options).value();
                BOOST_TEST(same(reduction.layer(i), expected));
                // An index must mean the same color in all layers.
                BOOST_TEST(Colormap(reduction.layer(i).palette()).rgb == Colormap(visible).rgb);
            }
        }
        BOOST_TEST(Colormap(palette.palette()).rgb == Colormap(visible).rgb);
    }
}

BOOST_AUTO_TEST_CASE(several_layers_in_place_share_a_palette) {
    std::vector<Layer> layers;
    layers.push_back(test::layer_of({255, 0, 0, 255, 0, 0, 0, 0, 9, 0, 0, 9}, 4, 1, 3));
    layers.push_back(test::layer_of({0, 255, 0, 255, 0, 0, 77, 127}, 2, 1, 4));
    layers.front().selection = {255, 128, 127, 0};
    Parameters parameters;
    parameters.colors = 2;  // what is hidden or not selected does not count
    const Reduction reduction = reduced(layers, parameters);
    BOOST_TEST(reduction.palettes().size() == 1U);
    BOOST_TEST(hex_colors(reduction.palette().palette()) == "#ff0000 #00ff00");
    BOOST_TEST(reduction.layer(0).indices().size() == 4U);
    BOOST_TEST(reduction.layer(1).palette().size() == 2U);
    parameters.dither = QUANT_DITHER_FLOYD_STEINBERG;  // is part of the error
    layers.clear();
    layers.push_back(test::landscape(60, 40, 1));
    layers.push_back(test::landscape(30, 50, 2));
    const Reduction dithered = reduced(layers, parameters);
    const double expected = (dithered.layer(0).stats().palette_mse * 60 * 40 +
                             dithered.layer(1).stats().palette_mse * 30 * 50) /
                            (60 * 40 + 30 * 50);
    BOOST_TEST(std::abs(dithered.mse() - expected) < 1e-9);
}

BOOST_AUTO_TEST_CASE(several_layers_in_place_have_palettes_of_their_own) {
    const std::vector<Layer> layers = three_layers();
    Parameters parameters;
    parameters.colors = 3;
    parameters.shares_palette = false;
    const Reduction reduction = reduced(layers, parameters);
    BOOST_TEST(reduction.palettes().size() == 3U);
    for (std::size_t i = 0; i < layers.size(); ++i) {
        BOOST_TEST(same(reduction.layer(i), reduced(layers[i], parameters).palette()));
        BOOST_TEST(same(reduction.layer(i), reduction.palette(i)));
    }
    parameters.mode = Mode::indexed;  // an image has one colormap
    BOOST_TEST(reduced(layers, parameters).palettes().size() == 1U);
}

BOOST_AUTO_TEST_CASE(several_layers_of_which_nothing_can_be_seen) {
    std::vector<Layer> layers(2);
    for (Layer &layer : layers)
        layer = test::layer_of(std::vector<std::uint8_t>(4 * 100, 0), 10, 10, 4);
    Parameters parameters;
    parameters.mode = Mode::indexed;
    const Reduction reduction = reduced(layers, parameters);
    BOOST_TEST(Colormap(reduction.palette().palette()).rgb == (std::vector<std::uint8_t>{0, 0, 0}));
    BOOST_REQUIRE(reduction.layer(1).palette().size() == 1U);
    BOOST_TEST(same(reduction.layer(1).palette()[0], {0, 0, 0, 255}));
    const auto indices = reduction.layer(1).indices();
    BOOST_TEST(std::count(indices.begin(), indices.end(), 0) == 100);
}

BOOST_AUTO_TEST_CASE(kept_colors_are_there) {
    Parameters parameters;
    parameters.colors = 5;
    parameters.keep = {{1, 2, 3, 255}, {255, 0, 254, 255}};
    for (const Mode mode : {Mode::in_place, Mode::indexed}) {
        parameters.mode = mode;
        const Reduction one = reduced(test::landscape(60, 40), parameters);
        const Reduction several = reduced(three_layers(), parameters);
        for (const Color &color : parameters.keep) {
            BOOST_TEST(has(one.palette().palette(), color));
            BOOST_TEST(has(several.palette().palette(), color));
            BOOST_TEST(has(several.layer(1).palette(), color));
        }
        BOOST_TEST(one.palette().palette().size() == 5U);
    }
}

BOOST_AUTO_TEST_CASE(given_palettes_of_1_and_256_colors) {
    for (const unsigned size : {1U, 256U}) {
        Parameters parameters;
        parameters.colors = 2;  // has no effect
        parameters.palette = gray_ramp(size);
        for (const Mode mode : {Mode::in_place, Mode::indexed}) {
            parameters.mode = mode;
            const Reduction one = reduced(test::landscape(60, 40), parameters);
            BOOST_TEST(
                std::ranges::equal(one.palette().palette(), parameters.palette,
                                   [](const Color &a, const Color &b) { return same(a, b); }));
            const Reduction several = reduced(three_layers(), parameters);
            BOOST_TEST(several.palette().palette().size() == size);
            BOOST_TEST(several.layer(2).palette().size() == size);
        }
    }
}

// No pixel needs the transparent entry of a given palette: pixels are transparent by their alpha.
BOOST_AUTO_TEST_CASE(given_palettes_with_transparency) {
    Parameters parameters;
    parameters.mode = Mode::indexed;
    parameters.palette = {{30, 60, 90, 255}, {0, 0, 0, 0}, {220, 210, 200, 255}};
    const std::vector<Layer> layers = three_layers();
    const Reduction one = reduced(layers[1], parameters);
    const Reduction several = reduced(layers, parameters);
    BOOST_TEST(one.palette().palette().size() == 3U);
    BOOST_TEST(several.palette().palette().size() == 3U);
    BOOST_TEST(several.layer(1).palette().size() == 2U);
    // The same indices are written to the layer in both cases.
    const Babl *opaque = nullptr;
    const Babl *alpha = nullptr;
    babl_new_palette(nullptr, &opaque, &alpha);
    const Pixels &pixels = layers[1].pixels;
    const test::Buffer first = test::new_buffer(pixels.area, alpha);
    const test::Buffer second = test::new_buffer(pixels.area, alpha);
    write_indices(first.get(), alpha, pixels, one.palette());
    write_indices(second.get(), alpha, pixels, several.layer(1));
    const auto bytes = test::bytes_of(first, pixels.area);
    BOOST_TEST(bytes == test::bytes_of(second, pixels.area));
    std::set<std::pair<int, int>> found;
    for (std::size_t i = 0; i < bytes.size(); i += 2) found.insert({bytes[i], bytes[i + 1]});
    BOOST_TEST((found == std::set<std::pair<int, int>>{{0, 0}, {0, 255}, {1, 255}}));
}

// If no pixel is visible, the hidden pixels become black, even if only one color is allowed.
BOOST_AUTO_TEST_CASE(one_color_of_nothing) {
    std::vector<Layer> layers(2);
    for (Layer &layer : layers) layer = test::layer_of({200, 0, 90, 0, 200, 0}, 3, 1, 2);
    Parameters parameters;
    parameters.mode = Mode::indexed;
    parameters.colors = 1;
    const Reduction reduction = reduced(layers, parameters);
    BOOST_TEST(Colormap(reduction.palette().palette()).rgb == (std::vector<std::uint8_t>{0, 0, 0}));
    BOOST_TEST(reduction.layer(1).indices().size() == 3U);
}

// A single color must be that of the visible pixels, however many pixels are transparent.
BOOST_AUTO_TEST_CASE(one_color_of_several_layers) {
    std::vector<Layer> layers;
    for (int i = 0; i < 2; ++i) {
        std::vector<std::uint8_t> values(4 * 100, 0);
        for (std::size_t at = 0; at < 4 * 20; at += 4) {
            values[at] = static_cast<std::uint8_t>(100 + 20 * i);
            values[at + 1] = 50;
            values[at + 3] = 255;
        }
        layers.push_back(test::layer_of(values, 10, 10, 4, i == 0 ? 8 : 16));
    }
    Parameters parameters;
    parameters.mode = Mode::indexed;
    parameters.colors = 1;
    const Reduction reduction = reduced(layers, parameters);
    BOOST_REQUIRE(reduction.palette().palette().size() == 1U);
    BOOST_TEST(same(reduction.palette().palette()[0], {110, 50, 0, 255}));
    BOOST_TEST(same(reduction.layer(1).palette()[0], {110, 50, 0, 255}));
    BOOST_TEST(reduction.palette().counts()[0] == 40U);
}

BOOST_AUTO_TEST_CASE(psnr_is_that_of_the_pixels) {
    const Layer layer = test::landscape(60, 40);
    Parameters parameters;
    const Reduction reduction = reduced(layer, parameters);
    double squares = 0;
    for (std::size_t i = 0; i < layer.pixels.count(); ++i) {
        const Color &color = reduction.palette().palette()[reduction.palette().indices()[i]];
        const std::uint8_t *pixel = &layer.pixels.bytes[3 * i];
        squares += std::pow(pixel[0] - color.r, 2) + std::pow(pixel[1] - color.g, 2) +
                   std::pow(pixel[2] - color.b, 2);
    }
    const double mean = squares / (3 * static_cast<double>(layer.pixels.count()));
    const auto psnr = psnr_of(reduction);
    BOOST_REQUIRE(psnr.has_value());
    BOOST_TEST(std::abs(*psnr - 20 * std::log10(255 / std::sqrt(mean))) < 1e-9);

    const Layer two = test::layer_of({1, 2, 3, 4, 5, 6}, 2, 1, 3);
    BOOST_TEST(!psnr_of(reduced(two, parameters)).has_value());
}

BOOST_AUTO_TEST_CASE(hex_colors_that_can_be_seen) {
    const std::vector<Color> palette{
        {1, 171, 255, 255}, {9, 9, 9, 127}, {0, 0, 0, 0}, {255, 0, 16, 128}};
    BOOST_TEST(hex_colors(palette) == "#01abff #ff0010");
    BOOST_TEST(hex_colors({}).empty());
}

BOOST_AUTO_TEST_CASE(nothing_visible_becomes_transparent) {
    // Over all grays, black is nearer to transparency than to a light color. (Opaque black would
    // get the opaque entry.)
    std::vector<std::uint8_t> pixels;
    for (int i = 0; i < 100; ++i) pixels.insert(pixels.end(), {250, 240, 230, 255});
    for (int i = 0; i < 100; ++i) pixels.insert(pixels.end(), {0, 0, 0, 0});
    for (int i = 0; i < 2; ++i) pixels.insert(pixels.end(), {0, 0, 0, 200});
    const Layer layer = test::layer_of(pixels, 202, 1, 4);
    Parameters parameters;
    parameters.mode = Mode::indexed;
    parameters.colors = 2;
    const Reduction reduction = reduce({&layer, 1}, parameters, [](double) { return true; });
    BOOST_REQUIRE(has_holes(layer.pixels, reduction.palette()));
    BOOST_TEST(!has_holes(layer.pixels, reduction.layer(0)));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace quant::plugin

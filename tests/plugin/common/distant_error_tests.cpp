// Compares the error as seen from afar with a blur that is written as its definition says: in
// doubles, over the whole picture, without separating the directions.
#include "common/distant_error.h"

#include <boost/test/unit_test.hpp>

#include <array>
#include <cmath>
#include <cstring>

#include "layers.h"

namespace quant::plugin {
namespace {

Reduction reduced(std::span<const Layer> layers, const Parameters &parameters) {
    return reduce(layers, parameters, [](double) { return true; });
}

Parameters with_palette(std::vector<Color> palette) {
    Parameters parameters;
    parameters.palette = std::move(palette);
    return parameters;
}

double sample(const Pixels &pixels, std::size_t pixel, std::size_t channel) {
    const std::size_t at = pixel * pixels.channels + channel;
    if (pixels.bits == 8) return pixels.bytes[at] / 255.0;
    std::uint16_t value = 0;
    std::memcpy(&value, &pixels.bytes[2 * at], sizeof value);
    return value / 65535.0;
}

// Returns the index of a pixel, or of its mirror image if it is beyond the border.
std::size_t mirrored(int x, int y, const GeglRectangle &area) {
    const auto inside = [](int at, int size) {
        const int in_period = ((at % (2 * size)) + 2 * size) % (2 * size);
        return in_period < size ? in_period : 2 * size - 1 - in_period;
    };
    return static_cast<std::size_t>(inside(y, area.height)) * static_cast<std::size_t>(area.width) +
           static_cast<std::size_t>(inside(x, area.width));
}

// Returns the squared error of one blurred pixel.
double slow_error(const Layer &layer, const Quantized &result, int at_x, int at_y) {
    const Pixels &pixels = layer.pixels;
    const int radius = static_cast<int>(4 * kDistantBlur);
    std::array<double, 3> before{};
    std::array<double, 3> after{};
    double weights = 0;
    double alphas = 0;
    for (int y = -radius; y <= radius; ++y)
        for (int x = -radius; x <= radius; ++x) {
            const double weight = std::exp(-(x * x + y * y) / (2 * kDistantBlur * kDistantBlur));
            const std::size_t i = mirrored(at_x + x, at_y + y, pixels.area);
            const double alpha = pixels.has_alpha() ? sample(pixels, i, pixels.channels - 1) : 1;
            const Color16 &color = result.palette16()[result.indices()[i]];
            const std::array<unsigned, 3> values{color.r, color.g, color.b};
            for (std::size_t c = 0; c < 3; ++c) {
                const double own = sample(pixels, i, pixels.channels < 3 ? 0 : c);
                before[c] += weight * alpha * srgb_to_linear(own);
                after[c] += weight * alpha * srgb_to_linear(values[c] / 65535.0);
            }
            weights += weight;
            alphas += weight * alpha;
        }
    double sum = 0;
    for (std::size_t c = 0; alphas > 0 && c < 3; ++c) {
        const double error =
            255 * (linear_to_srgb(before[c] / alphas) - linear_to_srgb(after[c] / alphas));
        sum += error * error;
    }
    return std::pow(alphas / weights, 2) * sum;
}

double slow_mse(const Layer &layer, const Quantized &result, int row_step = 3) {
    double sum = 0;
    int count = 0;
    for (int y = 0; y < layer.pixels.area.height; y += row_step)
        for (int x = 0; x < layer.pixels.area.width; x += 3, ++count)
            sum += slow_error(layer, result, x, y);
    return sum / count;
}

// Returns a gray ramp from the left to the right.
Layer ramp(int width, int height) {
    std::vector<std::uint8_t> values;
    for (int i = 0; i < width * height; ++i)
        values.push_back(static_cast<std::uint8_t>(i % width * 255 / (width - 1)));
    return test::layer_of(values, width, height, 1);
}

BOOST_AUTO_TEST_SUITE(distant_error_tests)

BOOST_AUTO_TEST_CASE(is_that_of_its_definition) {
    for (const unsigned bits : {8U, 16U})
        for (const int dither : {QUANT_DITHER_NONE, QUANT_DITHER_FLOYD_STEINBERG})
            for (const Layer &layer : test::layers_of_all_layouts(bits)) {
                BOOST_TEST_CONTEXT(bits << " bits, " << layer.pixels.channels << " channels") {
                    Parameters parameters;
                    parameters.colors = 6;
                    parameters.dither = dither;
                    const Reduction reduction = reduced({&layer, 1}, parameters);
                    const double expected = slow_mse(layer, reduction.layer(0));
                    BOOST_TEST(expected > 0);
                    BOOST_TEST(std::abs(distant_mse({&layer, 1}, reduction) / expected - 1) < 2e-3);
                }
            }
}

BOOST_AUTO_TEST_CASE(layers_smaller_than_the_blur) {
    const auto values = test::noise(3 * 8);
    for (const auto &[width, height] : {std::pair{1, 1}, {2, 1}, {1, 8}, {4, 2}}) {
        const auto size = static_cast<std::ptrdiff_t>(3) * width * height;
        const Layer layer =
            test::layer_of({values.begin(), values.begin() + size}, width, height, 3);
        const Reduction reduction = reduced({&layer, 1}, with_palette({{90, 0, 200, 255}}));
        const double expected = slow_mse(layer, reduction.layer(0));
        BOOST_TEST(std::abs(distant_mse({&layer, 1}, reduction) / expected - 1) < 2e-3);
    }
}

BOOST_AUTO_TEST_CASE(a_part_of_a_large_layer_stands_for_all_of_it) {
    std::vector<Layer> pictures;
    pictures.push_back(test::landscape(1300, 900));
    pictures.push_back(ramp(20000, 31));
    pictures.push_back(ramp(31, 20000));
    for (const Layer &layer : pictures) {
        Parameters parameters;
        parameters.colors = 12;
        const Reduction reduction = reduced({&layer, 1}, parameters);
        const double mse = distant_mse({&layer, 1}, reduction);
        BOOST_TEST(std::abs(psnr(mse) - psnr(slow_mse(layer, reduction.layer(0), 9))) < 0.5);
    }
}

BOOST_AUTO_TEST_CASE(no_error_is_zero) {
    const Layer layer = test::layer_of({1, 2, 3, 4, 5, 6}, 2, 1, 3);
    BOOST_TEST(distant_mse({&layer, 1}, reduced({&layer, 1}, {})) == 0);
}

// A gray that gives as much light as dots of black and white is 188 in sRGB.
BOOST_AUTO_TEST_CASE(dots_mix_their_light) {
    std::vector<std::uint8_t> dots;
    for (int i = 0; i < 90 * 90; ++i) dots.push_back((i / 90 + i % 90) % 2 == 0 ? 0 : 255);
    const Layer layer = test::layer_of(dots, 90, 90, 1);
    const auto mse = [&](std::uint8_t gray) {
        const auto palette = with_palette({{gray, gray, gray, 255}});
        return distant_mse({&layer, 1}, reduced({&layer, 1}, palette));
    };
    BOOST_TEST(mse(188) < 3);
    BOOST_TEST(std::abs(mse(128) - 3 * 60 * 60) < 300);
}

BOOST_AUTO_TEST_CASE(dithering_looks_better_from_afar) {
    std::vector<Layer> pictures;
    pictures.push_back(ramp(300, 100));
    pictures.push_back(test::landscape(300, 200));
    for (const Layer &layer : pictures) {
        Parameters parameters;
        parameters.colors = 8;
        const Reduction plain = reduced({&layer, 1}, parameters);
        parameters.dither = QUANT_DITHER_FLOYD_STEINBERG;
        const Reduction dithered = reduced({&layer, 1}, parameters);
        BOOST_TEST(*psnr_of(dithered) < *psnr_of(plain));
        BOOST_TEST(psnr(distant_mse({&layer, 1}, dithered)) >
                   psnr(distant_mse({&layer, 1}, plain)) + 1);
    }
}

BOOST_AUTO_TEST_CASE(what_is_below_transparent_pixels_does_not_count) {
    Layer layer = test::planet(90);
    const Parameters parameters = with_palette({{0, 0, 0, 255}, {200, 160, 90, 255}});
    const double mse = distant_mse({&layer, 1}, reduced({&layer, 1}, parameters));
    BOOST_TEST(mse > 0);
    for (std::size_t i = 0; i < layer.pixels.count(); ++i)
        if (std::uint8_t *pixel = &layer.pixels.bytes[4 * i]; pixel[3] == 0)
            pixel[i % 3] = static_cast<std::uint8_t>(i);
    BOOST_TEST(distant_mse({&layer, 1}, reduced({&layer, 1}, parameters)) == mse);
}

BOOST_AUTO_TEST_CASE(layers_count_by_their_pixels) {
    std::vector<Layer> layers;
    layers.push_back(test::landscape(120, 90));
    layers.push_back(ramp(40, 30));
    const Parameters parameters = with_palette({{30, 30, 30, 255}, {220, 220, 220, 255}});
    const Reduction reduction = reduced(layers, parameters);
    const double expected = (12.0 * 9 * slow_mse(layers[0], reduction.layer(0)) +
                             4.0 * 3 * slow_mse(layers[1], reduction.layer(1))) /
                            (12 * 9 + 4 * 3);
    BOOST_TEST(std::abs(distant_mse(layers, reduction) / expected - 1) < 2e-3);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace quant::plugin

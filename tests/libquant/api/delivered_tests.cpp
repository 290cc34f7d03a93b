// Tests that results are about the entries that are delivered: pixels are mapped to the nearest of
// these, errors are theirs, opaque pixels get opaque ones, and transparency comes first.
#include <quant/quant.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "libquant/pictures.h"

namespace {

using quant::test::Picture;

auto key(const quant::Color &c) { return std::tuple(c.r, c.g, c.b, c.a); }

quant::Quantized run(const quant_image &image, const quant_options &options) {
    return quant::quantize(image, options).value();
}

// Returns noise in which a part of the pixels is opaque, and a part transparent.
Picture soft_noise(std::size_t width, std::size_t height) {
    Picture picture = quant::test::noise(width, height, 4, 7);
    for (std::size_t i = 0; i < width * height; ++i) {
        std::uint8_t &alpha = picture.pixels[4 * i + 3];
        if (i % 3 == 0) alpha = 255;
        if (i % 50 == 0) alpha = 0;
        alpha = alpha > 0 ? std::max<std::uint8_t>(alpha, 60) : alpha;
    }
    return picture;
}

void check_same_mapping(const quant::Quantized &first, const quant::Quantized &again) {
    BOOST_TEST(std::ranges::equal(first.indices(), again.indices()));
    BOOST_TEST(std::ranges::equal(first.counts(), again.counts()));
    BOOST_TEST(first.stats().palette_mse == again.stats().palette_mse);
}

quant::Options onto(const quant::Quantized &result, quant::Options options) {
    options.palette = result.palette().data();
    options.palette_size = result.palette().size();
    options.keep = nullptr;
    options.keep_size = 0;
    return options;
}

// Quantizes with each engine, and maps onto the palettes.
void check_mapping_again(const quant_image &image, quant::Options options) {
    for (int engine = 1; quant_engine_name(engine); ++engine) {
        options.engine = engine;
        const auto result = run(image, options);
        check_same_mapping(result, run(image, onto(result, options)));
    }
    quant::Histogram histogram;
    BOOST_TEST(!histogram.add(image));
    const auto common = histogram.quantize(options).value();
    check_same_mapping(common, histogram.quantize(onto(common, options)).value());
    BOOST_TEST(std::ranges::equal(common.counts(), run(image, options).counts()));
}

BOOST_AUTO_TEST_SUITE(delivered_tests)

BOOST_AUTO_TEST_CASE(mapping_again_onto_the_palette_of_a_result_changes_nothing) {
    std::vector<Picture> pictures{quant::test::photo(60, 50), quant::test::noise(50, 40, 1),
                                  quant::test::noise(50, 40, 3), soft_noise(50, 40)};
    const std::vector<quant_color> kept{{1, 2, 3, 255}, {255, 200, 90, 255}};
    for (const Picture &picture : pictures) {
        const auto wide = quant::test::promoted(picture);
        std::vector<std::uint16_t> odd = wide;
        for (std::size_t i = 0; i < odd.size(); ++i)
            if (odd[i] % 65535 != 0) odd[i] = static_cast<std::uint16_t>(odd[i] + i * i % 255);
        const auto stride = static_cast<std::ptrdiff_t>(picture.width * picture.channels * 2);
        for (int space = 0; quant_space_name(space); ++space) {
            for (const unsigned colors : {5U, 60U}) {
                BOOST_TEST_CONTEXT(picture.name << " " << quant_space_name(space) << " "
                                                << colors) {
                    quant::Options options;
                    options.space = space;
                    options.colors = colors;
                    check_mapping_again(picture.view(), options);
                    check_mapping_again(
                        {odd.data(), picture.width, picture.height, stride, picture.channels, 16},
                        options);
                    options.keep = kept.data();
                    options.keep_size = kept.size();
                    check_mapping_again(picture.view(), options);
                }
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(each_pixel_has_the_nearest_of_the_written_colors) {
    const Picture picture = quant::test::noise(100, 100, 3);
    quant::Options options;
    options.colors = 40;
    const auto result = run(picture.view(), options);
    double sum = 0;
    for (std::size_t i = 0; i < result.indices().size(); ++i) {
        const std::uint8_t *p = &picture.pixels[3 * i];
        const auto rank = [&](const quant::Color &c) {
            const int r = c.r - p[0], g = c.g - p[1], b = c.b - p[2];
            return std::tuple(r * r + g * g + b * b, key(c));
        };
        const auto nearest = std::ranges::min_element(result.palette(), {}, rank);
        BOOST_REQUIRE((key(*nearest) == key(result.palette()[result.indices()[i]])));
        sum += std::get<0>(rank(*nearest));
    }
    BOOST_TEST(result.stats().palette_mse == sum / 10000);
}

BOOST_AUTO_TEST_CASE(opaque_pixels_get_opaque_entries) {
    // A disk with a soft edge and a shadow: most colors are opaque, many nearly so.
    Picture picture{"disk", 120, 120, 4, {}};
    const Picture colors = quant::test::photo(120, 120);
    for (int i = 0; i < 120 * 120; ++i) {
        const int x = i % 120 - 60, y = i / 120 - 60, square = x * x + y * y;
        picture.pixels.insert(picture.pixels.end(), &colors.pixels[3 * std::size_t(i)],
                              &colors.pixels[3 * std::size_t(i)] + 3);
        picture.pixels.push_back(
            static_cast<std::uint8_t>(square < 1000 ? 255 : std::max(0, 290 - square / 20)));
    }
    for (int space = 0; quant_space_name(space); ++space) {
        for (const unsigned k : {3U, 16U, 100U}) {
            quant::Options options;
            options.space = space;
            options.colors = k;
            const auto result = run(picture.view(), options);
            for (std::size_t i = 0; i < result.indices().size(); ++i)
                if (picture.pixels[4 * i + 3] == 255)
                    BOOST_REQUIRE(result.palette()[result.indices()[i]].a == 255);
            // A palette without opaque entries is used as it is.
            const quant_color translucent[] = {{0, 0, 0, 0}, {90, 90, 90, 200}};
            options.palette = translucent;
            options.palette_size = 2;
            BOOST_TEST(run(picture.view(), options).counts()[1] > 5000U);
        }
    }
}

BOOST_AUTO_TEST_CASE(transparency_is_the_first_entry_unless_the_order_is_given) {
    const Picture picture = soft_noise(60, 60);
    quant::Options options;
    options.colors = 8;
    const auto result = run(picture.view(), options);
    BOOST_TEST((key(result.palette()[0]) == std::tuple(0, 0, 0, 0)));
    BOOST_TEST(
        std::is_sorted(result.counts().begin() + 1, result.counts().end(), std::greater<>()));
    BOOST_TEST(result.counts()[0] < result.counts()[1]);
    const std::uint8_t few[] = {9, 9, 9, 255, 9, 9, 9, 255, 1, 2, 3, 0};
    const auto exact = run(quant::rgba8(few, 3, 1), options);
    BOOST_TEST(exact.stats().exact == 1);
    BOOST_TEST((key(exact.palette()[0]) == std::tuple(0, 0, 0, 0)));
    const quant_color given[] = {{9, 9, 9, 255}, {0, 0, 0, 0}};
    options.palette = given;
    options.palette_size = 2;
    BOOST_TEST(run(quant::rgba8(few, 3, 1), options).indices()[2] == 1);
}

BOOST_AUTO_TEST_CASE(entries_of_16_bits_have_the_lower_error) {
    const Picture picture = quant::test::photo(80, 60);
    quant::Options options;
    options.colors = 100;
    const auto narrow = run(picture.view(), options);
    options.palette_bits = 16;
    const auto wide = run(picture.view(), options);
    BOOST_TEST(narrow.stats().inertia == wide.stats().inertia);
    BOOST_TEST(wide.stats().palette_mse < narrow.stats().palette_mse);
    BOOST_TEST(wide.stats().palette_mse == wide.stats().mse);
    for (std::size_t k = 0; k < narrow.palette().size(); ++k)
        BOOST_TEST(narrow.palette16()[k].r == narrow.palette()[k].r * 257);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace

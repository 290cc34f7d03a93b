// Compares the dots of the preview with the pixels that they show.
#include "common/preview.h"

#include <boost/test/unit_test.hpp>

#include <cstring>
#include <utility>

#include "common/split_dots.h"
#include "layers.h"

namespace quant::plugin {
namespace {

using Dots = std::vector<std::uint32_t>;
using Bytes = std::vector<std::uint8_t>;

std::uint32_t dot(unsigned r, unsigned g, unsigned b) { return r << 16 | g << 8 | b; }
std::uint32_t gray(unsigned v) { return dot(v, v, v); }

// Returns the whole layer with one dot for each pixel.
Dots shown(const Layer &layer, const Quantized *result = nullptr, bool is_indexed = false) {
    return render(layer, result, is_indexed,
                  {0, 0, 1, layer.pixels.area.width, layer.pixels.area.height});
}

Quantized mapped(const Layer &layer, const std::vector<Color> &palette) {
    Options options;
    options.palette = palette.data();
    options.palette_size = palette.size();
    options.keep_alpha = 1;
    return quantize(layer.pixels.view(), options).value();
}

const std::vector<Color> kBlackAndRed{{0, 0, 0, 255}, {255, 0, 0, 255}};

BOOST_AUTO_TEST_SUITE(preview_tests)

BOOST_AUTO_TEST_CASE(a_dot_for_each_pixel_of_the_original) {
    const Layer layer = test::landscape(37, 23);
    Dots expected;
    for (std::size_t i = 0; i < layer.pixels.count(); ++i) {
        const std::uint8_t *pixel = &layer.pixels.bytes[3 * i];
        expected.push_back(dot(pixel[0], pixel[1], pixel[2]));
    }
    BOOST_TEST(shown(layer) == expected);
    BOOST_TEST(shown(layer, nullptr, true) == expected);
}

BOOST_AUTO_TEST_CASE(a_dot_for_each_pixel_of_the_result) {
    const Layer layer = test::landscape(37, 23);
    Options options;
    options.colors = 8;
    const Quantized result = quantize(layer.pixels.view(), options).value();
    Dots expected;
    for (const std::uint8_t index : result.indices()) {
        const Color &color = result.palette()[index];
        expected.push_back(dot(color.r, color.g, color.b));
    }
    BOOST_TEST(shown(layer, &result) == expected);
    BOOST_TEST(shown(layer, &result, true) == expected);
}

BOOST_AUTO_TEST_CASE(gray_pixels) {
    BOOST_TEST(shown(test::layer_of({0, 7, 255}, 3, 1, 1)) == (Dots{0, gray(7), gray(255)}));
    BOOST_TEST(shown(test::layer_of({9, 255, 7, 0}, 2, 1, 2)) == (Dots{gray(9), gray(0x66)}));
}

BOOST_AUTO_TEST_CASE(sixteen_bits_are_rounded) {
    Layer layer = test::layer_of(Bytes(4, 0), 4, 1, 1, 16);
    const std::vector<std::uint16_t> values{65535, 257 * 90, 257 * 90 + 128, 257 * 90 + 129};
    std::memcpy(layer.pixels.bytes.get(), values.data(), 8);
    BOOST_TEST(shown(layer) == (Dots{gray(255), gray(90), gray(90), gray(91)}));
}

// The dots of the last column and row stand for only one column or row of pixels.
BOOST_AUTO_TEST_CASE(smaller_is_the_mean_of_squares) {
    const Layer layer = test::layer_of({10, 20, 30, 41, 5,  //
                                        12, 20, 31, 41, 8,  //
                                        100, 101, 0, 255, 77},
                                       5, 3, 1);
    const Dots expected{gray(16), gray(36), gray(7), gray(101), gray(128), gray(77)};
    BOOST_TEST(render(layer, nullptr, false, {0, 0, 2, 3, 2}) == expected);
}

BOOST_AUTO_TEST_CASE(means_are_rounded) {
    BOOST_TEST(render(test::layer_of({1, 2, 2, 2}, 2, 2, 1), nullptr, false, {0, 0, 2, 1, 1}) ==
               Dots{gray(2)});
    BOOST_TEST(render(test::layer_of({1, 1, 1, 2}, 2, 2, 1), nullptr, false, {0, 0, 2, 1, 1}) ==
               Dots{gray(1)});
}

BOOST_AUTO_TEST_CASE(larger_shows_each_pixel_many_times) {
    const Layer layer = test::layer_of({1, 2, 3, 4, 5, 6}, 3, 2, 1);
    BOOST_TEST(render(layer, nullptr, false, {1, 0.5, 0.25, 8, 3}) ==
               (Dots{gray(2), gray(2), gray(2), gray(2), gray(3), gray(3), gray(3), gray(3),  //
                     gray(2), gray(2), gray(2), gray(2), gray(3), gray(3), gray(3), gray(3),  //
                     gray(5), gray(5), gray(5), gray(5), gray(6), gray(6), gray(6), gray(6)}));
}

BOOST_AUTO_TEST_CASE(outside_is_gray) {
    const Layer layer = test::layer_of({1, 2, 3, 4}, 2, 2, 1);
    const std::uint32_t o = gray(0x80);
    BOOST_TEST(render(layer, nullptr, false, {-1, -1, 1, 4, 4}) ==
               (Dots{o, o, o, o, o, gray(1), gray(2), o, o, gray(3), gray(4), o, o, o, o, o}));
    // Half a pixel before the first pixel is also outside.
    BOOST_TEST(render(layer, nullptr, false, {-0.5, 0, 0.5, 3, 1}) == (Dots{o, gray(1), gray(1)}));
    BOOST_TEST(render(layer, nullptr, false, {1e6, 0, 3, 1, 1}) == Dots{o});
    BOOST_TEST(render(layer, nullptr, false, {0, 0, 1, 0, 5}).empty());
}

// The squares have 8 x 8 dots and stay where they are when the picture moves.
BOOST_AUTO_TEST_CASE(transparent_pixels_are_over_squares) {
    const Layer layer = test::layer_of(Bytes(std::size_t{2} * 20 * 20, 0), 20, 20, 2);
    for (const double x : {0.0, 3.0}) {
        const Dots dots = render(layer, nullptr, false, {x, 0, 1, 17, 17});
        Dots expected;
        for (int i = 0; i < 17 * 17; ++i)
            expected.push_back(gray((i % 17 / 8 + i / 17 / 8) % 2 == 0 ? 0x66 : 0x99));
        BOOST_TEST(dots == expected);
    }
}

BOOST_AUTO_TEST_CASE(soft_pixels_are_mixed_with_what_is_behind) {
    const Layer layer = test::layer_of({200, 100, 0, 51, 200, 100, 0, 255}, 2, 1, 4);
    const auto mixed = [](unsigned v) { return (v * 51 + 0x66 * 204 + 127) / 255; };
    BOOST_TEST(shown(layer) == (Dots{dot(mixed(200), mixed(100), mixed(0)), dot(200, 100, 0)}));
    const Quantized result = mapped(layer, kBlackAndRed);
    BOOST_TEST(shown(layer, &result) ==
               (Dots{dot(mixed(255), mixed(0), mixed(0)), dot(255, 0, 0)}));
    // One dot shows both pixels, each weighted by its alpha, over the square.
    const unsigned sum = 200 * 51 + 0x66 * 204 + 200 * 255;
    const unsigned red = render(layer, nullptr, false, {0, 0, 2, 1, 1})[0] >> 16;
    BOOST_TEST(red == (sum + 255) / 510);
}

// What is behind transparent pixels, and the gray outside, have the colors of the screen already.
BOOST_AUTO_TEST_CASE(colors_are_converted_to_those_of_the_screen) {
    const Layer layer = test::layer_of({200, 100, 0, 255, 200, 100, 0, 51, 9, 9, 9, 0}, 3, 1, 4);
    const auto swap = [](std::span<Color> colors) {
        for (Color &color : colors) std::swap(color.r, color.b);
    };
    const auto mixed = [](unsigned v) { return (v * 51 + 0x66 * 204 + 127) / 255; };
    BOOST_TEST(
        render(layer, nullptr, false, {0, 0, 1, 4, 1}, swap) ==
        (Dots{dot(0, 100, 200), dot(mixed(0), mixed(100), mixed(200)), gray(0x66), gray(0x80)}));
    const Quantized result = mapped(layer, kBlackAndRed);
    BOOST_TEST(render(layer, &result, false, {0, 0, 1, 1, 1}, swap) == Dots{dot(0, 0, 255)});
}

BOOST_AUTO_TEST_CASE(results_are_seen_as_much_as_they_are_selected) {
    Layer layer = test::layer_of({240, 40, 20, 240, 40, 20, 240, 40, 20}, 3, 1, 3);
    layer.selection = {0, 51, 255};
    const Quantized result = mapped(layer, kBlackAndRed);
    // The second pixel changes by a fifth in linear light, by the curve of sRGB.
    BOOST_TEST(shown(layer, &result) == (Dots{dot(240, 40, 20), dot(243, 35, 17), dot(255, 0, 0)}));
    BOOST_TEST(shown(layer) == Dots(3, dot(240, 40, 20)));
    BOOST_TEST(shown(layer, &result, true) == Dots(3, dot(255, 0, 0)));  // the whole image changes
}

BOOST_AUTO_TEST_CASE(indexed_pixels_are_opaque_or_transparent) {
    const Layer layer =
        test::layer_of({240, 0, 0, 127, 240, 0, 0, 128, 0, 0, 0, 255, 0, 0, 0, 0}, 4, 1, 4);
    const Quantized result = mapped(layer, kBlackAndRed);
    BOOST_TEST(shown(layer, &result, true) == (Dots{gray(0x66), dot(255, 0, 0), 0, gray(0x66)}));
    // A transparent palette entry is shown as transparent whatever the pixels are.
    Options options;
    const std::vector<Color> palette{{0, 0, 0, 127}, {255, 0, 0, 128}};
    options.palette = palette.data();
    options.palette_size = 2;
    options.keep_alpha = 1;
    const Quantized soft = quantize(layer.pixels.view(), options).value();
    BOOST_REQUIRE(soft.indices()[2] == 0);
    BOOST_TEST(shown(layer, &soft, true)[2] == gray(0x66));
    BOOST_TEST(shown(layer, &soft, true)[1] == dot(255, 0, 0));
}

// A quarter of the color, and three quarters of the middle gray.
unsigned washed(unsigned v) { return (v + 3 * 128 + 2) / 4; }
std::uint32_t washed_dot(unsigned r, unsigned g, unsigned b) {
    return dot(washed(r), washed(g), washed(b));
}

Dots highlighted(const Layer &layer, const Quantized *result, bool is_indexed, std::uint8_t entry,
                 const View &view) {
    return render(layer, result, is_indexed, view, nullptr, entry);
}

BOOST_AUTO_TEST_CASE(pixels_of_other_entries_are_washed_out) {
    BOOST_TEST(washed(0) == 96);
    BOOST_TEST(washed(255) == 160);
    const Layer layer = test::layer_of({0, 0, 0, 250, 9, 9, 1, 1, 1}, 3, 1, 3);
    const Quantized result = mapped(layer, kBlackAndRed);
    const View view{0, 0, 1, 3, 1};
    for (const bool is_indexed : {false, true}) {
        BOOST_TEST(highlighted(layer, &result, is_indexed, 0, view) ==
                   (Dots{0, washed_dot(255, 0, 0), 0}));
        BOOST_TEST(highlighted(layer, &result, is_indexed, 1, view) ==
                   (Dots{washed_dot(0, 0, 0), dot(255, 0, 0), washed_dot(0, 0, 0)}));
        BOOST_TEST(highlighted(layer, &result, is_indexed, 200, view) ==
                   (Dots{washed_dot(0, 0, 0), washed_dot(255, 0, 0), washed_dot(0, 0, 0)}));
    }
    // The original has no entries.
    BOOST_TEST(highlighted(layer, nullptr, false, 0, view) == shown(layer));
    // A dot is the mean of washed and unwashed pixels.
    BOOST_TEST(highlighted(layer, &result, false, 0, {0, 0, 3, 1, 1}) ==
               Dots{dot((160 + 1) / 3, (96 + 1) / 3, (96 + 1) / 3)});
}

BOOST_AUTO_TEST_CASE(transparent_pixels_stay_transparent_in_a_highlight) {
    const Layer layer =
        test::layer_of({255, 0, 0, 0, 255, 0, 0, 51, 0, 0, 0, 51, 0, 0, 0, 255}, 4, 1, 4);
    const Quantized result = mapped(layer, kBlackAndRed);
    const auto mixed = [](unsigned v) { return (v * 51 + 0x66 * 204 + 127) / 255; };
    BOOST_TEST(highlighted(layer, &result, false, 1, {0, 0, 1, 5, 1}) ==
               (Dots{gray(0x66), dot(mixed(255), mixed(0), mixed(0)), gray(mixed(96)), gray(96),
                     gray(0x80)}));
    BOOST_TEST(highlighted(layer, &result, true, 1, {0, 0, 1, 4, 1}) ==
               (Dots{gray(0x66), gray(0x66), gray(0x66), gray(96)}));
}

// Pixels that are not selected keep their own color, so that they have no palette entry.
BOOST_AUTO_TEST_CASE(pixels_that_are_not_selected_are_washed_out) {
    Layer layer = test::layer_of({240, 40, 20, 240, 40, 20, 240, 40, 20}, 3, 1, 3);
    layer.selection = {0, 51, 255};
    const Quantized result = mapped(layer, kBlackAndRed);
    const View view{0, 0, 1, 3, 1};
    // A fifth of the second pixel, in linear light, has the entry: by the curve of sRGB.
    const Dots red = highlighted(layer, &result, false, 1, view);
    BOOST_TEST(red == (Dots{washed_dot(240, 40, 20), dot(182, 95, 91), dot(255, 0, 0)}));
    const Dots black = highlighted(layer, &result, false, 0, view);
    BOOST_TEST(black == (Dots{washed_dot(240, 40, 20), dot(157, 104, 100), washed_dot(255, 0, 0)}));
    BOOST_TEST(highlighted(layer, &result, true, 1, view) == Dots(3, dot(255, 0, 0)));
}

// The columns of a view, rendered alone, are the same, also the squares behind them.
BOOST_AUTO_TEST_CASE(columns_of_a_view) {
    const Layer layer = test::planet(40);
    for (const double scale : {0.3, 1.0, 1.7}) {
        const View whole{-1.5, 2, scale, 30, 20};
        const Dots all = render(layer, nullptr, false, whole);
        View columns = whole;
        columns.column = 11;
        columns.width = 13;
        Dots expected;
        for (int y = 0; y < 20; ++y)
            expected.insert(expected.end(), all.begin() + y * 30 + 11, all.begin() + y * 30 + 24);
        BOOST_TEST(render(layer, nullptr, false, columns) == expected);
    }
}

// Renders a picture whose result is black and red, and counts the dots of the original and of the
// result that were rendered.
struct Counted {
    const Layer layer = test::landscape(37, 23);
    const Quantized result = mapped(layer, kBlackAndRed);
    int original_dots = 0;
    int result_dots = 0;

    Dots whole(const View &view, bool original) const {
        return render(layer, original ? nullptr : &result, false, view);
    }
    SplitDots::Render counting() {
        return [this](const View &view, bool original) {
            (original ? original_dots : result_dots) += view.width * view.height;
            return whole(view, original);
        };
    }
    Dots split(const View &view, int column) const {
        Dots dots = whole(view, false);
        const Dots left = whole(view, true);
        for (std::size_t i = 0; i < dots.size(); ++i)
            if (static_cast<int>(i) % view.width < column) dots[i] = left[i];
        return dots;
    }
};

BOOST_AUTO_TEST_CASE(the_original_is_left_of_the_split) {
    Counted counted;
    const View view{3, 1, 1.3, 20, 10};
    for (const int column : {0, 1, 7, 19, 20}) {
        counted.original_dots = counted.result_dots = 0;
        SplitDots dots(counted.counting());
        dots.show(view, column);
        BOOST_TEST(dots.dots() == counted.split(view, column));
        BOOST_TEST(dots.split() == column);
        BOOST_TEST(counted.original_dots == 10 * column);
        BOOST_TEST(counted.result_dots == 10 * (20 - column));
    }
}

BOOST_AUTO_TEST_CASE(a_split_that_moves_renders_only_what_changes_sides) {
    Counted counted;
    const View view{0, 0, 1, 37, 23};
    SplitDots dots(counted.counting());
    dots.show(view, 20);
    counted.original_dots = counted.result_dots = 0;
    const auto move = [&](int column, int original, int result) {
        dots.move(column);
        BOOST_TEST(dots.dots() == counted.split(view, dots.split()));
        BOOST_TEST(std::exchange(counted.original_dots, 0) == 23 * original);
        BOOST_TEST(std::exchange(counted.result_dots, 0) == 23 * result);
    };
    move(25, 5, 0);
    move(25, 0, 0);
    move(4, 0, 21);
    move(99, 33, 0);  // beyond the view
    BOOST_TEST(dots.split() == 37);
    move(-1, 0, 37);
    BOOST_TEST(dots.split() == 0);
    dots.show({0, 0, 1, 12, 5}, 6);  // a view of another size
    BOOST_TEST(dots.dots() == counted.split({0, 0, 1, 12, 5}, 6));
}

BOOST_AUTO_TEST_CASE(a_split_of_nothing) {
    SplitDots dots([](const View &, bool) -> Dots { throw 0; });
    dots.move(3);
    dots.show({0, 0, 1, 0, 5}, 3);
    BOOST_TEST(dots.dots().empty());
}

// Every dot names the pixel that render() shows there.
BOOST_AUTO_TEST_CASE(pixels_under_the_dots) {
    Bytes values(std::size_t{9} * 7);
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<std::uint8_t>(i);
    const Layer layer = test::layer_of(values, 9, 7, 1);
    for (const double scale : {1.0, 0.5, 0.3})
        for (const double start : {0.0, 2.0, -1.25}) {
            const View view{start, start / 2, scale, 21, 17};
            const Dots dots = render(layer, nullptr, false, view);
            for (int y = 0; y < view.height; ++y)
                for (int x = 0; x < view.width; ++x) {
                    const auto place = pixel_at(view, x + 0.75, y + 0.25, 9, 7);
                    const auto expected =
                        dots.at(static_cast<std::size_t>(y) * 21 + static_cast<std::size_t>(x));
                    if (place)
                        BOOST_TEST(gray(static_cast<unsigned>(place->y * 9 + place->x)) ==
                                   expected);
                    else
                        BOOST_TEST(expected == gray(0x80));
                }
        }
}

BOOST_AUTO_TEST_CASE(pixels_at_the_edges_of_the_view) {
    const View view{0, 0, 1, 4, 3};
    const auto at = [&](double x, double y) { return pixel_at(view, x, y, 100, 100); };
    BOOST_TEST((at(0, 0) == Place{0, 0}));
    BOOST_TEST((at(3.999, 2.999) == Place{3, 2}));
    for (const auto &[x, y] : {std::pair{-0.1, 0.0}, {0.0, -0.1}, {4.0, 0.0}, {0.0, 3.0}})
        BOOST_TEST(!at(x, y));
    BOOST_TEST(!pixel_at(view, 3, 0, 3, 100));
    BOOST_TEST(!pixel_at(view, 0, 2, 100, 2));
    BOOST_TEST(!pixel_at({}, 0, 0, 100, 100));
    View columns = view;
    columns.column = 2;
    BOOST_TEST((pixel_at(columns, 1, 1, 100, 100) == Place{3, 1}));
}

BOOST_AUTO_TEST_CASE(the_middle_of_several_pixels_is_under_a_dot) {
    const View view{10, 20, 5, 3, 3};
    BOOST_TEST((pixel_at(view, 0, 0, 100, 100) == Place{12, 22}));
    BOOST_TEST((pixel_at(view, 2, 1, 100, 100) == Place{22, 27}));
    BOOST_TEST((pixel_at(view, 2, 1, 21, 26) == Place{20, 25}));  // one pixel remains of the dot
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace quant::plugin

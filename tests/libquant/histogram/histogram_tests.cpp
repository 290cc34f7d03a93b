// Compares histograms with counts of one pixel at a time, for all kinds of images and numbers of
// threads.
#include "histogram/histogram.h"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <cstring>
#include <functional>
#include <map>
#include <vector>

#include "histogram/converted_colors.h"
#include "histogram/histogram_sparse.h"
#include "libquant/pictures.h"
#include "libquant/teams.h"

namespace {

using namespace quant::core;
using quant::test::Picture;
using quant::test::team_of;

using Counts = std::map<std::uint64_t, std::uint64_t>;

Counts counts_by_key(const Histogram &histogram) {
    Counts counts;
    histogram.for_each_block(
        [&](const Point *points, const std::uint32_t *weights, std::size_t count) {
            for (std::size_t i = 0; i < count; ++i) counts[point_key(points[i])] += weights[i];
        });
    return counts;
}

// Checks all results of a histogram against those of counting one pixel at a time.
void check(const quant_image &image, unsigned threads) {
    const ImageView view(image);
    const Histogram histogram(view, team_of(threads));
    std::vector<Point> points(view.pixels());
    view.load_points(0, points.size(), points.data());
    Counts expected;
    Moments total;
    std::uint64_t squared = 0;
    for (const Point &p : points) {
        ++expected[point_key(p)];
        total.add(p);
        squared += squared_length(p);
    }
    BOOST_TEST((counts_by_key(histogram) == expected));
    BOOST_TEST(histogram.unique_colors() == expected.size());
    BOOST_TEST((histogram.total() == total));
    BOOST_TEST(histogram.squared() == squared);

    for (const Cell &cell : histogram.cells()) {
        std::vector<Point> inside(cell.size);
        std::vector<std::uint32_t> weights(cell.size);
        histogram.load(cell, 0, cell.size, inside.data(), weights.data());
        Moments moments;
        Box box{inside[0], inside[0]};
        for (std::size_t i = 0; i < inside.size(); ++i) {
            moments.add(inside[i], weights[i]);
            for (std::size_t d = 0; d < kDimensions; ++d) {
                box.lo.x[d] = std::min(box.lo.x[d], inside[i].x[d]);
                box.hi.x[d] = std::max(box.hi.x[d], inside[i].x[d]);
                if (d < histogram.dimensions())
                    BOOST_REQUIRE(
                        inside[i].x[d] >> (histogram.has_alpha() && d < 3 ? 11 : 10) ==
                        static_cast<int>(histogram.coordinate(cell, static_cast<unsigned>(d))));
            }
        }
        BOOST_REQUIRE((cell.moments == moments));
        BOOST_REQUIRE((cell.box.lo == box.lo && cell.box.hi == box.hi));
    }
}

std::uint16_t key_of_bytes(const std::array<std::uint8_t, 3> &pixel) {
    const auto cell = [](std::uint8_t value) { return static_cast<unsigned>(value / 8); };
    return static_cast<std::uint16_t>(cell(pixel[0]) << 10 | cell(pixel[1]) << 5 | cell(pixel[2]));
}

// Leaves out a few colors of an image, including the most frequent, one color that the image lacks,
// and all colors of one cell. Compares what is left with a histogram of the other colors.
void check_without(const quant_image &image) {
    const Histogram all(ImageView(image), team_of(1));
    auto colors = all.colors();
    std::ranges::stable_sort(colors, std::greater(), &WeightedColor::weight);
    std::vector<Point> left_out{{{5, 5, 5, 0}}};
    BOOST_TEST(all.count(std::span(left_out).first(1)) == 0U);
    for (std::size_t i = 0; i + 1 < colors.size() && i < 50; i += 7) {
        left_out.push_back(colors[i].point);
        BOOST_TEST(all.count(std::span(&colors[i].point, 1)) == colors[i].weight);
    }
    if (all.cells().size() > 1) {
        const std::uint16_t emptied = cell_key(colors.back().point, all.has_alpha());
        for (const WeightedColor &color : colors)
            if (cell_key(color.point, all.has_alpha()) == emptied) left_out.push_back(color.point);
    }
    std::erase_if(colors, [&](const WeightedColor &color) {
        return std::ranges::find(left_out, color.point) != left_out.end();
    });
    if (colors.empty()) return;
    const Histogram expected(colors, all.has_alpha());
    const Histogram rest = all.without(left_out);
    BOOST_TEST((rest.colors() == expected.colors()));
    BOOST_TEST(rest.unique_colors() == expected.unique_colors());
    BOOST_TEST((rest.total() == expected.total()));
    BOOST_TEST(rest.squared() == expected.squared());
    BOOST_REQUIRE(rest.cells().size() == expected.cells().size());
    for (std::size_t i = 0; i < rest.cells().size(); ++i) {
        const Cell &a = rest.cells()[i], &b = expected.cells()[i];
        BOOST_REQUIRE((a.key == b.key && a.moments == b.moments && a.squared == b.squared &&
                       a.box.lo == b.box.lo && a.box.hi == b.box.hi));
    }
}

BOOST_AUTO_TEST_SUITE(histogram_tests)

BOOST_AUTO_TEST_CASE(it_counts_every_color_of_8_bit_images) {
    for (const Picture &picture : quant::test::mixed()) {
        BOOST_TEST_CONTEXT(picture.name) { check(picture.view(), 1); }
    }
}

BOOST_AUTO_TEST_CASE(it_counts_every_color_of_16_bit_images) {
    for (const unsigned channels : {1U, 2U, 3U, 4U}) {
        const auto picture = quant::test::noise(61, 47, 2 * channels);
        // The bytes of twice as many channels are read as 16-bit values.
        check({picture.pixels.data(), 61, 47, static_cast<std::ptrdiff_t>(61 * 2 * channels),
               channels, 16},
              1);
    }
}

BOOST_AUTO_TEST_CASE(threads_do_not_change_that_of_16_bit_images) {
    for (const unsigned channels : {3U, 4U}) {
        const auto picture = quant::test::noise(300, 290, 2 * channels);
        for (const unsigned threads : {2U, 3U, 8U})
            check({picture.pixels.data(), 300, 290, static_cast<std::ptrdiff_t>(300 * 2 * channels),
                   channels, 16},
                  threads);
    }
}

BOOST_AUTO_TEST_CASE(threads_and_tiles_do_not_change_it) {
    const auto large = quant::test::photo(1100, 600);
    const Counts expected = counts_by_key(Histogram(ImageView(large.view()), team_of(1)));
    for (const unsigned threads : {2U, 3U, 4U, 8U}) check(large.view(), threads);
    BOOST_TEST((counts_by_key(Histogram(ImageView(large.view()), team_of(3))) == expected));
    auto translucent = quant::test::noise(500, 600, 4);
    check(translucent.view(), 3);
}

BOOST_AUTO_TEST_CASE(a_color_of_many_pixels_is_split_over_entries_without_loss) {
    const std::size_t pixels = 32767 * 3 + 5;
    std::vector<std::uint8_t> flat(pixels, 77);
    flat[0] = 78;
    check({flat.data(), pixels, 1, static_cast<std::ptrdiff_t>(pixels), 1, 8}, 1);
}

// Each gray has some 8,000 pixels, more than a byte can count, in one thread's counters or in the
// sum.
BOOST_AUTO_TEST_CASE(counts_above_a_byte_are_carried) {
    const auto picture = quant::test::noise(2000, 1100, 1);
    for (const unsigned threads : {1U, 2U, 5U, 16U}) check(picture.view(), threads);
}

// The threads share the memory of one; here each of them needs all of it, in an order in which the
// image does not look like noise.
BOOST_AUTO_TEST_CASE(each_thread_may_see_all_cells) {
    auto picture = quant::test::noise(640, 420, 3);
    std::vector<std::array<std::uint8_t, 3>> pixels(640UL * 420);
    std::memcpy(pixels.data(), picture.pixels.data(), picture.pixels.size());
    std::ranges::sort(pixels.begin(), pixels.begin() + 640 * 210, {}, key_of_bytes);
    std::ranges::sort(pixels.begin() + 640 * 210, pixels.end(), {}, key_of_bytes);
    std::memcpy(picture.pixels.data(), pixels.data(), picture.pixels.size());
    BOOST_TEST(!has_few_pixels_in_each_cell(ImageView(picture.view())));
    for (const unsigned threads : {1U, 2U}) check(picture.view(), threads);
}

// One color has more pixels than the weight of an entry can count.
BOOST_AUTO_TEST_CASE(noise_is_sorted_into_cells) {
    auto picture = quant::test::noise(640, 420, 3);
    for (std::size_t i = 0; i < picture.pixels.size(); i += 7 * 3)
        std::fill_n(&picture.pixels[i], 3, std::uint8_t{200});
    BOOST_TEST(has_few_pixels_in_each_cell(ImageView(picture.view())));
    for (const unsigned threads : {1U, 2U, 3U, 8U}) check(picture.view(), threads);
}

BOOST_AUTO_TEST_CASE(more_pixels_than_a_tile_of_the_wide_form_are_sorted_in_several) {
    const auto picture = quant::test::noise(1200, 1100, 2);
    for (const unsigned threads : {1U, 3U}) check(picture.view(), threads);
}

BOOST_AUTO_TEST_CASE(it_can_leave_colors_out) {
    for (const Picture &picture : quant::test::mixed()) {
        BOOST_TEST_CONTEXT(picture.name) {
            check_without(picture.view());
            const auto wide = quant::test::promoted(picture);
            const std::size_t row = picture.width * picture.channels * 2;
            check_without({wide.data(), picture.width, picture.height,
                           static_cast<std::ptrdiff_t>(row), picture.channels, 16});
        }
    }
}

BOOST_AUTO_TEST_CASE(thinning_gives_the_mean_of_each_box) {
    for (const unsigned channels : {3U, 4U}) {
        // The high bytes have few values, so that many colors share a box.
        auto picture = quant::test::noise(300, 290, 2 * channels);
        for (std::size_t i = 1; i < picture.pixels.size(); i += 2)
            picture.pixels[i] = static_cast<std::uint8_t>(90 + picture.pixels[i] % 5);
        const ImageView view({picture.pixels.data(), 300, 290,
                              static_cast<std::ptrdiff_t>(300 * 2 * channels), channels, 16});
        // A cell is cut in eight along each dimension: 16 cells with alpha, or else 32.
        const int side = view.has_alpha() ? 256 : 128;
        std::map<std::uint64_t, Moments> boxes;
        const Histogram histogram(view, team_of(1));
        for (const WeightedColor &color : histogram.colors()) {
            Point box;
            for (std::size_t d = 0; d < kDimensions; ++d)
                box.x[d] = static_cast<std::int16_t>(color.point.x[d] / side);
            boxes[point_key(box)].add(color.point, color.weight);
        }
        Counts expected;
        for (const auto &[box, moments] : boxes) {
            const auto n = static_cast<std::int64_t>(moments.n);
            Point mean;
            for (std::size_t d = 0; d < kDimensions; ++d)
                mean.x[d] = static_cast<std::int16_t>((2 * moments.sum[d] + n) / (2 * n));
            expected[point_key(mean)] += moments.n;
        }
        BOOST_TEST(expected.size() * 10 < histogram.unique_colors());
        for (const unsigned threads : {1U, 2U, 3U, 8U}) {
            const Histogram thinned = Histogram(view, team_of(threads)).thinned(team_of(threads));
            BOOST_TEST((counts_by_key(thinned) == expected));
            BOOST_TEST(thinned.unique_colors() == expected.size());
            BOOST_TEST(thinned.total().n == histogram.total().n);
            BOOST_TEST(thinned.cells().size() == histogram.cells().size());
        }
    }
}

// Of 8 bits, they are in the compact form; of 16 bits, in the wide form.
BOOST_AUTO_TEST_CASE(a_sample_has_some_of_the_colors_whatever_the_threads_and_the_form) {
    auto picture = quant::test::noise(300, 290, 3);
    for (std::size_t i = 0; i < picture.pixels.size(); i += 9)  // a third has one of 20 colors
        std::fill_n(&picture.pixels[i], 3, static_cast<std::uint8_t>(i % 20 * 12));
    const auto wide = quant::test::promoted(picture);
    const ImageView view(picture.view());
    const ImageView of_16_bits({wide.data(), 300, 290, 300 * 3 * 2, 3, 16});
    const Counts all = counts_by_key(Histogram(view, team_of(1)));
    const Counts expected = counts_by_key(Histogram(view, team_of(1)).sampled(10, team_of(1)));
    BOOST_TEST(expected.size() > all.size() / 12);
    BOOST_TEST(expected.size() < all.size() / 8);
    // Colors of many pixels are all there; the others stand for ten pixels each.
    for (const auto &[key, count] : all)
        if (count >= 10) BOOST_REQUIRE(expected.at(key) == count);
    for (const auto &[key, count] : expected)
        BOOST_REQUIRE(count == std::max<std::uint64_t>(all.at(key), 10));
    std::uint64_t pixels = 0;
    for (const auto &[key, count] : expected) pixels += count;
    BOOST_TEST(pixels > 300UL * 290 * 95 / 100);
    BOOST_TEST(pixels < 300UL * 290 * 105 / 100);
    for (const unsigned threads : {1U, 2U, 3U, 8U}) {
        for (const ImageView *image : {&view, &of_16_bits}) {
            const Histogram sample =
                Histogram(*image, team_of(threads)).sampled(10, team_of(threads));
            BOOST_TEST((counts_by_key(sample) == expected));
            BOOST_TEST(sample.unique_colors() == expected.size());
        }
    }
}

BOOST_AUTO_TEST_CASE(thinning_leaves_8_bit_colors_as_they_are) {
    const auto picture = quant::test::photo(200, 150);
    const auto wide = quant::test::promoted(picture);
    const ImageView view({wide.data(), 200, 150, 200 * 3 * 2, 3, 16});
    const Histogram histogram(view, team_of(2));
    BOOST_TEST((histogram.thinned(team_of(2)).colors() == histogram.colors()));
}

// Compares the fast conversion for 8-bit images without alpha with that of each pixel.
BOOST_AUTO_TEST_CASE(colors_converted_once_have_the_histogram_of_converted_pixels) {
    for (const Picture &picture : quant::test::mixed()) {
        const ImageView image(picture.view());
        if (!image.is_rgb8()) continue;
        for (const int space : {QUANT_SPACE_LINEAR, QUANT_SPACE_OKLAB, QUANT_SPACE_LAB}) {
            const ImageView view = image.in(ColorSpace(space));
            const Histogram expected(view, team_of(1));
            for (const unsigned threads : {1U, 3U}) {
                const Histogram histogram =
                    ConvertedColors(view, team_of(threads)).histogram(team_of(threads));
                BOOST_TEST((histogram.colors() == expected.colors()));
                BOOST_REQUIRE(histogram.cells().size() == expected.cells().size());
                for (std::size_t i = 0; i < histogram.cells().size(); ++i)
                    BOOST_REQUIRE(histogram.cells()[i].key == expected.cells()[i].key);
            }
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace

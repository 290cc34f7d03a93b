// Tests options.keep_alpha: colors are reduced as if there were no alpha, except that pixels are
// weighted by it.
#include <quant/quant.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstring>
#include <string>
#include <vector>

#include "base/random.h"
#include "histogram/visible_colors.h"
#include "libquant/pictures.h"
#include "libquant/teams.h"
#include "same_result.h"

namespace {

using quant::Color;
using quant::core::ImageView;
using quant::core::VisibleColors;
using quant::test::Picture;
using quant::test::same;
using quant::test::team_of;

// A picture as channel values of 8 or 16 bits, independent of the layout in memory.
struct Samples {
    std::string name;
    std::size_t width, height;
    unsigned channels, bits;
    std::vector<std::uint32_t> values;

    std::size_t pixels() const { return width * height; }
    std::uint32_t &alpha(std::size_t pixel) { return values[(pixel + 1) * channels - 1]; }
    std::uint32_t alpha(std::size_t pixel) const { return values[(pixel + 1) * channels - 1]; }
};

// An image in memory that owns its bytes: packed, or bottom-up with padded rows at an odd address.
class Bytes {
public:
    explicit Bytes(const Samples &samples, bool odd = false) {
        const std::size_t sample = samples.bits / 8;
        const std::size_t row = samples.width * samples.channels;
        const std::size_t stride = row * sample + (odd ? 5 : 0);
        bytes_.resize(samples.height * stride + 1);
        const auto row_at = [&](std::size_t y) {
            return &bytes_[(odd ? samples.height - 1 - y : y) * stride + (odd ? 1 : 0)];
        };
        for (std::size_t i = 0; i < samples.values.size(); ++i) {
            std::uint8_t *target = row_at(i / row) + i % row * sample;
            const auto wide = static_cast<std::uint16_t>(samples.values[i]);
            const auto narrow = static_cast<std::uint8_t>(samples.values[i]);
            if (sample == 1)
                *target = narrow;
            else
                std::memcpy(target, &wide, sizeof wide);
        }
        const auto signed_stride = static_cast<std::ptrdiff_t>(stride);
        image_ = {row_at(0),        samples.width,
                  samples.height,   odd ? -signed_stride : signed_stride,
                  samples.channels, samples.bits};
    }
    const quant_image &image() const { return image_; }

private:
    std::vector<std::uint8_t> bytes_;
    quant_image image_{};
};

// Returns the visible colors as the header defines them, computed pixel by pixel.
Samples visible_colors(const Samples &source) {
    Samples copy{source.name, source.width, source.height, source.channels - 1, source.bits, {}};
    std::size_t last = 0;
    while (last < source.pixels() && source.alpha(last) == 0) ++last;
    for (std::size_t i = 0; i < source.pixels(); ++i) {
        if (source.alpha(i) != 0) last = i;
        for (unsigned c = 0; c + 1 < source.channels; ++c)
            copy.values.push_back(last < source.pixels() ? source.values[last * source.channels + c]
                                                         : 0);
    }
    return copy;
}

std::vector<std::uint8_t> importance(const Samples &source, const std::vector<std::uint8_t> &map) {
    std::vector<std::uint8_t> values;
    for (std::size_t i = 0; i < source.pixels(); ++i) {
        const double full = source.bits == 8 ? 255 : 65535;
        const double product = source.alpha(i) * (map.empty() ? 255.0 : map[i]) / full;
        const auto rounded = static_cast<std::uint8_t>(std::lround(product));
        values.push_back(product > 0 && rounded == 0 ? 1 : rounded);
    }
    return values;
}

Samples samples_of(const Picture &picture, unsigned bits) {
    Samples samples{picture.name, picture.width, picture.height, picture.channels, bits, {}};
    for (const std::uint8_t v : picture.pixels) samples.values.push_back(bits == 8 ? v : v * 257U);
    return samples;
}

Samples with_alpha(const Samples &opaque, std::uint32_t alpha) {
    Samples samples = opaque;
    samples.channels = opaque.channels + 1;
    samples.values.clear();
    for (std::size_t i = 0; i < opaque.values.size(); ++i) {
        samples.values.push_back(opaque.values[i]);
        if (i % opaque.channels + 1 == opaque.channels) samples.values.push_back(alpha);
    }
    return samples;
}

// Makes runs of transparent, opaque and translucent pixels. Not all 16-bit values are multiples of
// 257.
void vary_alpha(Samples &samples, std::uint64_t seed, std::size_t longest) {
    quant::core::Random random(seed);
    const std::uint32_t full = samples.bits == 8 ? 255 : 65535;
    for (std::size_t i = 0; i < samples.pixels();) {
        const std::size_t end = std::min(samples.pixels(), i + 1 + random.below(longest));
        const std::size_t kind = random.below(3);
        for (; i < end; ++i)
            samples.alpha(i) = kind == 0   ? 0U
                               : kind == 1 ? full
                                           : static_cast<std::uint32_t>(random.below(full + 1));
    }
}

// Returns pictures of 1 and 3 color channels and 8 and 16 bits. The last ones are large enough for
// several threads.
std::vector<Samples> translucent_pictures() {
    std::vector<Samples> all;
    for (const unsigned bits : {8U, 16U}) {
        for (const Picture &picture : {quant::test::photo(63, 41), quant::test::noise(50, 33, 1),
                                       quant::test::noise(1, 90, 3)})
            all.push_back(with_alpha(samples_of(picture, bits), 0));
        for (Samples &samples : all) vary_alpha(samples, bits, 9);
    }
    all.push_back(with_alpha(samples_of(quant::test::photo(500, 440), 8), 0));
    vary_alpha(all.back(), 3, 100'000);
    all.push_back(with_alpha(samples_of(quant::test::noise(450, 490, 1), 16), 0));
    vary_alpha(all.back(), 5, 2'000);
    return all;
}

quant::Quantized result_of(const Samples &samples, const quant_options &options) {
    return quant::quantize(Bytes(samples).image(), options).value();
}

quant::Options keeping(unsigned colors) {
    quant::Options options;
    options.keep_alpha = 1;
    options.colors = colors;
    return options;
}

void use_map(quant::Options &options, const std::vector<std::uint8_t> &map, std::size_t width) {
    options.importance = map.data();
    options.importance_stride_bytes = static_cast<std::ptrdiff_t>(width);
}

std::string refusal(const quant_image &image, const quant_options &options) {
    const auto result = quant::quantize(image, options);
    return result ? "none" : result.error().message;
}

BOOST_AUTO_TEST_SUITE(keep_alpha_tests)

BOOST_AUTO_TEST_CASE(colors_and_importance_are_those_that_the_header_says) {
    for (const Samples &samples : translucent_pictures()) {
        const Samples expected = visible_colors(samples);
        const Bytes expected_bytes(expected);
        quant::core::Random random(4);
        std::vector<std::uint8_t> map;
        for (std::size_t i = 0; i < samples.pixels(); ++i)
            map.push_back(static_cast<std::uint8_t>(random.below(256)));
        for (const bool mapped : {false, true}) {
            quant::Options options = keeping(8);
            if (mapped) use_map(options, map, samples.width);
            const auto values = importance(samples, mapped ? map : std::vector<std::uint8_t>());
            for (const unsigned threads : {1U, 2U, 3U, 5U}) {
                for (const bool odd : {false, true}) {
                    BOOST_TEST_CONTEXT(samples.name << ", " << samples.width << " wide, "
                                                    << samples.bits << " bits, " << threads
                                                    << " threads, odd " << odd) {
                        const Bytes bytes(samples, odd);
                        const VisibleColors visible(ImageView(bytes.image()), options,
                                                    team_of(threads));
                        const quant_image &image = visible.image();
                        BOOST_REQUIRE(image.channels == expected.channels);
                        BOOST_TEST(std::memcmp(image.pixels, expected_bytes.image().pixels,
                                               expected.values.size() * samples.bits / 8) == 0);
                        BOOST_TEST(std::ranges::equal(
                            std::span(visible.options().importance, values.size()), values));
                    }
                }
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(the_result_is_that_of_the_visible_colors) {
    const Color kept{10, 250, 20, 255};
    for (const Samples &samples : translucent_pictures()) {
        const Samples opaque = visible_colors(samples);
        const auto values = importance(samples, {});
        for (int space = 0; quant_space_name(space); ++space) {
            BOOST_TEST_CONTEXT(samples.name << ", " << samples.bits << " bits, space " << space) {
                quant::Options options = keeping(12);
                options.space = space;
                options.dither = space;  // there are as many dithering methods as spaces
                options.protect = space == 1 ? 0.4 : 0;
                options.target_psnr = space == 2 ? 20 : 0;
                options.keep = space == 3 ? &kept : nullptr;
                options.keep_size = space == 3 ? 1 : 0;
                quant::Options plain = options;
                plain.keep_alpha = 0;
                use_map(plain, values, samples.width);
                BOOST_TEST(same(result_of(samples, options), result_of(opaque, plain)));
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(threads_and_instruction_sets_do_not_matter) {
    const Samples samples = translucent_pictures().back();
    const std::string before = quant_isa();
    quant::Options options = keeping(20);
    options.dither = QUANT_DITHER_FLOYD_STEINBERG;
    options.threads = 1;
    const auto reference = result_of(samples, options);
    for (std::size_t i = 0; const char *isa = quant_isa_available(i); ++i) {
        quant_set_isa(isa);
        for (const unsigned threads : {1U, 2U, 3U, 8U}) {
            options.threads = threads;
            BOOST_TEST_CONTEXT(isa << ", " << threads << " threads")
            BOOST_TEST(same(result_of(samples, options), reference));
        }
    }
    quant_set_isa(before.c_str());
}

BOOST_AUTO_TEST_CASE(alpha_that_is_the_same_everywhere_changes_nothing) {
    std::size_t pictures = 0;
    for (const Picture &picture : quant::test::mixed()) {
        if (picture.channels % 2 == 0) continue;
        std::size_t turn = pictures++;  // over all pictures, both depths meet each of three K
        for (const unsigned bits : {8U, 16U}) {
            const Samples opaque = samples_of(picture, bits);
            const unsigned colors = std::array{1U, 20U, 256U}[turn++ % 3];
            const auto expected = result_of(opaque, keeping(colors));
            quant::Options without = keeping(colors);
            without.keep_alpha = 0;
            BOOST_TEST(same(result_of(opaque, without), expected));
            for (const std::uint32_t alpha : {bits == 8 ? 255U : 65535U, 130U, 1U}) {
                BOOST_TEST_CONTEXT(picture.name << ", " << bits << " bits, alpha " << alpha)
                BOOST_TEST(same(result_of(with_alpha(opaque, alpha), keeping(colors)), expected));
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(what_is_hidden_does_not_matter) {
    for (const Samples &samples : translucent_pictures()) {
        quant::core::Random random(11);
        Samples other = samples;
        for (std::size_t i = 0; i < samples.pixels(); ++i)
            if (samples.alpha(i) == 0)
                for (unsigned c = 0; c + 1 < samples.channels; ++c)
                    other.values[i * samples.channels + c] =
                        static_cast<std::uint32_t>(random.below(256));
        for (int dither = 0; quant_dither_name(dither); ++dither) {
            quant::Options options = keeping(16);
            options.dither = dither;
            BOOST_TEST(same(result_of(samples, options), result_of(other, options)));
        }
    }
}

// Noise has alpha 0 between pixels of two visible colors: an exact palette has only these two.
BOOST_AUTO_TEST_CASE(few_visible_colors_stay_exact) {
    Picture picture = quant::test::noise(40, 40, 4);
    for (std::size_t i = 0; i < 1600; ++i) {
        std::uint8_t *pixel = &picture.pixels[4 * i];
        pixel[3] = static_cast<std::uint8_t>(i % 3 == 0 ? 1 + i % 255 : 0);
        if (pixel[3] > 0) std::fill_n(pixel, 3, static_cast<std::uint8_t>(i < 100 ? 9 : 77));
    }
    const auto result = quant::quantize(picture.view(), keeping(2)).value();
    BOOST_TEST(result.stats().exact == 1);
    BOOST_TEST(result.stats().palette_mse == 0);
    BOOST_REQUIRE(result.palette().size() == 2U);
    BOOST_TEST((result.palette()[0].r == 77 && result.palette()[0].a == 255));
    BOOST_TEST((result.palette()[1].g == 9 && result.palette()[1].a == 255));
    BOOST_TEST(result.counts()[1] == 102U);  // pixels 0 to 101; the next visible pixel is 102
}

BOOST_AUTO_TEST_CASE(more_opaque_pixels_count_for_more) {
    const Samples photo = samples_of(quant::test::photo(120, 90), 8);
    Samples samples = with_alpha(photo, 255);
    for (std::size_t i = 0; i < samples.pixels() / 2; ++i) samples.alpha(i) = 3;
    const auto faint_error = [&](const quant::Quantized &result) {
        double error = 0;
        for (std::size_t i = 0; i < samples.pixels() / 2; ++i) {
            const Color &c = result.palette()[result.indices()[i]];
            const std::uint32_t *p = &samples.values[4 * i];
            error += (p[0] - double{1} * c.r) * (p[0] - double{1} * c.r) +
                     (p[1] - double{1} * c.g) * (p[1] - double{1} * c.g) +
                     (p[2] - double{1} * c.b) * (p[2] - double{1} * c.b);
        }
        return error;
    };
    BOOST_TEST(faint_error(result_of(samples, keeping(16))) >
               1.2 * faint_error(result_of(photo, keeping(16))));
}

BOOST_AUTO_TEST_CASE(an_image_without_any_visible_pixel_is_black) {
    for (const unsigned channels : {2U, 4U}) {
        Samples samples = samples_of(quant::test::noise(400, 400, channels), 8);
        for (std::size_t i = 0; i < samples.pixels(); ++i) samples.alpha(i) = 0;
        const std::vector<std::uint8_t> map(samples.pixels(), 7);
        for (const bool mapped : {false, true}) {
            quant::Options options = keeping(5);
            options.threads = 2;
            if (mapped) use_map(options, map, 400);
            const auto result = result_of(samples, options);
            BOOST_REQUIRE(result.palette().size() == 1U);
            const Color black = result.palette()[0];
            BOOST_TEST((black.r == 0 && black.g == 0 && black.b == 0 && black.a == 255));
            BOOST_TEST(result.counts()[0] == samples.pixels());
            const Color kept{1, 2, 3, 255};
            options.keep = &kept;
            options.keep_size = 1;
            BOOST_TEST(result_of(samples, options).stats().colors == 2U);
        }
    }
}

BOOST_AUTO_TEST_CASE(given_palettes_go_with_every_engine) {
    const std::vector<Color> given{{250, 250, 250, 255}, {0, 0, 0, 0}, {20, 90, 30, 255}};
    for (const Samples &samples : translucent_pictures()) {
        quant::Options options = keeping(8);
        options.palette = given.data();
        options.palette_size = given.size();
        const auto reference = result_of(visible_colors(samples), options);
        BOOST_TEST(reference.counts()[1] == 0U);
        for (int engine = 0; quant_engine_name(engine); ++engine) {
            options.engine = engine;
            BOOST_TEST(same(result_of(samples, options), reference));
        }
    }
}

BOOST_AUTO_TEST_CASE(refusals) {
    Picture picture = quant::test::noise(20, 10, 4);
    for (std::size_t i = 0; i < 200; ++i) picture.pixels[4 * i + 3] = i < 20 ? 0 : 9;
    quant::Options options = keeping(8);
    for (const int engine : {QUANT_ENGINE_SEQUENTIAL, QUANT_ENGINE_OPENMP}) {
        options.engine = engine;
        BOOST_TEST(refusal(picture.view(), options) ==
                   std::string("the engine ") + quant_engine_name(engine) +
                       " counts every pixel once: no keep_alpha");
    }
    options.engine = QUANT_ENGINE_AUTO;
    for (const int value : {-1, 2}) {
        options.keep_alpha = value;
        BOOST_TEST(refusal(picture.view(), options) ==
                   "keep_alpha is " + std::to_string(value) + ", must be 0 or 1");
    }
    options.keep_alpha = 1;
    std::vector<std::uint8_t> map(200);
    std::fill_n(map.begin(), 20, std::uint8_t{255});
    use_map(options, map, 20);
    BOOST_TEST(refusal(picture.view(), options) == "importance is 0 wherever a pixel is visible");
    map[20] = 1;  // still counts, although the pixel's alpha is only 9
    BOOST_TEST(refusal(picture.view(), options) == "none");
}

BOOST_AUTO_TEST_CASE(it_is_off_where_it_is_not_asked_for) {
    const Picture picture = quant::test::noise(50, 41, 4);
    quant::Options plain;
    plain.colors = 16;
    const auto expected = quant::quantize(picture.view(), plain).value();
    BOOST_TEST(std::ranges::any_of(expected.palette(), [](const Color &c) { return c.a != 255; }));
    quant::Options older = keeping(16);  // options of a program that does not know the field
    older.struct_size = offsetof(quant_options, keep_alpha);
    BOOST_TEST(same(quant::quantize(picture.view(), older).value(), expected));
    // Histograms ignore keep_alpha.
    quant::Histogram histogram;
    BOOST_REQUIRE(!histogram.add(picture.view(), keeping(16)));
    BOOST_TEST(histogram.quantize(keeping(16)).value().stats().inertia == expected.stats().inertia);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace

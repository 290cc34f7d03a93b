// Tests one palette for many images, through the C++ interface, which calls the C interface.
#include <quant/quant.hpp>

#include <boost/test/unit_test.hpp>

#include <cstring>
#include <string>
#include <vector>

#include "libquant/pictures.h"

namespace {

using quant::test::Picture;

quant::Histogram histogram_of(const quant_image &image, unsigned threads = 1) {
    quant::Options options;
    options.threads = threads;
    quant::Histogram histogram;
    BOOST_REQUIRE(!histogram.add(image, options));
    return histogram;
}

template <typename T>
bool same_bytes(std::span<const T> a, std::span<const T> b) {
    return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size_bytes()) == 0;
}

// Checks that two results are equal except for indices, image size and times.
void check_equal(const quant::Quantized &a, const quant::Quantized &b) {
    BOOST_TEST(same_bytes(a.palette(), b.palette()));
    BOOST_TEST(same_bytes(a.palette16(), b.palette16()));
    BOOST_TEST(same_bytes(a.counts(), b.counts()));
    BOOST_TEST(a.stats().pixels == b.stats().pixels);
    BOOST_TEST(a.stats().unique_colors == b.stats().unique_colors);
    BOOST_TEST(a.stats().exact == b.stats().exact);
    BOOST_TEST(a.stats().iterations == b.stats().iterations);
    BOOST_TEST(a.stats().search_iterations == b.stats().search_iterations);
    BOOST_TEST(a.stats().converged == b.stats().converged);
    BOOST_TEST(a.stats().inertia == b.stats().inertia);
    BOOST_TEST(a.stats().mse == b.stats().mse);
    BOOST_TEST(a.stats().palette_mse == b.stats().palette_mse);
}

struct Deep {
    explicit Deep(const Picture &picture) : samples(quant::test::promoted(picture)) {
        for (std::size_t i = 0; i < samples.size(); ++i)
            if (samples[i] < 0xFF00) samples[i] = static_cast<std::uint16_t>(samples[i] + i % 97);
        image = {
            samples.data(),   picture.width,
            picture.height,   static_cast<std::ptrdiff_t>(picture.width * picture.channels * 2),
            picture.channels, 16};
    }
    std::vector<std::uint16_t> samples;
    quant_image image;
};

// Returns sets of options, each of which changes another choice.
std::vector<quant::Options> all_options() {
    static const quant_color kept[] = {{226, 0, 26, 255}, {0, 0, 0, 0}, {9, 99, 199, 120}};
    std::vector<quant::Options> all;
    for (const unsigned colors : {1U, 7U, 40U, 256U}) {
        all.emplace_back().colors = colors;
        all.emplace_back(QUANT_PRESET_PAPER).colors = colors;
    }
    for (int seeding = 0; quant_seeding_name(seeding); ++seeding) {
        quant::Options &options = all.emplace_back(QUANT_PRESET_FAST);
        options.seeding = seeding;
        options.colors = 12;
        options.seed = 5;
    }
    for (int space = 0; quant_space_name(space); ++space) {
        quant::Options options;
        options.space = space;
        options.colors = 10;
        all.push_back(options);
        options.keep = kept;
        options.keep_size = 3;
        all.push_back(options);
        options.keep = nullptr;
        options.keep_size = 0;
        options.palette = kept;
        options.palette_size = 2;
        all.push_back(options);
    }
    return all;
}

BOOST_AUTO_TEST_SUITE(histogram_api_tests)

BOOST_AUTO_TEST_CASE(the_palette_of_one_image_is_that_of_quantize) {
    auto pictures = quant::test::mixed();
    Picture clear = quant::test::noise(16, 16, 4);
    for (std::size_t i = 3; i < clear.pixels.size(); i += 12) clear.pixels[i] = 0;
    pictures.push_back(clear);
    std::vector<Deep> deep;
    for (const Picture &picture : pictures) deep.emplace_back(picture);
    const auto options = all_options();
    for (std::size_t i = 0; i < pictures.size(); ++i) {
        for (const quant_image &image : {pictures[i].view(), deep[i].image}) {
            const auto histogram = histogram_of(image);
            // Pictures, and the depths of one picture, take turns with the options.
            for (std::size_t o = (i + image.bits / 16) % 2; o < options.size(); o += 2) {
                BOOST_TEST_CONTEXT(pictures[i].name << ", " << image.bits << " bits, options "
                                                    << o) {
                    check_equal(histogram.quantize(options[o]).value(),
                                quant::quantize(image, options[o]).value());
                }
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(order_and_detours_do_not_change_a_palette) {
    const auto pictures = quant::test::mixed();
    const Deep deep(pictures[0]);
    std::vector<quant_image> images{deep.image};
    for (const Picture &picture : pictures) images.push_back(picture.view());
    quant::Histogram forward, backward, halves[2], traveled;
    for (std::size_t i = 0; i < images.size(); ++i) {
        quant::Options options;
        options.threads = static_cast<unsigned>(i % 3 + 1);
        BOOST_REQUIRE(!forward.add(images[i], options));
        BOOST_REQUIRE(!backward.add(images[images.size() - 1 - i]));
        BOOST_REQUIRE(!halves[i % 2].add(images[i]));
    }
    for (const quant::Histogram &half : halves) {
        const auto bytes = half.serialize().value();
        BOOST_REQUIRE(!traveled.merge(quant::Histogram::parse(bytes).value()));
    }
    BOOST_TEST((forward.serialize().value() == backward.serialize().value()));
    BOOST_TEST((forward.serialize().value() == traveled.serialize().value()));
    for (int space = 0; quant_space_name(space); ++space) {
        quant::Options options;
        options.space = space;
        options.colors = 20;
        const auto expected = forward.quantize(options).value();
        options.threads = 3;
        check_equal(backward.quantize(options).value(), expected);
        check_equal(traveled.quantize(options).value(), expected);
    }
}

// One image has one red and three blue pixels, the other two blue and one transparent. The expected
// palette was computed by hand.
BOOST_AUTO_TEST_CASE(few_colors_in_all_are_the_palette) {
    const std::uint8_t first[] = {255, 0, 0, 0, 0, 255, 0, 0, 255, 0, 0, 255};
    const std::uint8_t second[] = {0, 0, 255, 255, 7, 7, 7, 0, 0, 0, 255, 255};
    auto histogram = histogram_of(quant::rgb8(first, 4, 1));
    BOOST_REQUIRE(!histogram.add(quant::rgba8(second, 3, 1)));
    BOOST_TEST(histogram.pixels() == 7U);
    quant::Options options;
    options.colors = 3;
    const auto result = histogram.quantize(options).value();
    BOOST_TEST(result.stats().exact == 1);
    BOOST_TEST(result.stats().width == 0U);
    BOOST_TEST(result.indices().empty());
    const quant_color palette[] = {{0, 0, 0, 0}, {0, 0, 255, 255}, {255, 0, 0, 255}};
    BOOST_TEST(same_bytes(result.palette(), std::span<const quant_color>(palette)));
    const std::uint64_t counts[] = {1, 5, 1};
    BOOST_TEST(same_bytes(result.counts(), std::span<const std::uint64_t>(counts)));
}

BOOST_AUTO_TEST_CASE(refusals_say_why_and_change_nothing) {
    const Picture photo = quant::test::photo(20, 15);
    quant::Histogram histogram;
    const auto refused = [](const quant::Error &error, quant_status status, const char *word) {
        BOOST_TEST(error.status == status);
        BOOST_TEST_CONTEXT(error.message) {
            BOOST_TEST(error.message.find(word) != std::string::npos);
        }
    };
    refused(histogram.quantize().error(), QUANT_INVALID_ARGUMENT, "empty");
    BOOST_REQUIRE(!histogram.add(photo.view()));
    quant::Options options;
    options.max_pixels = 299;
    refused(*histogram.add(photo.view(), options), QUANT_LIMIT_EXCEEDED, "299");
    quant_image broken = photo.view();
    broken.bits = 4;
    refused(*histogram.add(broken), QUANT_INVALID_ARGUMENT, "bits");
    options.colors = 0;
    refused(histogram.quantize(options).error(), QUANT_INVALID_ARGUMENT, "colors");
    BOOST_TEST(histogram.pixels() == 300U);
    auto bytes = histogram.serialize().value();
    bytes[bytes.size() / 2] ^= 1;
    refused(quant::Histogram::parse(bytes).error(), QUANT_INVALID_ARGUMENT, "damaged");
    refused(quant::Histogram::parse({}).error(), QUANT_INVALID_ARGUMENT, "bytes");

    // 300 * 2^23 pixels are fewer than 2^32, but twice as many are not.
    for (int i = 0; i < 23; ++i) BOOST_REQUIRE(!histogram.merge(histogram));
    refused(*histogram.merge(histogram), QUANT_LIMIT_EXCEEDED, "4294967295");
    BOOST_TEST(histogram.pixels() == 300ULL << 23);
}

BOOST_AUTO_TEST_CASE(null_pointers_are_refused) {
    quant_error error;
    const quant::Options options;
    const Picture photo = quant::test::photo(2, 2);
    const quant_image image = photo.view();
    quant_histogram *histogram = quant_histogram_new();
    BOOST_TEST(quant_histogram_add(nullptr, &image, &options, &error) == QUANT_INVALID_ARGUMENT);
    BOOST_TEST(quant_histogram_add(histogram, nullptr, &options, nullptr) ==
               QUANT_INVALID_ARGUMENT);
    BOOST_TEST(quant_histogram_add(histogram, &image, nullptr, &error) == QUANT_INVALID_ARGUMENT);
    BOOST_TEST(quant_histogram_merge(histogram, nullptr, &error) == QUANT_INVALID_ARGUMENT);
    BOOST_TEST(quant_histogram_merge(nullptr, histogram, &error) == QUANT_INVALID_ARGUMENT);
    BOOST_TEST(quant_histogram_add(histogram, &image, &options, nullptr) == QUANT_OK);
    BOOST_TEST(quant_histogram_quantize(histogram, &options, nullptr, &error) ==
               QUANT_INVALID_ARGUMENT);
    quant_result *result = nullptr;
    BOOST_TEST(quant_histogram_quantize(histogram, nullptr, &result, &error) ==
               QUANT_INVALID_ARGUMENT);
    BOOST_REQUIRE(quant_histogram_quantize(histogram, &options, &result, nullptr) == QUANT_OK);
    quant_histogram_free(histogram);
    BOOST_TEST(quant_result_indices(result) == nullptr);
    BOOST_TEST(quant_result_stats(result)->pixels == 4U);
    quant_result_free(result);
    quant_histogram_free(nullptr);
    quant_bytes_free(nullptr);
}

BOOST_AUTO_TEST_CASE(progress_can_cancel) {
    const auto histogram = histogram_of(quant::test::photo(60, 40).view());
    quant::Options options;
    options.colors = 20;
    int calls = 0;
    auto stop = [&](const quant::Progress &) { return ++calls < 3; };
    const auto result = histogram.quantize(options, stop);
    BOOST_REQUIRE(!result);
    BOOST_TEST(result.error().status == QUANT_CANCELED);
    BOOST_TEST(calls == 3);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace

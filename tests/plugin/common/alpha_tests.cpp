// Tests making alpha fully opaque or fully transparent.
#include <boost/test/unit_test.hpp>

#include <cstring>

#include "layers.h"

namespace quant::plugin {
namespace {

template <typename Sample>
void check(const char *name, const std::vector<Sample> &alphas,
           const std::vector<Sample> &expected) {
    const auto width = static_cast<int>(alphas.size());
    const test::Buffer buffer = test::noise_buffer({0, 0, width, 1}, babl_format(name));
    Pixels pixels = read_pixels(buffer.get(), {0, 0, width, 1});
    std::vector<Sample> samples(pixels.count() * pixels.channels);
    std::memcpy(samples.data(), pixels.bytes.get(), samples.size() * sizeof(Sample));
    const std::size_t step = pixels.channels;
    for (std::size_t i = 0; i < alphas.size(); ++i) samples[(i + 1) * step - 1] = alphas[i];
    std::memcpy(pixels.bytes.get(), samples.data(), samples.size() * sizeof(Sample));
    std::size_t changed = 0;
    for (std::size_t i = 0; i < alphas.size(); ++i)
        if (alphas[i] != expected[i]) ++changed;
    make_alpha_binary(pixels);
    BOOST_TEST(pixels.hardened == changed);
    make_alpha_binary(pixels);
    BOOST_TEST(pixels.hardened == changed);
    for (std::size_t i = 0; i < alphas.size(); ++i) samples[(i + 1) * step - 1] = expected[i];
    BOOST_TEST_CONTEXT(name)
    BOOST_TEST(std::memcmp(pixels.bytes.get(), samples.data(), samples.size() * sizeof(Sample)) ==
               0);
}

BOOST_AUTO_TEST_SUITE(alpha_tests)

BOOST_AUTO_TEST_CASE(eight_bits) {
    for (const char *name : {"Y'A u8", "R'G'B'A u8"})
        check<std::uint8_t>(name, {0, 1, 127, 128, 254, 255}, {0, 0, 0, 255, 255, 255});
}

BOOST_AUTO_TEST_CASE(sixteen_bits) {
    for (const char *name : {"Y'A u16", "R'G'B'A u16"})
        check<std::uint16_t>(name, {0, 255, 256, 32767, 32768, 65534, 65535},
                             {0, 0, 0, 0, 65535, 65535, 65535});
}

BOOST_AUTO_TEST_CASE(visible_ones_among_pixels) {
    const std::vector<std::uint8_t> values{1, 127, 2, 128, 3, 0, 4, 255};
    const std::vector<std::uint8_t> expected{2, 128, 4, 255};
    BOOST_TEST(counted_pixels(test::layer_of(values, 4, 1, 2).pixels, Alpha::visible) == expected);
    const Layer wide = test::layer_of(values, 4, 1, 2, 16);
    const auto all = test::bytes_of(wide.pixels);
    std::vector<std::uint8_t> expected_wide(all.begin() + 4, all.begin() + 8);
    expected_wide.insert(expected_wide.end(), all.begin() + 12, all.end());
    BOOST_TEST(counted_pixels(wide.pixels, Alpha::visible) == expected_wide);
    const Layer opaque = test::layer_of({1, 2, 3}, 1, 1, 3);
    BOOST_TEST(counted_pixels(opaque.pixels, Alpha::visible) == test::bytes_of(opaque.pixels));
}

BOOST_AUTO_TEST_CASE(without_alpha_nothing_changes) {
    for (const unsigned channels : {1U, 3U}) {
        for (const unsigned bits : {8U, 16U}) {
            Layer layer =
                test::layer_of(test::noise(60), static_cast<int>(60 / channels), 1, channels, bits);
            const auto before = test::bytes_of(layer.pixels);
            make_alpha_binary(layer.pixels);
            BOOST_TEST(test::bytes_of(layer.pixels) == before);
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace quant::plugin

// Compares counts of colors with the size of a set of them.
#include "common/color_count.h"

#include <boost/test/unit_test.hpp>

#include <array>
#include <cstring>
#include <set>

#include "layers.h"

namespace quant::plugin {
namespace {

using Color3 = std::array<unsigned, 3>;

ColorCount counted(std::span<const Layer> layers) {
    return count_colors(layers, [](double) { return true; });
}

// Adds the colors of the pixels that count, with 16 bits a channel.
void add_colors(std::set<Color3> &colors, const Layer &layer) {
    const Pixels &pixels = layer.pixels;
    const auto sample = [&](std::size_t at) -> unsigned {
        if (pixels.bits == 8) return pixels.bytes[at] * 257U;
        std::uint16_t value = 0;
        std::memcpy(&value, &pixels.bytes[2 * at], sizeof value);
        return value;
    };
    for (std::size_t i = 0; i < pixels.count(); ++i) {
        const std::size_t at = i * pixels.channels;
        if (pixels.has_alpha() && sample(at + pixels.channels - 1) == 0) continue;
        if (!layer.selection.empty() && layer.selection[i] == 0) continue;
        if (pixels.channels < 3)
            colors.insert({sample(at), sample(at), sample(at)});
        else
            colors.insert({sample(at), sample(at + 1), sample(at + 2)});
    }
}

std::size_t size_of_set(std::span<const Layer> layers) {
    std::set<Color3> colors;
    for (const Layer &layer : layers) add_colors(colors, layer);
    return colors.size();
}

// Returns an RGB layer of 16 bits without equal pixels.
Layer all_different(int width, int height) {
    Layer layer;
    layer.pixels.area = {0, 0, width, height};
    layer.pixels.channels = 3;
    layer.pixels.bits = 16;
    std::vector<std::uint16_t> values;
    for (std::size_t i = 0; i < layer.pixels.count(); ++i)
        values.insert(values.end(), {static_cast<std::uint16_t>(i % 65536), 7,
                                     static_cast<std::uint16_t>(i / 65536)});
    layer.pixels.bytes = std::make_unique<std::uint8_t[]>(2 * values.size());
    std::memcpy(layer.pixels.bytes.get(), values.data(), 2 * values.size());
    return layer;
}

BOOST_AUTO_TEST_SUITE(color_count_tests)

BOOST_AUTO_TEST_CASE(of_each_layout) {
    for (const unsigned bits : {8U, 16U})
        for (Layer &layer : test::layers_of_all_layouts(bits)) {
            BOOST_TEST_CONTEXT(bits << " bits, " << layer.pixels.channels << " channels") {
                const ColorCount all = counted({&layer, 1});
                BOOST_TEST(all.colors == size_of_set({&layer, 1}));
                BOOST_TEST(!all.has_more);
                layer.selection = test::noise(layer.pixels.count());
                for (std::uint8_t &value : layer.selection) value = value < 250 ? 0 : value;
                const ColorCount selected = counted({&layer, 1});
                BOOST_TEST(selected.colors == size_of_set({&layer, 1}));
                BOOST_TEST(selected.colors < all.colors);
            }
        }
}

BOOST_AUTO_TEST_CASE(of_all_layers_together) {
    std::vector<Layer> layers = test::layers_of_all_layouts(8);
    std::size_t sum = 0;
    for (const Layer &layer : layers) sum += counted({&layer, 1}).colors;
    BOOST_TEST(counted(layers).colors == size_of_set(layers));
    BOOST_TEST(counted(layers).colors < sum);  // they share grays
    for (Layer &layer : test::layers_of_all_layouts(16)) layers.push_back(std::move(layer));
    BOOST_TEST(counted(layers).colors == size_of_set(layers));
}

BOOST_AUTO_TEST_CASE(what_cannot_be_seen_does_not_count) {
    const Layer layer = test::layer_of({1, 2, 3, 0, 4, 5, 6, 1, 4, 5, 6, 255, 7, 8, 9, 0}, 4, 1, 4);
    BOOST_TEST(counted({&layer, 1}).colors == 1U);
    const Layer hidden = test::layer_of({1, 2, 3, 0}, 1, 1, 4, 16);
    BOOST_TEST(counted({&hidden, 1}).colors == 0U);
}

BOOST_AUTO_TEST_CASE(ends_of_the_range) {
    for (const unsigned bits : {8U, 16U}) {
        const Layer layer = test::layer_of({0, 0, 0, 255, 255, 255, 0, 0, 0}, 3, 1, 3, bits);
        BOOST_TEST(counted({&layer, 1}).colors == 2U);
    }
}

BOOST_AUTO_TEST_CASE(very_many_colors_of_16_bits_are_not_counted_to_the_end) {
    const Layer most = all_different(1024, 1024);
    BOOST_REQUIRE(most.pixels.count() == kMostColors);
    BOOST_TEST(counted({&most, 1}).colors == kMostColors);
    BOOST_TEST(!counted({&most, 1}).has_more);
    const Layer more = all_different(1024, 1025);
    BOOST_TEST(counted({&more, 1}).colors == kMostColors);
    BOOST_TEST(counted({&more, 1}).has_more);
}

BOOST_AUTO_TEST_CASE(can_be_canceled) {
    for (const unsigned bits : {8U, 16U}) {
        const Layer layer = test::layer_of({1, 2, 3}, 1, 1, 3, bits);
        BOOST_CHECK_THROW(count_colors({&layer, 1}, [](double) { return false; }), Canceled);
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace quant::plugin

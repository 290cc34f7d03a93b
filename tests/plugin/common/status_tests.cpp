// Tests the texts of the figures, and that the figures are those of the right layers.
#include "common/status.h"

#include <boost/test/unit_test.hpp>

#include "common/distant_error.h"
#include "layers.h"

namespace quant::plugin {
namespace {

bool go_on(double) { return true; }

BOOST_AUTO_TEST_SUITE(status_tests)

BOOST_AUTO_TEST_CASE(texts) {
    BOOST_TEST(status_text({16, {102394, false}, 31.24, 38.46}) ==
               "16 colors instead of 102,394 · PSNR 31.2 dB, from afar 38.5 dB");
    BOOST_TEST(status_text({16, {1048576, true}, 31.25, std::nullopt}) ==
               "16 colors instead of more than 1,048,576 · PSNR 31.2 dB");
    BOOST_TEST(status_text({16, {16, false}, 31.2, 38.5}) ==
               "16 colors · PSNR 31.2 dB, from afar 38.5 dB");
    BOOST_TEST(status_text({5, {5, false}, std::nullopt, std::nullopt}) == "5 colors · no error");
    BOOST_TEST(status_text({27, {5, false}, std::nullopt, std::nullopt}) ==
               "27 colors, 5 of them in use · no error");
    BOOST_TEST(status_text({27, {5, false}, 30.0, 40.0}) ==
               "27 colors instead of 5 · PSNR 30.0 dB, from afar 40.0 dB");
    BOOST_TEST(status_text({1, {0, false}, std::nullopt, std::nullopt}) == "1 color · no error");
}

BOOST_AUTO_TEST_CASE(warnings) {
    std::vector<Layer> layers;
    layers.push_back(test::layer_of({1, 2, 3}, 1, 1, 3));
    layers.push_back(test::layer_of({9, 0, 9, 7, 9, 200, 9, 255}, 4, 1, 2));
    BOOST_TEST(warnings_text(layers).empty());
    for (Layer &layer : layers) make_alpha_binary(layer.pixels);
    BOOST_TEST(warnings_text(layers) == "\n2 half-transparent pixels become opaque or transparent");
    layers[0].pixels.hardened = 1000;
    layers[0].pixels.clipped = 2000;
    layers[1].pixels.clipped = 345;
    BOOST_TEST(warnings_text(layers) ==
               "\n1,002 half-transparent pixels become opaque or transparent"
               "\n2,345 pixels with values below 0 or above 1 are clipped");
}

BOOST_AUTO_TEST_CASE(figures_of_layers_with_one_palette) {
    std::vector<Layer> layers;
    layers.push_back(test::landscape(50, 40, 1));
    layers.push_back(test::landscape(60, 30, 2));
    Parameters parameters;
    parameters.colors = 7;
    const Reduction reduction = reduce(layers, parameters, go_on);
    KnownColors known;
    const Figures figures = figures_of(layers, reduction, 1, known, go_on);
    BOOST_TEST(figures.colors == 7U);
    BOOST_TEST(figures.colors_before.colors == count_colors(layers, go_on).colors);
    BOOST_TEST(*figures.psnr == *psnr_of(reduction));
    BOOST_TEST(*figures.distant_psnr == psnr(distant_mse(layers, reduction)));
    // The colors are not counted again.
    known.all->colors = 3;
    BOOST_TEST(figures_of(layers, reduction, 1, known, go_on).colors_before.colors == 3U);
}

BOOST_AUTO_TEST_CASE(figures_of_layers_with_palettes_of_their_own) {
    std::vector<Layer> layers;
    layers.push_back(test::landscape(50, 40, 1));
    layers.push_back(test::layer_of({1, 2, 3, 2}, 4, 1, 1));
    Parameters parameters;
    parameters.colors = 7;
    parameters.shares_palette = false;
    const Reduction reduction = reduce(layers, parameters, go_on);
    KnownColors known;
    const Figures figures = figures_of(layers, reduction, 1, known, go_on);
    BOOST_TEST(figures.colors == 3U);
    BOOST_TEST(figures.colors_before.colors == 3U);
    BOOST_TEST(*figures.psnr == *psnr_of(reduction));
}

BOOST_AUTO_TEST_CASE(figures_without_error) {
    const Layer layer = test::layer_of({1, 2, 3, 4, 5, 6}, 2, 1, 3);
    KnownColors known;
    const Figures figures =
        figures_of({&layer, 1}, reduce({&layer, 1}, {}, go_on), 0, known, go_on);
    BOOST_TEST(!figures.psnr);
    BOOST_TEST(!figures.distant_psnr);
    BOOST_TEST(figures.colors == 2U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace quant::plugin

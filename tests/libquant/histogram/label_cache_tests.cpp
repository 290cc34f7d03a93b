// Tests that each pixel gets the label of its nearest centroid, whichever threads fill the table.
#include "histogram/label_cache.h"

#include <boost/test/unit_test.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/random.h"
#include "libquant/pictures.h"
#include "libquant/teams.h"

using namespace quant::core;

namespace {

std::vector<Centroid> random_centroids(std::size_t count) {
    Random random(count);
    std::vector<Centroid> centroids(count);
    for (Centroid &centroid : centroids)
        for (std::size_t d = 0; d < 3; ++d)
            centroid.x[d] = static_cast<std::int16_t>(random.below(kCentroidMax + 1));
    return centroids;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(label_cache_tests)

BOOST_AUTO_TEST_CASE(labels_are_those_of_the_nearest_centroids) {
    std::array<std::uint8_t, 256> order;
    for (std::size_t k = 0; k < 256; ++k) order[k] = static_cast<std::uint8_t>(255 - k);
    for (const auto &picture : {quant::test::photo(200, 150), quant::test::noise(700, 500, 3),
                                quant::test::noise(90, 70, 1)}) {
        const ImageView image(picture.view());
        std::vector<Point> points(image.pixels());
        image.load_points(0, image.pixels(), points.data());
        for (const std::size_t count : {1U, 2U, 20U, 256U}) {
            auto centroids = random_centroids(count);
            if (count == 20) centroids[19] = centroids[3];  // the first of equal ones wins
            const auto norms = norms_of(centroids);
            for (const unsigned threads : {1U, 3U}) {
                std::vector<std::uint8_t> labels(image.pixels());
                LabelCache(centroids, order)
                    .map(image, quant::test::team_of(threads), labels.data());
                std::size_t wrong = 0;
                for (std::size_t i = 0; i < labels.size(); ++i)
                    wrong += labels[i] != order[nearest(points[i], centroids, norms)] ? 1U : 0U;
                BOOST_TEST_CONTEXT(picture.width << " wide, " << count << " centroids")
                BOOST_TEST(wrong == 0U);
            }
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()

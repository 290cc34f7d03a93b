// Tests that NearestColor gives the same entry as nearest() for all points of the space.
#include "map/nearest_color.h"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <string>
#include <vector>

#include "base/random.h"
#include "simd/kernels.h"

namespace {

using namespace quant::core;

std::int16_t coordinate(std::uint64_t v) { return static_cast<std::int16_t>(v); }

Centroid random_centroid(Random &random, bool has_alpha, unsigned most = kCentroidMax) {
    Centroid c{};
    for (std::size_t d = 0; d < (has_alpha ? 4U : 3U); ++d) c.x[d] = coordinate(random.below(most));
    return c;
}

std::vector<Centroid> random_palette(Random &random, std::size_t size, bool has_alpha,
                                     unsigned most = kCentroidMax) {
    std::vector<Centroid> palette;
    for (std::size_t k = 0; k < size; ++k)
        palette.push_back(random_centroid(random, has_alpha, most));
    return palette;
}

// Returns palettes that could break a search: ties, duplicates, all entries in one cell, lines.
std::vector<std::pair<std::string, std::vector<Centroid>>> palettes(bool has_alpha) {
    Random random(11);
    std::vector<std::pair<std::string, std::vector<Centroid>>> list;
    for (const std::size_t size : {1U, 2U, 3U, 17U, 256U})
        list.emplace_back("random " + std::to_string(size),
                          random_palette(random, size, has_alpha));
    list.emplace_back("in one cell", random_palette(random, 256, has_alpha, 500));
    list.emplace_back("all equal", std::vector<Centroid>(256, random_centroid(random, has_alpha)));
    auto doubled = random_palette(random, 40, has_alpha);
    doubled.insert(doubled.end(), doubled.begin(), doubled.begin() + 40);
    list.emplace_back("each twice", doubled);
    std::vector<Centroid> lattice, grays;
    for (unsigned i = 0; i < 64; ++i)
        lattice.push_back({{coordinate(i % 4 * 5440), coordinate(i / 4 % 4 * 5440),
                            coordinate(i / 16 * 5440), coordinate(has_alpha ? i % 2 * 16320 : 0)}});
    for (unsigned i = 0; i < 256; ++i)
        grays.push_back({{coordinate(64 * i), coordinate(64 * i), coordinate(64 * i), 0}});
    list.emplace_back("lattice", lattice);
    list.emplace_back("grays", grays);
    return list;
}

class Checker {
public:
    Checker(const std::vector<Centroid> &palette, bool has_alpha)
        : palette_(palette), norms_(norms_of(palette)), look_up_(palette, has_alpha) {}
    void check(const Point &p) {
        if (look_up_(p) != nearest(p, palette_, norms_)) ++wrong;
    }
    std::size_t wrong = 0;

private:
    std::vector<Centroid> palette_;
    std::vector<std::int32_t> norms_;
    NearestColor look_up_;
};

BOOST_AUTO_TEST_SUITE(nearest_color_tests)

BOOST_AUTO_TEST_CASE(it_is_exact_at_the_corners_of_all_cells_and_at_random_points) {
    for (const bool has_alpha : {false, true}) {
        const unsigned side = has_alpha ? 16 : 32, dims = has_alpha ? 4 : 3;
        for (const auto &[name, palette] : palettes(has_alpha)) {
            BOOST_TEST_CONTEXT(name << (has_alpha ? ", alpha" : "")) {
                Checker checker(palette, has_alpha);
                // Checks the first and the last point of each cell.
                for (std::size_t cell = 0; cell < std::size_t{1} << (has_alpha ? 16 : 15); ++cell) {
                    for (const std::size_t end : {std::size_t{0}, std::size_t{32768 / side - 1}}) {
                        Point p{};
                        std::size_t rest = cell;
                        for (std::size_t d = 0; d < dims; ++d, rest /= side)
                            p.x[d] = coordinate(rest % side * (32768 / side) + end);
                        checker.check(p);
                    }
                }
                Random random(3);
                for (int i = 0; i < 20000; ++i) {
                    Point p{};
                    for (std::size_t d = 0; d < dims; ++d) p.x[d] = coordinate(random.below(32768));
                    checker.check(p);
                    // Near a centroid there are many candidates.
                    const Centroid &c = palette[random.below(palette.size())];
                    for (std::size_t d = 0; d < dims; ++d)
                        p.x[d] = coordinate(static_cast<std::uint64_t>(std::clamp(
                            2 * c.x[d] + static_cast<int>(random.below(600)) - 300, 0, kPointMax)));
                    checker.check(p);
                }
                BOOST_TEST(checker.wrong == 0U);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(it_is_exact_for_all_8_bit_colors) {
    Random random(5);
    for (const auto &palette :
         {random_palette(random, 16, false), random_palette(random, 100, false, 4000)}) {
        const NearestColor look_up(palette, false);
        const CentroidTable table(palette);
        std::size_t wrong = 0;
        std::vector<Point> points(std::size_t{1} << 16);
        std::vector<std::uint8_t> expected(points.size());
        for (unsigned r = 0; r < 256; ++r) {
            for (unsigned i = 0; i < points.size(); ++i)
                points[i] = {{coordinate(128 * r), coordinate(128 * (i >> 8)),
                              coordinate(128 * (i & 255)), 0}};
            kernels().assign(points.data(), points.size(), table, expected.data(), nullptr);
            for (unsigned i = 0; i < points.size(); ++i)
                wrong += look_up(points[i]) != expected[i] ? 1U : 0U;
        }
        BOOST_TEST(wrong == 0U);
    }
}

BOOST_AUTO_TEST_CASE(a_tie_goes_to_the_lowest_index) {
    const std::vector<Centroid> palette{{{100, 0, 0, 0}}, {{0, 100, 0, 0}}, {{0, 100, 0, 0}}};
    const NearestColor look_up(palette, false);
    BOOST_TEST(look_up({{0, 0, 0, 0}}) == 0);
    BOOST_TEST(look_up({{500, 500, 0, 0}}) == 0);
    BOOST_TEST(look_up({{500, 501, 0, 0}}) == 1);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace

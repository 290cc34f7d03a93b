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

// Counts points for which the look-up, or one of the kernels, is wrong.
class Checker {
public:
    Checker(const std::vector<Centroid> &palette, bool has_alpha, std::size_t look_ups)
        : palette_(palette), norms_(norms_of(palette)), look_up_(palette, has_alpha, look_ups) {}
    void check(const Point &p) {
        const std::size_t expected = nearest(p, palette_, norms_);
        std::uint8_t by_kernel;
        kernels().look_up(look_up_.grid(), &p, 1, &by_kernel);
        if (look_up_(p) != expected || by_kernel != expected) ++wrong;
    }
    const ColorGrid &grid() const { return look_up_.grid(); }
    std::size_t wrong = 0;

private:
    std::vector<Centroid> palette_;
    std::vector<std::int32_t> norms_;
    NearestColor look_up_;
};

// Returns the first and the last coordinate of each cell in a dimension. The outermost cells reach
// to the ends of the space.
std::vector<std::int16_t> ends_of_cells(const ColorGrid &grid, std::size_t d) {
    std::vector<std::int16_t> ends;
    const auto cell_of = [&](int x) {
        const auto above = static_cast<std::uint32_t>(std::max(0, x - grid.first[d]));
        return std::min<std::uint32_t>(above * grid.scale[d] >> 16, grid.last[d]);
    };
    for (int x = 0; x <= NearestColor::kMost; ++x)
        if (x == 0 || x == NearestColor::kMost || cell_of(x) != cell_of(x - 1) ||
            cell_of(x) != cell_of(x + 1))
            ends.push_back(static_cast<std::int16_t>(x));
    return ends;
}

BOOST_AUTO_TEST_SUITE(nearest_color_tests)

BOOST_AUTO_TEST_CASE(it_is_exact_at_corners_of_cells_and_at_random_points) {
    for (const bool has_alpha : {false, true}) {
        const std::size_t dims = has_alpha ? 4 : 3;
        for (const auto &[name, palette] : palettes(has_alpha)) {
            for (const std::size_t look_ups : {std::size_t{1}, std::size_t{1} << 16, SIZE_MAX}) {
                BOOST_TEST_CONTEXT(name << (has_alpha ? ", alpha, " : ", ") << look_ups) {
                    Checker checker(palette, has_alpha, look_ups);
                    std::vector<std::vector<std::int16_t>> ends;
                    for (std::size_t d = 0; d < dims; ++d)
                        ends.push_back(ends_of_cells(checker.grid(), d));
                    Random random(3);
                    for (int i = 0; i < 10000; ++i) {
                        Point p{};
                        for (std::size_t d = 0; d < dims; ++d)
                            p.x[d] = ends[d][random.below(ends[d].size())];
                        checker.check(p);
                        for (std::size_t d = 0; d < dims; ++d)
                            p.x[d] = coordinate(random.below(32768));
                        checker.check(p);
                        // Near a centroid there are many candidates.
                        const Centroid &c = palette[random.below(palette.size())];
                        for (std::size_t d = 0; d < dims; ++d)
                            p.x[d] = coordinate(static_cast<std::uint64_t>(
                                std::clamp(2 * c.x[d] + static_cast<int>(random.below(600)) - 300,
                                           0, kPointMax)));
                        checker.check(p);
                    }
                    BOOST_TEST(checker.wrong == 0U);
                }
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

// Compares the vector kernels of dithering with their scalar forms: the conversion of pixels, the
// look-up of the nearest entry, and the diffusion of errors.
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <vector>

#include "color/opponent_table.h"
#include "color/rgb_space.h"
#include "libquant/profiles.h"
#include "libquant/simd/random_points.h"
#include "simd/diffusion.h"
#include "simd/kernels.h"

namespace {

using namespace quant::core;
using namespace quant::test;

Centroid block_centroid(const CentroidBlock &block, std::size_t i) {
    const auto low = [](std::int32_t v) { return static_cast<std::int16_t>(v); };
    const auto high = [](std::int32_t v) { return static_cast<std::int16_t>(v >> 16); };
    return {{low(block.rg[i]), high(block.rg[i]), low(block.ba[i]), high(block.ba[i])}};
}

// A grid of 8 x 4 x 4 x 2 cells whose lists have up to 40 centroids each, at random: a kernel must
// find the nearest one of the list.
struct RandomGrid {
    explicit RandomGrid(Random &random) : cells(256) {
        const CentroidTable table(random_centroids(random, 256));
        for (std::uint32_t &cell : cells) {
            const std::size_t size = 1 + random.below(random.below(2) == 0 ? 8 : 40);
            const std::size_t more = (size - 1) / kBlockCentroids;
            cell = static_cast<std::uint32_t>(blocks.size() * sizeof(CentroidBlock) + more);
            const std::size_t first = random.below(256 - 6 * size + 1);
            for (std::size_t from = 0; from < size; from += kBlockCentroids) {
                CentroidBlock &block = blocks.emplace_back();
                block.used = static_cast<std::uint32_t>(std::min(kBlockCentroids, size - from));
                for (std::size_t i = 0; i < kBlockCentroids; ++i) {
                    const std::size_t k = first + 6 * (from + (i < block.used ? i : 0));
                    block.id[i] = table.id[k];
                    block.rg[i] = table.rg[k];
                    block.ba[i] = table.ba[k];
                    block.norm[i] = table.norm[k];
                }
            }
        }
        grid.first = {0, 1000, 20000, 0};
        grid.scale = {16, 20, 65535, 3};
        grid.last = {7, 3, 3, 1};
        grid.stride = {32, 8, 2, 1};
        grid.cells = cells.data();
        grid.blocks = blocks.data();
    }
    std::vector<std::uint32_t> cells;
    std::vector<CentroidBlock> blocks;
    ColorGrid grid;
};

BOOST_AUTO_TEST_SUITE(dither_kernels_tests)

BOOST_AUTO_TEST_CASE(points_of_mixtures_equal_their_scalar_form_for_every_tail) {
    Random random(12);
    const auto wide = RgbSpace::of_profile(quant::test::kProPhoto.profile());
    for (const OpponentTable *table :
         {&RgbSpace::srgb().oklab_table(), &RgbSpace::srgb().lab_table(), &wide->oklab_table(),
          &wide->lab_table()}) {
        for (std::size_t count = 0; count < 300; ++count) {
            std::vector<OpponentForm::Mixture> mixtures;
            for (std::size_t i = 0; i < count; ++i) {
                const auto byte = [&] {
                    return static_cast<std::uint32_t>(random.below(4) == 0 ? random.below(2) * 255
                                                                           : random.below(256));
                };
                mixtures.push_back(table->of_bytes(byte(), byte(), byte()));
            }
            OpponentTable::clamp(mixtures);  // only those of wide spaces need it
            std::vector<Point> points(count + 1), expected(count + 1);
            kernels().points_of_mixtures(table->form(), mixtures.data(), count, points.data());
            scalar_kernels().points_of_mixtures(table->form(), mixtures.data(), count,
                                                expected.data());
            BOOST_REQUIRE((points == expected));
        }
    }
}

BOOST_AUTO_TEST_CASE(look_up_equals_its_scalar_form) {
    Random random(13);
    for (int round = 0; round < 20; ++round) {
        const RandomGrid of(random);
        const auto points = random_points(random, 1000, INT16_MAX);
        std::vector<std::uint8_t> ids(points.size() + 1, 7), expected(ids);
        kernels().look_up(of.grid, points.data(), points.size(), ids.data());
        scalar_kernels().look_up(of.grid, points.data(), points.size(), expected.data());
        BOOST_REQUIRE(ids == expected);
    }
}

BOOST_AUTO_TEST_CASE(diffuse_equals_its_scalar_form) {
    Random random(14);
    for (int round = 0; round < 200; ++round) {
        const RandomGrid of(random);
        DiffusionRules rules;
        rules.grid = of.grid;
        for (Point &p : rules.entries) p = {};
        for (const CentroidBlock &block : of.blocks)
            for (std::size_t i = 0; i < kBlockCentroids; ++i)
                rules.entries[block.id[i]] = point_of(block_centroid(block, i));
        constexpr std::size_t kSizes[] = {4, 6, 10, 12};
        rules.size = kSizes[random.below(4)];
        const auto weight = [&] { return static_cast<std::int16_t>(random.below(2000)); };
        rules.shares[0] = {1, 0, weight()};
        for (std::size_t i = 1; i < rules.size; ++i) {
            const int dy = static_cast<int>(random.below(3));
            const int dx = dy == 0 ? 1 + static_cast<int>(random.below(2))
                                   : static_cast<int>(random.below(5)) - 2;
            rules.shares[i] = {dx, dy, weight()};
        }
        rules.most = {kPointMax, INT16_MAX, INT16_MAX, 18844};
        // A quarter of the pixels are opaque.
        const RandomGrid of_opaque(random);
        OpaqueEntries opaque{of_opaque.grid, {}};
        for (std::uint8_t &id : opaque.ids) id = static_cast<std::uint8_t>(random.below(256));
        if (round % 3 == 0) rules.opaque = &opaque;
        constexpr std::size_t kWidth = 40, kStride = kWidth + 4, kLag = 3;
        const auto points = random_points(random, 4 * kWidth, 18844);
        std::vector<std::int16_t> settled(4 * kWidth, DiffusedRow::kFree);
        for (auto &entry : settled)
            if (random.below(8) == 0) entry = static_cast<std::int16_t>(random.below(256));
        std::vector<PixelError> start(6 * kStride);
        for (PixelError &error : start)
            for (auto &x : error.x) x = static_cast<std::int16_t>(random.next());
        const auto run = [&](const Kernels &kernel, std::vector<PixelError> &errors) {
            errors = start;
            std::vector<std::uint8_t> indices(4 * kWidth, 9);
            std::array<DiffusedRow, 4> rows;
            const bool together = round % 2 == 0;
            for (std::size_t r = 0; r < 4; ++r) {
                const std::size_t x = together ? kLag * (3 - r) : round % 4 == 1 ? 0 : kWidth - 1;
                const auto row = [&](std::size_t above) {
                    return &errors[(r + 2 - above) * kStride + 2 + x];
                };
                rows[r] = {&points[r * kWidth + x],
                           &settled[r * kWidth + x],
                           {row(0), row(1), row(2)},
                           &indices[r * kWidth + x]};
            }
            if (together) {
                kernel.diffuse(rules, rows.data(), 4, kWidth - 3 * kLag, 1);
            } else {
                for (const DiffusedRow &row : rows)
                    kernel.diffuse(rules, &row, 1, kWidth, round % 4 == 1 ? 1 : -1);
            }
            return indices;
        };
        std::vector<PixelError> errors, expected_errors;
        const auto indices = run(kernels(), errors);
        BOOST_REQUIRE(indices == run(scalar_kernels(), expected_errors));
        for (std::size_t i = 0; i < errors.size(); ++i)
            BOOST_REQUIRE(errors[i].x == expected_errors[i].x);
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace

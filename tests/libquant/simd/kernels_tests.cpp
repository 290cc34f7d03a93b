// Compares every vector kernel with its scalar form, for all tails and extreme values.
#include "simd/kernels.h"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <initializer_list>
#include <vector>

#include "base/random.h"
#include "color/image.h"
#include "histogram/color_counts.h"
#include "histogram/histogram.h"
#include "libquant/simd/random_points.h"

namespace {

using namespace quant::core;
using namespace quant::test;

BOOST_AUTO_TEST_SUITE(kernels_tests)

BOOST_AUTO_TEST_CASE(assign_equals_its_scalar_form_for_every_tail_and_number_of_centroids) {
    Random random(1);
    for (const std::size_t k : {1U, 2U, 3U, 15U, 16U, 17U, 32U, 255U, 256U}) {
        for (std::size_t count = 0; count < 200; count += count < 70 ? 1 : 13) {
            const auto points = random_points(random, count, kPointMax);
            const auto centroids = random_centroids(random, k);
            const CentroidTable table(centroids);
            std::vector<std::uint8_t> labels(count + 1, 77), expected_labels(count + 1, 77);
            std::vector<std::int32_t> scores(count + 1, 77), expected_scores(count + 1, 77);
            kernels().assign(points.data(), count, table, labels.data(), scores.data());
            scalar_kernels().assign(points.data(), count, table, expected_labels.data(),
                                    expected_scores.data());
            // The vectors have one element more than count: nothing is written past the end.
            BOOST_REQUIRE(labels == expected_labels);
            BOOST_REQUIRE(scores == expected_scores);
            const auto norms = norms_of(centroids);
            for (std::size_t i = 0; i < count; ++i)
                BOOST_REQUIRE_EQUAL(labels[i], nearest(points[i], centroids, norms));
            std::fill(labels.begin(), labels.end(), std::uint8_t{77});
            kernels().assign(points.data(), count, table, labels.data(), nullptr);
            BOOST_REQUIRE(labels == expected_labels);
        }
    }
}

BOOST_AUTO_TEST_CASE(assign_gives_a_tie_to_the_lowest_index) {
    const std::vector<Centroid> centroids(40, Centroid{{100, 200, 300, 400}});
    const std::vector<Point> points(100, Point{{5, 6, 7, 8}});
    std::vector<std::uint8_t> labels(points.size(), 9);
    kernels().assign(points.data(), points.size(), CentroidTable(centroids), labels.data(),
                     nullptr);
    BOOST_TEST(std::count(labels.begin(), labels.end(), 0) == 100);
}

BOOST_AUTO_TEST_CASE(accumulate_adds_up_to_its_scalar_form_for_every_tail) {
    Random random(8);
    for (std::size_t count = 0; count < 300; ++count) {
        const auto points = random_points(random, count, kPointMax);
        std::vector<std::uint8_t> labels(count);
        for (auto &label : labels) label = static_cast<std::uint8_t>(random.below(256));
        // A kernel may choose the table of each addition, but the totals must be the same.
        const auto totals = [&](const Kernels &kernel) {
            std::vector<LabelSumTable> tables(kSumTables);
            kernel.accumulate(points.data(), labels.data(), count, tables.data());
            std::vector<std::array<std::int64_t, kDimensions>> sums(256);
            for (const LabelSumTable &table : tables)
                for (std::size_t k = 0; k < 256; ++k)
                    for (std::size_t d = 0; d < kDimensions; ++d) sums[k][d] += table[k].sum[d];
            return sums;
        };
        const auto sums = totals(kernels());
        BOOST_REQUIRE(sums == totals(scalar_kernels()));
        std::int64_t pixels = 0;
        for (const auto &sum : sums) pixels += sum[3] >> kCountShift;
        BOOST_REQUIRE_EQUAL(pixels, static_cast<std::int64_t>(count));
    }
}

BOOST_AUTO_TEST_CASE(distances_equal_their_scalar_form_for_every_size) {
    Random random(10);
    for (std::size_t count = 1; count <= 256; ++count) {
        std::vector<Centroid> centroids(count);
        for (Centroid &centroid : centroids)
            for (auto &x : centroid.x)
                x = static_cast<std::int16_t>(random.below(2) == 0 ? kCentroidMax
                                                                   : random.below(kCentroidMax));
        const CentroidTable table(centroids);
        const std::size_t k = random.below(count);
        std::array<std::int32_t, 256> distances, expected;
        kernels().distances(table, k, distances.data());
        scalar_kernels().distances(table, k, expected.data());
        BOOST_REQUIRE(std::equal(distances.begin(), distances.begin() + count, expected.begin()));
        BOOST_REQUIRE_EQUAL(distances[k], 0);
    }
}

BOOST_AUTO_TEST_CASE(sum_of_squares_equals_its_scalar_form_for_every_tail) {
    Random random(9);
    for (std::size_t count = 0; count < 300; ++count) {
        const auto points = random_points(random, count, kPointMax);
        BOOST_REQUIRE_EQUAL(kernels().sum_of_squares(points.data(), count),
                            scalar_kernels().sum_of_squares(points.data(), count));
    }
    const std::vector<Point> white(100, {{kPointMax, kPointMax, kPointMax, kPointMax}});
    BOOST_TEST(kernels().sum_of_squares(white.data(), white.size()) ==
               std::uint64_t{400} * kPointMax * kPointMax);
}

BOOST_AUTO_TEST_CASE(count_pairs_equals_its_scalar_form_for_every_tail) {
    Random random(10);
    for (std::size_t count = 0; count < 100; ++count) {
        std::vector<std::uint64_t> a(count), b(count);
        for (std::size_t i = 0; i < count; ++i) {
            a[i] = random.next();
            // Equal colors, near ones, and such as wrap around where they are near.
            b[i] = a[i] + (random.below(3) == 0 ? 0 : random.below(8) << 16 * random.below(4));
        }
        for (const std::uint16_t near : std::initializer_list<std::uint16_t>{0, 4, 0xFFFF}) {
            const PairCounts counts = kernels().count_pairs(a.data(), b.data(), count, near);
            const PairCounts expected =
                scalar_kernels().count_pairs(a.data(), b.data(), count, near);
            BOOST_REQUIRE_EQUAL(counts.equal, expected.equal);
            BOOST_REQUIRE_EQUAL(counts.near, expected.near);
        }
    }
    const std::uint64_t colors[] = {0, 0xFFFF, 4, 0x0005000000000000};
    const std::uint64_t others[] = {0, 0, 0, 0x0000000000000004};
    const PairCounts counts = kernels().count_pairs(colors, others, 4, 4);
    BOOST_TEST(counts.equal == 1U);
    BOOST_TEST(counts.near == 1U);
}

BOOST_AUTO_TEST_CASE(score_does_not_overflow_at_the_ends_of_the_range) {
    const Point white{{kPointMax, kPointMax, kPointMax, kPointMax}};
    const Centroid at_white{{kCentroidMax, kCentroidMax, kCentroidMax, kCentroidMax}};
    const std::int32_t s = score(white, at_white, norm(at_white));
    BOOST_TEST(std::int64_t{s} ==
               std::int64_t{norm(at_white)} - std::int64_t{4} * kPointMax * kCentroidMax);
    BOOST_TEST(squared_distance(white, s) == 0U);
    BOOST_TEST(squared_distance(white, score(white, {}, 0)) == 4U * kPointMax * kPointMax);
}

BOOST_AUTO_TEST_CASE(split_keys_equals_its_scalar_form_for_every_tail_and_number_of_channels) {
    Random random(2);
    for (unsigned channels = 1; channels <= 4; ++channels) {
        for (std::size_t count = 0; count < 300; ++count) {
            // The vector ends with the pixels, so that a sanitizer sees a read past them.
            std::vector<std::uint8_t> pixels(count * channels);
            for (auto &v : pixels) v = static_cast<std::uint8_t>(random.next());
            std::vector<std::uint16_t> keys(count + 1, 9), residues(count + 1, 9);
            std::vector<std::uint16_t> expected_keys(keys), expected_residues(residues);
            kernels().split_keys(pixels.data(), channels, count, keys.data(), residues.data());
            scalar_kernels().split_keys(pixels.data(), channels, count, expected_keys.data(),
                                        expected_residues.data());
            BOOST_REQUIRE(keys == expected_keys);
            BOOST_REQUIRE(residues == expected_residues);
        }
    }
}

// Returns a block of counters: empty, sparse, dense, or all at the maximum of a byte.
std::vector<std::uint8_t> random_block(Random &random, std::size_t kind) {
    std::vector<std::uint8_t> block(kColorsPerCell);
    for (auto &count : block) {
        if (kind == 1 && random.below(50) == 0) count = static_cast<std::uint8_t>(random.next());
        if (kind == 2) count = static_cast<std::uint8_t>(random.below(128));
        if (kind == 3) count = 255;
    }
    return block;
}

BOOST_AUTO_TEST_CASE(add_counts_equals_its_scalar_form_and_tells_what_does_not_fit) {
    Random random(6);
    for (std::size_t round = 0; round < 64; ++round) {
        const auto block = random_block(random, round % 4);
        auto sum = random_block(random, round / 4 % 4), expected = sum;
        bool fits = true;
        for (std::size_t i = 0; i < block.size(); ++i) fits &= block[i] + sum[i] < 255;
        BOOST_TEST(scalar_kernels().add_counts(block.data(), expected.data()) == fits);
        BOOST_TEST(kernels().add_counts(block.data(), sum.data()) == fits);
        BOOST_TEST(sum == expected);
    }
}

// Every third cell has a label, and the others have lists, in which centroids can be equal.
BOOST_AUTO_TEST_CASE(assign_listed_equals_its_scalar_form_and_assign) {
    Random random(10);
    std::vector<std::uint32_t> places;
    std::vector<std::int32_t> lists;
    std::vector<CentroidTable> tables;
    for (const std::size_t size : {2U, 3U, 4U, 5U, 7U, 8U, 9U, 15U, 16U, 17U, 33U, 100U, 256U}) {
        auto centroids = random_centroids(random, size);
        if (size % 2 == 1) centroids[size / 2] = centroids[0];
        const CentroidTable table(centroids);
        places.push_back(kIsLabel | static_cast<std::uint32_t>(size % 256));
        tables.emplace_back(std::vector<Centroid>(1));
        for (int twice = 0; twice < 2; ++twice) {
            places.push_back(static_cast<std::uint32_t>(lists.size()));
            tables.push_back(table);
            lists.push_back(static_cast<std::int32_t>(size));
            for (const auto *part : {table.rg, table.ba, table.norm})
                lists.insert(lists.end(), part, part + size);
            for (std::size_t k = 0; k < size; ++k) lists.push_back(static_cast<std::int32_t>(k));
        }
    }
    lists.resize(lists.size() + kListSlack, INT32_MIN);
    const std::size_t count = 20000;
    const auto points = random_points(random, count, kPointMax);
    std::vector<std::uint16_t> keys(count);
    for (std::uint16_t &key : keys) key = static_cast<std::uint16_t>(random.below(places.size()));
    std::vector<std::uint8_t> labels(count), expected(count);
    kernels().assign_listed(points.data(), keys.data(), count, places.data(), lists.data(),
                            labels.data());
    scalar_kernels().assign_listed(points.data(), keys.data(), count, places.data(), lists.data(),
                                   expected.data());
    BOOST_TEST(labels == expected);
    for (std::size_t i = 0; i < count; ++i) {
        std::uint8_t label = static_cast<std::uint8_t>(places[keys[i]]);
        if ((places[keys[i]] & kIsLabel) == 0)
            scalar_kernels().assign(&points[i], 1, tables[keys[i]], &label, nullptr);
        BOOST_REQUIRE_EQUAL(labels[i], label);
    }
}

BOOST_AUTO_TEST_CASE(list_counts_equals_its_scalar_form) {
    Random random(7);
    for (std::size_t round = 0; round < 64; ++round) {
        auto block = random_block(random, round % 4);
        block[round * 8] = block[round * 8 + 7] = 1;
        std::vector<std::uint16_t> residues(kColorsPerCell), weights(kColorsPerCell);
        auto expected_residues = residues, expected_weights = weights;
        const std::size_t listed =
            kernels().list_counts(block.data(), residues.data(), weights.data());
        BOOST_TEST(listed == scalar_kernels().list_counts(block.data(), expected_residues.data(),
                                                          expected_weights.data()));
        BOOST_TEST(listed == block.size() - static_cast<std::size_t>(std::ranges::count(block, 0)));
        BOOST_TEST(residues == expected_residues);
        BOOST_TEST(weights == expected_weights);
    }
}

BOOST_AUTO_TEST_CASE(summarize_compact_equals_its_scalar_form_for_every_size_and_extreme_weights) {
    Random random(3);
    for (std::size_t count = 1; count < 700; count += count < 70 ? 1 : 37) {
        std::vector<std::uint16_t> residues(count + 64), weights(count + 64);
        const bool all_extreme = count % 2 == 0;
        for (std::size_t i = 0; i < residues.size(); ++i) {
            residues[i] = all_extreme ? 511 : static_cast<std::uint16_t>(random.below(512));
            weights[i] = all_extreme ? 32767 : static_cast<std::uint16_t>(1 + random.below(32767));
        }
        Cell cell, expected;
        cell.key = expected.key = static_cast<std::uint32_t>(random.below(32768));
        kernels().summarize_compact(residues.data(), weights.data(), count, cell);
        scalar_kernels().summarize_compact(residues.data(), weights.data(), count, expected);
        BOOST_TEST((cell.moments == expected.moments));
        BOOST_TEST(cell.squared == expected.squared);
        BOOST_TEST((cell.box.lo == expected.box.lo && cell.box.hi == expected.box.hi));
    }
}

// Fills 64 elements past the end with extreme values that must not count. Some weights are so large
// that sums do not fit in 32 bits.
BOOST_AUTO_TEST_CASE(summarize_wide_equals_its_scalar_form_for_every_size_and_extreme_weights) {
    Random random(8);
    for (std::size_t count = 1; count < 2600; count += count < 70 ? 1 : 211) {
        for (const std::uint32_t most : {1U, 12U, 40U, 70000U, 0xFFFFFFFFU}) {
            const auto points = random_points(random, count + 64, kPointMax);
            std::vector<std::uint32_t> weights(count + 64, 0xFFFFFFFF);
            for (std::size_t i = 0; i < count; ++i)
                weights[i] = static_cast<std::uint32_t>(1 + random.below(most));
            Cell cell, expected;
            cell.moments.n = 99;  // what was there before must not count
            kernels().summarize_wide(points.data(), weights.data(), count, cell);
            scalar_kernels().summarize_wide(points.data(), weights.data(), count, expected);
            BOOST_REQUIRE((cell.moments == expected.moments));
            BOOST_REQUIRE_EQUAL(cell.squared, expected.squared);
            BOOST_REQUIRE((cell.box.lo == expected.box.lo && cell.box.hi == expected.box.hi));
        }
    }
}

// Goes through all pairs of a channel value and an alpha of 8 bits, and through the values of 16
// bits with some values of alpha.
BOOST_AUTO_TEST_CASE(points_of_pixels_equal_their_scalar_form_for_every_layout_and_value) {
    Random random(9);
    std::vector<std::uint8_t> bytes(65536 * 8 + 1);
    for (const unsigned channels : {1U, 2U, 3U, 4U}) {
        for (const unsigned bits : {8U, 16U}) {
            for (std::size_t i = 0; i < 65536; ++i) {
                const std::size_t step = channels * bits / 8;
                for (std::size_t byte = 0; byte < step; ++byte)
                    bytes[1 + i * step + byte] = static_cast<std::uint8_t>(random.next() >> 40);
                bytes[1 + i * step] = static_cast<std::uint8_t>(i);
                bytes[1 + (i + 1) * step - 1] = static_cast<std::uint8_t>(i >> 8);
                if (bits == 16 && channels == 1)
                    bytes[1 + 2 * i + 1] = static_cast<std::uint8_t>(i >> 8);
            }
            for (const bool has_alpha : {false, true}) {
                if (has_alpha && channels % 2 != 0) continue;
                const PixelLayout layout{channels, bits, has_alpha};
                for (const std::size_t count : {0U, 1U, 3U, 7U, 31U, 100U, 65536U}) {
                    std::vector<Point> points(count + 1), expected(count + 1);
                    kernels().points_of_pixels(&bytes[1], layout, count, points.data());
                    scalar_kernels().points_of_pixels(&bytes[1], layout, count, expected.data());
                    BOOST_REQUIRE((points == expected));
                    std::vector<std::uint16_t> keys(count + 1), expected_keys(count + 1);
                    kernels().keys_of(points.data(), count, has_alpha, keys.data());
                    scalar_kernels().keys_of(points.data(), count, has_alpha, expected_keys.data());
                    BOOST_REQUIRE(keys == expected_keys);
                }
            }
        }
    }
}

// Returns sixteen boxes: some are single points, some can span the whole space.
BoxLanes random_boxes(Random &random, std::vector<Box> &boxes) {
    BoxLanes lanes;
    for (std::size_t lane = 0; lane < kBoxLanes; ++lane) {
        const auto ends = random_points(random, 2, kPointMax);
        Box box{ends[0], ends[0]};
        const int longest = lane % 4 == 0 ? 0 : lane % 4 == 1 ? kPointMax : 2000;
        for (std::size_t d = 0; d < kDimensions; ++d)
            box.hi.x[d] = static_cast<std::int16_t>(
                std::min(kPointMax, box.lo.x[d] + std::min<int>(longest, ends[1].x[d])));
        boxes.push_back(box);
        lanes.set(lane, box.lo, box.hi);
    }
    return lanes;
}

BOOST_AUTO_TEST_CASE(prune_equals_its_scalar_form_for_every_length_of_the_list) {
    Random random(4);
    for (std::size_t k = 1; k <= 256; k += k < 70 ? 1 : 31) {
        std::vector<Box> boxes;
        const BoxLanes lanes = random_boxes(random, boxes);
        const CentroidTable list(random_centroids(random, k));
        Candidates candidates, expected;
        kernels().prune(lanes, list, candidates);
        scalar_kernels().prune(lanes, list, expected);
        for (std::size_t lane = 0; lane < kBoxLanes; ++lane) {
            BOOST_REQUIRE_EQUAL(candidates.likely[lane], expected.likely[lane]);
            for (std::size_t word = 0; word * 32 < k; ++word)
                BOOST_REQUIRE_EQUAL(candidates.masks[word][lane], expected.masks[word][lane]);
        }
    }
}

BOOST_AUTO_TEST_CASE(prune_never_drops_the_nearest_centroid_of_a_point_in_the_box) {
    Random random(5);
    for (int round = 0; round < 300; ++round) {
        std::vector<Box> boxes;
        const BoxLanes lanes = random_boxes(random, boxes);
        auto centroids = random_centroids(random, 1 + random.below(40));
        centroids.push_back(centroids[0]);  // causes a tie wherever centroid 0 is the nearest
        Candidates candidates;
        kernels().prune(lanes, CentroidTable(centroids), candidates);
        const auto norms = norms_of(centroids);
        for (std::size_t lane = 0; lane < kBoxLanes; ++lane) {
            for (int i = 0; i < 20; ++i) {
                Point p{};
                for (std::size_t d = 0; d < kDimensions; ++d) {
                    const int lo = boxes[lane].lo.x[d], hi = boxes[lane].hi.x[d];
                    const auto inside =
                        static_cast<int>(random.below(static_cast<unsigned>(hi - lo + 1)));
                    p.x[d] =
                        static_cast<std::int16_t>(i < 16 ? (i >> d & 1 ? hi : lo) : lo + inside);
                }
                const std::size_t k = nearest(p, centroids, norms);
                BOOST_REQUIRE((candidates.masks[k / 32][lane] >> k % 32 & 1) == 1);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(splitting_a_cell_equals_its_scalar_form) {
    Random random(6);
    for (std::size_t count = 1; count < 600; count += count < 70 ? 1 : 41) {
        for (const std::size_t k : {1U, 2U, 3U, 4U, 5U, 7U, 40U}) {
            Cell cell;
            cell.key = static_cast<std::uint32_t>(random.below(32768));
            cell.size = static_cast<std::uint32_t>(count);
            const Point base = cell_base(cell.key);
            auto points = random_points(random, count + 64, kPointMax);
            std::vector<std::uint16_t> residues(count + 64), weights(count + 64);
            std::vector<std::uint32_t> wide_weights(count + 64);
            for (std::size_t i = 0; i < residues.size(); ++i) {
                residues[i] = static_cast<std::uint16_t>(random.below(512));
                weights[i] = static_cast<std::uint16_t>(1 + random.below(32767));
                wide_weights[i] = static_cast<std::uint32_t>(random.next() >> 32);
                if (count % 3 != 0)
                    wide_weights[i] = static_cast<std::uint32_t>(1 + random.below(count % 3 * 60));
            }
            // Every second centroid is near the cell, so that the cell is split; two may be equal.
            auto centroids = random_centroids(random, 2 * k);
            for (std::size_t i = 1; i < 2 * k; i += 2)
                centroids[i] = centroid_of(residue_point(base, residues[i % residues.size()]));
            const CentroidTable all(centroids);
            CentroidTable list;
            for (std::size_t i = 1; i < 2 * k; i += 2) list.append(all, i);

            std::vector<Moments> parts(k), expected(k);
            cell.moments = {};
            for (std::size_t i = 0; i < count; ++i)
                cell.moments.add(residue_point(base, residues[i]), weights[i]);
            kernels().split_compact(cell, residues.data(), weights.data(), list, parts.data());
            scalar_kernels().split_compact(cell, residues.data(), weights.data(), list,
                                           expected.data());
            BOOST_REQUIRE(parts == expected);

            cell.moments = {};
            for (std::size_t i = 0; i < count; ++i) cell.moments.add(points[i], wide_weights[i]);
            kernels().split_wide(cell, points.data(), wide_weights.data(), list, parts.data());
            scalar_kernels().split_wide(cell, points.data(), wide_weights.data(), list,
                                        expected.data());
            BOOST_REQUIRE(parts == expected);
        }
    }
}

// The cell has the most entries that an image of 2^32 - 1 pixels can give it, all of one corner.
BOOST_AUTO_TEST_CASE(splitting_a_cell_of_very_many_pixels_does_not_overflow) {
    const std::size_t count = 131072;
    std::vector<std::uint16_t> residues(count + 64, 511), weights(count + 64, 32767);
    Cell cell;
    cell.key = 32767;
    cell.size = count;
    cell.moments.add(residue_point(cell_base(cell.key), 511), count * 32767);
    const Centroid own = centroid_of(Point{{kPointMax, kPointMax, kPointMax, 0}});
    for (const bool first : {true, false}) {
        const CentroidTable list(first ? std::vector{own, Centroid{}}
                                       : std::vector{Centroid{}, own});
        std::vector<Moments> parts(2);
        kernels().split_compact(cell, residues.data(), weights.data(), list, parts.data());
        BOOST_TEST((parts[first ? 0 : 1] == cell.moments));
        BOOST_TEST((parts[first ? 1 : 0] == Moments{}));
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace

// Sums over the points of each label, which threads make for their parts of an image.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "color/point.h"
#include "simd/kernels.h"

namespace quant::core {

// The sums of one thread. A benchmark compares them with those that are aligned.
struct UnpaddedAccumulators {
    std::array<LabelSumTable, kSumTables> tables;
    std::size_t accumulated = 0;
    std::vector<Moments> clusters;

    void reset(std::size_t size) {
        tables = {};
        clusters.assign(size, {});
    }
    void add(const Point *points, const std::uint8_t *labels, std::size_t count) {
        if (accumulated + count > kMostAccumulated) flush();
        kernels().accumulate(points, labels, count, tables.data());
        accumulated += count;
    }
    // Moves the sums from the tables to `clusters`.
    void flush() {
        for (std::size_t k = 0; k < clusters.size(); ++k) {
            for (LabelSumTable &table : tables) {
                LabelSums &sums = table[k];
                const std::int64_t count = sums.sum[3] >> kCountShift;
                sums.sum[3] -= count << kCountShift;
                clusters[k] += {static_cast<std::uint64_t>(count), sums.sum};
                sums = {};
            }
        }
        accumulated = 0;
    }
};

// The sums of one thread, aligned to cache lines, so that no two threads write to the same line.
struct alignas(64) Accumulators : UnpaddedAccumulators {};

}  // namespace quant::core

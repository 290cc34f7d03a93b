// The variants of the engine `openmp`. Each one is a way to do one pass: to assign all pixels to
// their nearest centroids, and to sum up the clusters. It differs in one thing from another one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "cluster/accumulators.h"
#include "cluster/lloyd.h"
#include "kmeans.h"
#include "simd/kernels.h"

namespace quant::experiment {

// The threads share out blocks of so many pixels: the unit of all loop schedules.
inline constexpr std::size_t kBlockPixels = 1024;

// A sum on a cache line of its own.
struct alignas(64) PaddedMoments {
    core::Moments moments;
};

// The sums of all threads, in each layout that a variant needs. They are made once, before the
// time is taken, as those of the engine are.
struct Room {
    Room(unsigned threads, std::size_t colors)
        : padded(threads),
          unpadded(threads),
          plain(threads * colors),
          side_by_side(threads * colors) {}

    std::vector<core::Accumulators> padded;
    std::vector<core::UnpaddedAccumulators> unpadded;
    std::vector<PaddedMoments> plain;         // thread by thread, in each all clusters
    std::vector<core::Moments> side_by_side;  // cluster by cluster, in each all threads
};

// One pass over the pixels.
struct Pass {
    const core::Point *points;
    std::size_t size;
    const core::CentroidTable &table;
    std::uint8_t *labels;
    int threads;
    Room &room;

    std::size_t blocks() const { return (size + kBlockPixels - 1) / kBlockPixels; }
    std::size_t colors() const { return table.size; }
    core::Range block(std::size_t i) const {
        return {i * kBlockPixels, i + 1 == blocks() ? size : (i + 1) * kBlockPixels};
    }
    void assign(core::Range range) const {
        core::kernels().assign(points + range.first, range.size(), table, labels + range.first,
                               nullptr);
    }
};

struct Variant {
    std::string name;
    std::string what;                                  // for people
    std::vector<core::Moments> (*pass)(const Pass &);  // null for the engine of the library
};

// With the library's kernel for the sums, and private sums. `baseline` does what the engine does.
std::vector<core::Moments> baseline_pass(const Pass &pass);
std::vector<core::Moments> dynamic_pass(const Pass &pass);
std::vector<core::Moments> guided_pass(const Pass &pass);
std::vector<core::Moments> unpadded_pass(const Pass &pass);
std::vector<core::Moments> critical_pass(const Pass &pass);
std::vector<core::Moments> unfused_pass(const Pass &pass);

// With sums that are added to pixel by pixel, as a textbook does.
std::vector<core::Moments> plain_pass(const Pass &pass);
std::vector<core::Moments> side_by_side_pass(const Pass &pass);
std::vector<core::Moments> atomic_pass(const Pass &pass);
std::vector<core::Moments> lock_pass(const Pass &pass);

// Returns the variants that the names choose, all of them if there are none. `faulty`, which is
// wrong on purpose to test the program, must be named. Throws UsageError.
std::vector<Variant> choose_variants(const std::vector<std::string> &names);

// Returns the variant as an engine. `labels` must have room for all pixels.
std::unique_ptr<core::Engine> make_variant(const Variant &variant, const Problem &problem,
                                           unsigned colors, unsigned threads, core::Team &team,
                                           std::uint8_t *labels);

}  // namespace quant::experiment

// Goes through the distinct opaque colors of a histogram to count, and through the pixels to label.
#include "cluster/opaque_pixels.h"

#include <algorithm>

#include "simd/kernels.h"
#include "simd/load_points.h"

namespace quant::core {
namespace {

// Fewer colors than this are not worth a thread.
inline constexpr std::size_t kLeastOpaqueColors = std::size_t{1} << 13;

// The number of cells that a thread takes at a time.
inline constexpr std::size_t kUnitCells = 64;

bool is_opaque(const Point &point, std::uint32_t opaque_alpha) {
    return static_cast<std::uint32_t>(point.x[3]) == opaque_alpha;
}

// Calls visit(points, weights, count, sums) for blocks of opaque colors, and adds up the sums of
// all threads. `Sums` has an element for each of `size` clusters.
template <typename Sum, typename Visit>
std::vector<Sum> sum_over_opaque(const Histogram &histogram, std::uint32_t opaque_alpha,
                                 std::size_t size, Team &team, Visit &&visit) {
    const unsigned workers = team.workers_for(histogram.unique_colors(), kLeastOpaqueColors);
    std::vector<std::vector<Sum>> sums(workers, std::vector<Sum>(size));
    team.share_ranges(
        histogram.cells().size(), kUnitCells, workers, [&](Range range, unsigned worker) {
            std::array<Point, Histogram::kBlock> points;
            std::array<std::uint32_t, Histogram::kBlock> weights;
            Pace pace(&team);
            for (std::size_t i = range.first; i < range.last; ++i) {
                const Cell &cell = histogram.cells()[i];
                if (!is_opaque(cell.box.hi, opaque_alpha)) continue;
                for (std::size_t first = 0; first < cell.size; first += Histogram::kBlock) {
                    const std::size_t count = std::min(Histogram::kBlock, cell.size - first);
                    histogram.load(cell, first, count, points.data(), weights.data());
                    std::size_t opaque = 0;
                    for (std::size_t j = 0; j < count; ++j) {
                        if (!is_opaque(points[j], opaque_alpha)) continue;
                        points[opaque] = points[j];
                        weights[opaque++] = weights[j];
                    }
                    visit(points.data(), weights.data(), opaque, sums[worker]);
                    if (pace.is_stopped(count)) return;
                }
            }
        });
    for (unsigned worker = 1; worker < workers; ++worker)
        for (std::size_t k = 0; k < size; ++k) sums[0][k] += sums[worker][k];
    return std::move(sums[0]);
}

}  // namespace

std::vector<std::uint64_t> count_opaque(const Histogram &histogram, std::uint32_t opaque_alpha,
                                        std::span<const Centroid> centroids, Team &team) {
    const CentroidTable table(centroids);
    return sum_over_opaque<std::uint64_t>(
        histogram, opaque_alpha, centroids.size(), team,
        [&](const Point *points, const std::uint32_t *weights, std::size_t count,
            std::vector<std::uint64_t> &counts) {
            std::uint8_t labels[Histogram::kBlock];
            kernels().assign(points, count, table, labels, nullptr);
            for (std::size_t i = 0; i < count; ++i) counts[labels[i]] += weights[i];
        });
}

OpaqueRule::OpaqueRule(std::span<const Centroid> entries, std::span<const std::uint8_t> labels,
                       std::uint32_t opaque_alpha)
    : opaque_alpha_(opaque_alpha) {
    for (std::size_t k = 0; k < entries.size(); ++k) {
        if (!is_opaque(point_of(entries[k]), opaque_alpha)) continue;
        opaque_.push_back(entries[k]);
        labels_.push_back(labels[k]);
        is_opaque_[labels[k]] = 1;
    }
    norms_ = norms_of(opaque_);
    applies_ = !opaque_.empty() && opaque_.size() < entries.size();
}

void OpaqueRule::correct(const Point *points, std::size_t count, std::uint8_t *labels) const {
    for (std::size_t i = 0; i < count; ++i)
        if (is_opaque_[labels[i]] == 0 && is_opaque(points[i], opaque_alpha_))
            labels[i] = labels_[nearest(points[i], opaque_, norms_)];
}

void OpaqueRule::correct(const ImageView &image, Team &team, std::uint8_t *labels) const {
    if (!applies_) return;
    const unsigned workers = team.workers_for(image.pixels(), kLeastPixels);
    team.share_ranges(image.pixels(), kUnitPixels, workers, [&](Range range, unsigned) {
        Point points[kBlockPixels];
        for (std::size_t first = range.first; first < range.last; first += kBlockPixels) {
            const std::size_t count = std::min(kBlockPixels, range.last - first);
            const auto is_fine = [&](std::uint8_t label) { return is_opaque_[label] != 0; };
            if (std::all_of(labels + first, labels + first + count, is_fine)) continue;
            load_points(image, first, count, points);
            correct(points, count, labels + first);
        }
    });
}

void OpaqueRule::correct(const Histogram &histogram, std::span<const Centroid> entries, Team &team,
                         std::span<Moments> clusters) const {
    if (!applies_) return;
    const CentroidTable table(entries);
    const auto changes =
        sum_over_opaque<Moments>(histogram, opaque_alpha_, entries.size(), team,
                                 [&](const Point *points, const std::uint32_t *weights,
                                     std::size_t count, std::vector<Moments> &sums) {
                                     std::array<std::uint8_t, Histogram::kBlock> labels;
                                     kernels().assign(points, count, table, labels.data(), nullptr);
                                     auto corrected = labels;
                                     correct(points, count, corrected.data());
                                     for (std::size_t i = 0; i < count; ++i) {
                                         if (labels[i] == corrected[i]) continue;
                                         Moments moments;
                                         moments.add(points[i], weights[i]);
                                         sums[labels[i]] -= moments;
                                         sums[corrected[i]] += moments;
                                     }
                                 });
    for (std::size_t k = 0; k < clusters.size(); ++k) clusters[k] += changes[k];
}

}  // namespace quant::core

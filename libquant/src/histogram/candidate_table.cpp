// Stores the lists of candidates side by side, each in as few cache lines as possible.
#include "histogram/candidate_table.h"

#include "simd/load_points.h"

namespace quant::core {

void CandidateTable::set(const Cell &cell, const CentroidTable &list,
                         const std::array<std::uint8_t, 256> &order) {
    places_[cell.key] = static_cast<std::uint32_t>(lists_.size());
    lists_.push_back(static_cast<std::int32_t>(list.size));
    lists_.insert(lists_.end(), list.rg, list.rg + list.size);
    lists_.insert(lists_.end(), list.ba, list.ba + list.size);
    lists_.insert(lists_.end(), list.norm, list.norm + list.size);
    for (std::size_t i = 0; i < list.size; ++i) lists_.push_back(order[list.id[i]]);
}

void CandidateTable::map(const ImageView &image, Team &team, std::uint8_t *labels) {
    lists_.resize(lists_.size() + kListSlack);
    const unsigned workers = team.workers_for(image.pixels(), kLeastPixels);
    team.share_ranges(image.pixels(), kUnitPixels, workers, [&](Range range, unsigned) {
        for_each_block_of_points(image, range,
                                 [&](const Point *points, std::size_t first, std::size_t count) {
                                     std::uint16_t keys[kBlockPixels];
                                     kernels().keys_of(points, count, image.has_alpha(), keys);
                                     kernels().assign_listed(points, keys, count, places_.data(),
                                                             lists_.data(), labels + first);
                                 });
    });
}

void map_to_nearest(const ImageView &image, const CentroidTable &centroids,
                    const std::array<std::uint8_t, 256> &order, Team &team, std::uint8_t *labels) {
    const unsigned workers = team.workers_for(image.pixels(), kLeastPixels);
    team.share_ranges(image.pixels(), kUnitPixels, workers, [&](Range range, unsigned) {
        for_each_block_of_points(image, range,
                                 [&](const Point *points, std::size_t first, std::size_t count) {
                                     std::uint8_t nearest[kBlockPixels];
                                     kernels().assign(points, count, centroids, nearest, nullptr);
                                     for (std::size_t i = 0; i < count; ++i)
                                         labels[first + i] = order[nearest[i]];
                                 });
    });
}

}  // namespace quant::core

// Keeps opaque pixels opaque: they get opaque entries, if the palette has any.
//
// Without this rule, a cluster of opaque pixels and a few nearly opaque ones would give all of them
// an alpha below 255, and a picture that was solid would let its background through.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "base/parallel.h"
#include "color/image.h"
#include "color/point.h"
#include "histogram/histogram.h"

namespace quant::core {

// Returns the number of opaque pixels in the cluster of each centroid. `opaque_alpha` is that of
// the space. The histogram must have alpha.
std::vector<std::uint64_t> count_opaque(const Histogram &histogram, std::uint32_t opaque_alpha,
                                        std::span<const Centroid> centroids, Team &team);

// Corrects labels: an opaque pixel whose nearest entry is translucent gets the nearest opaque one.
class OpaqueRule {
public:
    // Makes a rule that changes nothing.
    OpaqueRule() = default;

    // `labels` are those of the entries. An earlier entry wins a tie.
    OpaqueRule(std::span<const Centroid> entries, std::span<const std::uint8_t> labels,
               std::uint32_t opaque_alpha);

    // Returns whether the rule can change anything: some entries are opaque, and some are not.
    bool applies() const { return applies_; }

    // Corrects the labels of some points.
    void correct(const Point *points, std::size_t count, std::uint8_t *labels) const;

    // Corrects the labels of all pixels of an image.
    void correct(const ImageView &image, Team &team, std::uint8_t *labels) const;

    // Corrects the moments of the clusters of the entries, whose labels must be 0, 1, 2, ...
    void correct(const Histogram &histogram, std::span<const Centroid> entries, Team &team,
                 std::span<Moments> clusters) const;

private:
    bool applies_ = false;
    std::uint32_t opaque_alpha_ = 0;
    std::vector<Centroid> opaque_;
    std::vector<std::int32_t> norms_;
    std::vector<std::uint8_t> labels_;           // of the opaque entries
    std::array<std::uint8_t, 256> is_opaque_{};  // for each label: 0 or 1
};

}  // namespace quant::core

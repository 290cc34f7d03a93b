// Counts the colors of a tally in a histogram. Outside of sRGB, each color gets an index, with
// which the errors are measured.
#include <array>
#include <optional>
#include <utility>

#include "api/color_source.h"
#include "cluster/mapping_error.h"
#include "histogram/weights.h"
#include "simd/kernels.h"

namespace quant::core {

std::optional<ExactPalette> TallySource::exact_palette(std::size_t most) {
    if (colors_.size() > most) return std::nullopt;
    ExactPalette exact;
    for (const CountedColor &color : colors_) {
        exact.table.insert(color.color, colors_.size());
        exact.counts.push_back(color.count);
    }
    return exact;
}

ClusterSource TallySource::count(const quant_options &options, Progress &progress) {
    space_ = ColorSpace(options.space, rgb());
    // Weights take about as long as the colors.
    const double counting = is_weighted(options) ? 0.5 : 1;
    std::optional<Progress::Part> part(std::in_place, progress, 0, counting);
    histogram_.emplace(histogram_of(colors_, space_, &team_));
    part.emplace(progress, counting, 1);
    if (is_weighted(options)) weighted_.emplace(weighted(*histogram_, nullptr, options, team_));
    ClusterSource source{*histogram_, space_};
    source.weighted = weighted_ ? &*weighted_ : nullptr;
    source.straight = {nullptr, colors_, &space_};
    return source;
}

void TallySource::map_nearest(Clustered &clustered, const Palette &palette) {
    if (space_.is_srgb()) return;  // the moments of the clusters have given the errors already
    const CentroidTable table(clustered.centroids);
    indices_.resize(colors_.size());
    for_each_color_block(
        colors_, &team_, [&](std::size_t first, const std::uint64_t *block, std::size_t count) {
            std::array<Point, kColorBlock> points;
            space_.convert(block, count, bits(), has_alpha(colors_), points.data());
            std::uint8_t *const indices = &indices_[first];
            kernels().assign(points.data(), count, table, indices, nullptr);
            for (std::size_t i = 0; i < count; ++i) indices[i] = palette.order[indices[i]];
            if (clustered.opaque.applies()) clustered.opaque.correct(points.data(), count, indices);
        });
}

void TallySource::measure(Palette &palette) const {
    measure_mapping(colors_, indices_.data(), team_, palette);
}

}  // namespace quant::core

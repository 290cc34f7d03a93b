// Counts the pixels of an image in a histogram, directly or through converted colors, and gives
// each pixel an index.
#include <algorithm>
#include <optional>
#include <utility>

#include "api/color_source.h"
#include "cluster/mapping_error.h"
#include "histogram/candidate_table.h"
#include "histogram/label_cache.h"
#include "histogram/weights.h"
#include "map/dither.h"

namespace quant::core {

std::optional<ExactPalette> ImageSource::exact_palette(std::size_t most) {
    return find_exact_palette(image_, most, team_);
}

ClusterSource ImageSource::count(const quant_options &options, Progress &progress) {
    // Weights take far longer than counting by a table of all colors, and about as long as any
    // other counting.
    const double counting = !is_weighted(options) ? 1 : has_few_values() ? 0.1 : 0.5;
    std::optional<Progress::Part> part(std::in_place, progress, 0, counting);
    working_.emplace(image_.in(ColorSpace(options.space, rgb())));
    if (working_->is_rgb8() && !working_->has_byte_points())
        converted_ = std::make_unique<ConvertedColors>(*working_, team_);
    histogram_.emplace(converted_ ? converted_->histogram(team_) : Histogram(*working_, team_));
    part.emplace(progress, counting, 1);
    if (is_weighted(options)) weighted_.emplace(weighted(*histogram_, &*working_, options, team_));
    return {*histogram_,      working_->space(), &*working_,
            converted_.get(), indices_,          weighted_ ? &*weighted_ : nullptr,
            {&*working_, {}}};
}

void ImageSource::map_exactly(const ExactPalette &exact, const Palette &palette) {
    map_exact(image_, exact.table, palette.order, team_, indices_);
}

void ImageSource::map_nearest(Clustered &clustered, const Palette &palette) {
    clustered.engine->map(palette.order);
    clustered.opaque.correct(*working_, team_, indices_);
}

bool ImageSource::dither(const quant_options &options, Palette &palette) {
    if (!is_dithered(options) || !core::dither(image_, palette.colors16, options, team_, indices_))
        return false;
    std::ranges::transform(palette.colors16, palette.colors.begin(), in_8_bits);
    return true;
}

void ImageSource::measure(Palette &palette) const {
    measure_mapping(image_, indices_, team_, palette);
}

ClusterSource SampledSource::count(const quant_options &options, Progress &) {
    const ImageView sample(sample_.image());
    histogram_.emplace(sample, team_);
    if (is_weighted(options)) weighted_.emplace(weighted(*histogram_, &sample, options, team_));
    ClusterSource source{*histogram_, image_.space()};
    source.weighted = weighted_ ? &*weighted_ : nullptr;
    source.straight.image = &image_;
    return source;
}

void SampledSource::map_nearest(Clustered &clustered, const Palette &palette) {
    if (image_.has_byte_points()) {
        LabelCache(clustered.centroids, palette.order).map(image_, team_, indices_);
    } else {
        map_to_nearest(image_, CentroidTable(clustered.centroids), palette.order, team_, indices_);
    }
}

}  // namespace quant::core

// Counts the pixels of an image in a histogram, directly or through converted colors, and gives
// each pixel an index.
#include "api/color_source.h"
#include "base/parallel.h"
#include "cluster/mapping_error.h"
#include "histogram/weights.h"
#include "map/dither.h"

namespace quant::core {

std::optional<ExactPalette> ImageSource::exact_palette(std::size_t most) const {
    return find_exact_palette(image_, most);
}

ClusterSource ImageSource::count(const quant_options &options) {
    working_.emplace(image_.in(ColorSpace(options.space)));
    if (working_->is_rgb8() && !working_->has_byte_points())
        converted_ = std::make_unique<ConvertedColors>(*working_, threads_);
    histogram_.emplace(converted_ ? converted_->histogram() : Histogram(*working_, threads_));
    if (is_weighted(options))
        weighted_.emplace(weighted(*histogram_, &*working_, options, threads_));
    return {*histogram_,      working_->space(), &*working_,
            converted_.get(), indices_,          weighted_ ? &*weighted_ : nullptr};
}

unsigned ImageSource::map_exactly(const ExactPalette &exact, const Palette &palette) {
    map_exact(image_, exact.table, palette.order, threads_, indices_);
    return threads_for(image_.pixels(), kLeastPixels, threads_);
}

void ImageSource::map_nearest(Clustered &clustered, const Palette &palette) {
    clustered.engine->map(palette.order);
    clustered.opaque.correct(*working_, threads_, indices_);
}

bool ImageSource::dither(const quant_options &options, const Palette &palette) {
    if (!is_dithered(options)) return false;
    core::dither(image_, palette.colors16, options, threads_, indices_);
    return true;
}

void ImageSource::measure(Palette &palette) const {
    measure_mapping(image_, indices_, threads_, palette);
}

}  // namespace quant::core

// The colors of an 8-bit image without alpha in a working space other than sRGB: each is converted
// once, and not each pixel.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "color/image.h"
#include "color/point.h"
#include "histogram/histogram.h"
#include "histogram/label_table.h"

namespace quant::core {

class ConvertedColors {
public:
    // Of an image with is_rgb8(), in its space.
    ConvertedColors(const ImageView &image, unsigned threads);

    std::size_t size() const { return first_.back(); }

    // What Histogram(image, threads) is too, only sooner.
    Histogram histogram() const;

    // The nearest centroid of each color; order[k] is what is written for centroid k.
    LabelTable labels(std::span<const Centroid> centroids,
                      const std::array<std::uint8_t, 256> &order, unsigned threads) const;

private:
    Histogram srgb_;
    std::vector<std::size_t> first_;   // point of each cell of srgb_, and the end
    std::unique_ptr<Point[]> points_;  // one for each entry
};

}  // namespace quant::core

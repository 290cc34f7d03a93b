// Converts the colors of an 8-bit image without alpha to a working space other than sRGB. Each
// color is converted once, instead of each pixel.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "base/parallel.h"
#include "color/image.h"
#include "color/point.h"
#include "histogram/histogram.h"

namespace quant::core {

class ConvertedColors {
public:
    // Converts the colors of an image to its space. is_rgb8() must hold for the image.
    ConvertedColors(const ImageView &image, Team &team);

    // Returns the number of converted entries.
    std::size_t size() const { return first_.back(); }

    // Same as Histogram(image, team), but faster.
    Histogram histogram(Team &team) const;

    // Writes the index order[k] of each pixel of the image, where k is its nearest centroid.
    void map(const ImageView &image, std::span<const Centroid> centroids,
             const std::array<std::uint8_t, 256> &order, Team &team, std::uint8_t *indices) const;

private:
    Histogram srgb_;
    std::vector<std::size_t> first_;   // the first point of each cell of srgb_, and the end
    std::unique_ptr<Point[]> points_;  // one for each entry of srgb_
};

}  // namespace quant::core

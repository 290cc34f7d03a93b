// What is quantized: the pixels of an image, or the counted colors of many images. The way to a
// palette is the same for both (quantize.cpp); this is what they do differently.
#pragma once

#include <quant/quant.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "cluster/cluster.h"
#include "cluster/palette.h"
#include "color/color_space.h"
#include "color/image.h"
#include "histogram/color_tally.h"
#include "histogram/converted_colors.h"
#include "histogram/exact_palette.h"
#include "histogram/histogram.h"

namespace quant::core {

class ColorSource {
public:
    virtual ~ColorSource() = default;

    // Returns the colors with their counts if there are at most `most` of them.
    virtual std::optional<ExactPalette> exact_palette(std::size_t most) const = 0;

    // Bits per channel of the colors of an exact palette.
    virtual unsigned bits() const = 0;

    // Counts the colors in the space of the options, weighted as the options say. What counted()
    // returns afterwards refers to this object.
    virtual void count(const quant_options &options) = 0;
    virtual ClusterSource counted() const = 0;

    // Maps each pixel to the entry of its color, and returns the number of threads used.
    virtual unsigned map_exactly(const ExactPalette &exact, const Palette &palette) = 0;

    // Maps each pixel to the entry of its nearest centroid.
    virtual void map_nearest(Clustered &clustered, const Palette &palette) = 0;

    // Dithers if the options ask for it and there are pixels. Returns whether it did.
    virtual bool dither(const quant_options &options, const Palette &palette) = 0;

    // Sets the counts and the errors of the palette to those of the last mapping, in sRGB whatever
    // the space of the clustering is: the written picture is judged there.
    virtual void measure(Palette &palette) const = 0;
};

// An image. Alpha is a part of its colors, if it has any.
class ImageSource : public ColorSource {
public:
    // Refers to the image and to `indices`, which has room for an index of each pixel.
    ImageSource(const ImageView &image, unsigned threads, std::uint8_t *indices)
        : image_(image), threads_(threads), indices_(indices) {}

    std::optional<ExactPalette> exact_palette(std::size_t most) const override;
    unsigned bits() const override { return image_.bits(); }
    void count(const quant_options &options) override;
    ClusterSource counted() const override;
    unsigned map_exactly(const ExactPalette &exact, const Palette &palette) override;
    void map_nearest(Clustered &clustered, const Palette &palette) override;
    bool dither(const quant_options &options, const Palette &palette) override;
    void measure(Palette &palette) const override;

private:
    const ImageView &image_;
    unsigned threads_;
    std::uint8_t *indices_;

    std::optional<ImageView> working_;  // the image in the space of the clustering
    std::optional<ConvertedColors> converted_;
    std::optional<Histogram> histogram_, weighted_;
};

// A tally of colors, which has no pixels: a result has a palette and no indices.
class TallySource : public ColorSource {
public:
    TallySource(const ColorTally &tally, unsigned threads)
        : colors_(tally.colors()), threads_(threads) {}

    std::optional<ExactPalette> exact_palette(std::size_t most) const override;
    unsigned bits() const override { return 16; }
    void count(const quant_options &options) override;
    ClusterSource counted() const override;
    unsigned map_exactly(const ExactPalette &, const Palette &) override { return 1; }
    void map_nearest(Clustered &clustered, const Palette &palette) override;
    bool dither(const quant_options &, const Palette &) override { return false; }
    void measure(Palette &palette) const override;

private:
    std::vector<CountedColor> colors_;
    unsigned threads_;

    ColorSpace space_;
    std::optional<Histogram> histogram_, weighted_;
    std::vector<std::uint8_t> indices_;  // of the colors
};

}  // namespace quant::core

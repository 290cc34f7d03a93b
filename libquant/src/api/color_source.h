// The sources of colors that can be quantized: the pixels of an image, or the counted colors of
// many images. quantize.cpp has the steps that are the same for both, and this file those that
// differ.
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
#include "color/pixel_sample.h"
#include "histogram/color_tally.h"
#include "histogram/converted_colors.h"
#include "histogram/exact_palette.h"
#include "histogram/histogram.h"

namespace quant::core {

// The interface of a source.
class ColorSource {
public:
    virtual ~ColorSource() = default;

    // Returns the colors with their counts if there are at most `most` of them.
    virtual std::optional<ExactPalette> exact_palette(std::size_t most) = 0;

    // Returns the bits per channel of these colors.
    virtual unsigned bits() const = 0;

    // Returns which colors they are.
    virtual const RgbSpace &rgb() const = 0;

    // Returns whether the colors are counted and mapped quickly, by tables of all colors.
    virtual bool has_few_values() const = 0;

    // Counts the colors in the space of the options, with the weights that the options ask for.
    // Must be called once at most, and before map_nearest(); the result refers to this object.
    virtual ClusterSource count(const quant_options &options, Progress &progress) = 0;

    // Maps each pixel to the entry of its color.
    virtual void map_exactly(const ExactPalette &exact, const Palette &palette) = 0;

    // Maps each pixel to its nearest entry.
    virtual void map_nearest(Clustered &clustered, const Palette &palette) = 0;

    // Dithers if the options ask for it and there are pixels. Returns whether it has dithered. The
    // colors of the palette may change.
    virtual bool dither(const quant_options &options, Palette &palette) = 0;

    // Sets the counts and the error of the palette to those of the last mapping. The error is in
    // sRGB whatever the space of the clustering is, because the written picture is measured there.
    virtual void measure(Palette &palette) const = 0;
};

// The source for an image. Alpha, if the image has it, is part of the colors.
class ImageSource : public ColorSource {
public:
    // The object refers to the image and to `indices`, which must have room for an index of each
    // pixel.
    ImageSource(const ImageView &image, Team &team, std::uint8_t *indices)
        : image_(image), team_(team), indices_(indices) {}

    std::optional<ExactPalette> exact_palette(std::size_t most) override;
    unsigned bits() const override { return image_.bits(); }
    const RgbSpace &rgb() const override { return image_.rgb(); }
    bool has_few_values() const override { return image_.is_rgb8(); }
    ClusterSource count(const quant_options &options, Progress &progress) override;
    void map_exactly(const ExactPalette &exact, const Palette &palette) override;
    void map_nearest(Clustered &clustered, const Palette &palette) override;
    bool dither(const quant_options &options, Palette &palette) override;
    void measure(Palette &palette) const override;

protected:
    const ImageView &image_;
    Team &team_;
    std::uint8_t *indices_;

private:
    std::optional<ImageView> working_;            // the image in the space of the clustering
    std::unique_ptr<ConvertedColors> converted_;  // null where pixels are not converted
    std::optional<Histogram> histogram_, weighted_;
};

// The source for an image of which only a sample is counted. The image must be opaque and in sRGB,
// and the options must not have importance.
class SampledSource : public ImageSource {
public:
    SampledSource(const ImageView &image, std::size_t size, Team &team, std::uint8_t *indices)
        : ImageSource(image, team, indices), sample_(image, size) {}

    ClusterSource count(const quant_options &options, Progress &progress) override;
    void map_nearest(Clustered &clustered, const Palette &palette) override;

private:
    PixelSample sample_;
    std::optional<Histogram> histogram_, weighted_;
};

// The source for a tally of colors. It has no pixels, so that the result has a palette but no
// indices.
class TallySource : public ColorSource {
public:
    // The colors are those of `rgb`, to which the object refers.
    TallySource(const ColorTally &tally, const RgbSpace &rgb, Team &team)
        : colors_(tally.colors(&team)), team_(team), space_(QUANT_SPACE_SRGB, rgb) {}

    std::optional<ExactPalette> exact_palette(std::size_t most) override;
    unsigned bits() const override { return 16; }
    const RgbSpace &rgb() const override { return space_.rgb(); }
    bool has_few_values() const override { return true; }
    ClusterSource count(const quant_options &options, Progress &progress) override;
    void map_exactly(const ExactPalette &, const Palette &) override {}
    void map_nearest(Clustered &clustered, const Palette &palette) override;
    bool dither(const quant_options &, Palette &) override { return false; }
    void measure(Palette &palette) const override;

private:
    std::vector<CountedColor> colors_;
    Team &team_;

    ColorSpace space_;
    std::optional<Histogram> histogram_, weighted_;
    std::vector<std::uint8_t> indices_;  // one for each color
};

}  // namespace quant::core

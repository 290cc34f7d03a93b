// Fits a palette to what dithering makes of it. A palette that is best for nearest colors lies
// inside the colors of the picture; one whose entries are mixed should reach outward.
// docs/dithering.md describes the method and what it gains.
#pragma once

#include <quant/quant.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "base/parallel.h"
#include "color/image.h"
#include "color/rgb_space.h"
#include "map/color_rarity.h"
#include "map/dither.h"

namespace quant::core {

// How a palette is fitted.
struct FitRules {
    int space;            // of dithering: a quant_space
    const RgbSpace &rgb;  // of the images and the palette
    int strength;         // of dithering
    unsigned protection;  // protection_of() the options
    unsigned bits;        // per channel of the entries
};
FitRules fit_rules_of(const quant_options &options, const RgbSpace &rgb);

// What a fit must know of the pixels of an image.
struct FitPixels {
    const DrawnTiles *drawn = nullptr;  // get their nearest entries; null if there are none

    // One value for each pixel, or null: quant_options::importance. The largest must be above 0.
    const std::uint8_t *importance = nullptr;
    std::ptrdiff_t importance_stride = 0;
    std::uint8_t most_important = 0;

    const ColorRarity *rarity = nullptr;  // null if rare colors are not protected
};

// Finds it for an image, whose importance is that of the options. The object refers to it and to
// the tiles.
class FitSource {
public:
    FitSource(const ImageView &image, const DrawnTiles &drawn, const quant_options &options,
              const FitRules &rules, Team &team);
    FitSource(const FitSource &) = delete;
    FitSource &operator=(const FitSource &) = delete;

    const FitPixels &pixels() const { return pixels_; }

private:
    FitPixels pixels_;
    std::optional<ColorRarity> rarity_;
};

// A fit takes some rounds, and each round needs all images that share the palette, in any order.
class PaletteFit {
public:
    static constexpr unsigned kRounds = 3;

    // Colors among the fixed ones must stay as they are. The object refers to the space of the
    // rules.
    PaletteFit(std::span<const quant_color16> colors, std::span<const quant_color> fixed,
               const FitRules &rules);
    ~PaletteFit();
    PaletteFit(const PaletteFit &) = delete;
    PaletteFit &operator=(const PaletteFit &) = delete;

    // Adds what dithering makes of an image. Overwrites some of `indices`, which must have room for
    // all its pixels. The number of threads does not change the result. If this throws, the fit is
    // as it was.
    void add(const ImageView &image, const FitPixels &pixels, Team &team, std::uint8_t *indices);

    // Moves the entries, unless nothing of the round was dithered. If this throws, the fit is as it
    // was.
    void end_round();

    const FitRules &rules() const { return rules_; }

    // Returns the entries, in the order that they had.
    const std::vector<quant_color16> &colors() const { return colors_; }

private:
    struct Sums;

    void move();
    void fix_flat_colors(std::vector<std::uint8_t> &is_fixed) const;

    FitRules rules_;
    std::vector<quant_color16> colors_;
    std::vector<std::uint8_t> is_fixed_;
    std::unique_ptr<Sums> sums_;  // of the round
    bool has_alpha_ = false;      // whether an image had alpha
    bool has_dithered_ = false;   // whether a part of an image of the round was dithered
    unsigned round_ = 0;
};

}  // namespace quant::core

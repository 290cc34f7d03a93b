// Fits a palette to what dithering makes of it. A palette that is best for nearest colors lies
// inside the colors of the picture; one whose entries are mixed should reach outward.
// docs/dithering.md describes the method and what it gains.
#pragma once

#include <quant/quant.h>

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "base/parallel.h"
#include "color/image.h"
#include "map/dither.h"

namespace quant::core {

// How a palette is fitted.
struct FitRules {
    int space;     // of dithering: a quant_space
    int strength;  // of dithering

    // Colors that must stay as they are.
    std::span<const quant_color> fixed;

    unsigned protection;  // protection_of() the options
    unsigned bits;        // per channel of the entries
};

// Returns the rules of valid options. They refer to options.keep.
FitRules fit_rules_of(const quant_options &options);

// What pixels of an image count for a fit.
struct FitWeights {
    const DrawnTiles *drawn = nullptr;  // do not count; null if there are none

    // One value for each pixel, or null: quant_options::importance.
    const std::uint8_t *importance = nullptr;
    std::ptrdiff_t importance_stride = 0;
};

// A fit takes some rounds, and each round needs all images that share the palette, in any order.
class PaletteFit {
public:
    static constexpr unsigned kRounds = 3;

    PaletteFit(std::span<const quant_color16> colors, const FitRules &rules);
    ~PaletteFit();
    PaletteFit(const PaletteFit &) = delete;
    PaletteFit &operator=(const PaletteFit &) = delete;

    // Adds what dithering makes of an image. Overwrites some of `indices`, which must have room for
    // all its pixels. The number of threads does not change the result. If the team is stopped, the
    // fit is as it was.
    void add(const ImageView &image, const FitWeights &weights, Team &team, std::uint8_t *indices);

    // Moves the entries.
    void end_round();

    // Returns the entries, in the order that they had.
    const std::vector<quant_color16> &colors() const { return colors_; }

private:
    struct Sums;

    void fix_flat_colors();

    FitRules rules_;
    std::vector<quant_color16> colors_;
    std::vector<std::uint8_t> is_fixed_;
    std::unique_ptr<Sums> sums_;  // of the round
    bool has_alpha_ = false;      // whether an image had alpha
    unsigned round_ = 0;
};

}  // namespace quant::core

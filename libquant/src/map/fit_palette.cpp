// Each round dithers half of the picture and sums up, over blocks of 4 x 4 pixels, which entries
// the dithering has mixed and which colors it has mixed them for; then the entries move so that
// the mixes come nearer to the colors. All decisions are made in integers.
//
// The idea of fitting a palette to local means is that of J. Puzicha, M. Held, J. Ketterer,
// J. M. Buhmann and D. W. Fellner, "On spatial quantization of color images", 2000, who dither and
// fit together by annealing. Here, error diffusion does the dithering.
#include "map/fit_palette.h"

#include <algorithm>
#include <array>
#include <bit>
#include <memory>
#include <utility>

#include "histogram/weights.h"
#include "map/fit_blocks.h"

namespace quant::core {
namespace {

// Every other band of rows is enough, and of very large pictures fewer.
inline constexpr std::size_t kMostFitted = std::size_t{1} << 21;

inline constexpr unsigned kSteps = 8;

// Moves entries toward what the blocks want.
//
// With A the sums of c c^T, B those of c S, and D the sums of the rows of A, a step moves each
// entry by 1.9 (B - A P) / D. The eigenvalues of D^-1 A lie between 0 and 1, so that the steps
// converge; but they end before that, because what many steps would still change is mostly noise.
// Positions have 8 bits after the binary point and quotients 24: products are below 2^48, and so
// are their sums, because the quotients of an entry add up to at most 1.
class Solver {
public:
    Solver(const BlockSums &sums, std::span<const quant_color16> colors, const DitherSpace &space)
        : size_(sums.entries) {
        std::vector<std::uint64_t> row_sums(size_);
        for (std::size_t k = 0; k < size_; ++k)
            for (std::size_t j = 0; j < size_; ++j) row_sums[k] += sums.counts[k * size_ + j];
        quotients_.resize(size_ * size_);
        for (std::size_t k = 0; k < size_; ++k) {
            std::array<std::int64_t, kDimensions> position{}, target{};
            // Quotients of large sums are computed without their lowest bits, so that a dividend
            // fits in 63 bits.
            const unsigned shift = static_cast<unsigned>(std::max(
                0, static_cast<int>(std::bit_width(row_sums[k])) - static_cast<int>(kDivisorBits)));
            const std::uint64_t divisor = std::max<std::uint64_t>(row_sums[k] >> shift, 1);
            const Point point = space.point_of(colors[k]);
            for (std::size_t d = 0; d < kDimensions; ++d) {
                position[d] = std::int64_t{point.x[d]} << kPositionBits;
                target[d] = ((sums.colors[k][d] >> shift) << kPositionBits) /
                            static_cast<std::int64_t>(divisor);
            }
            positions_.push_back(position);
            targets_.push_back(target);
            for (std::size_t j = 0; j < size_; ++j)
                quotients_[k * size_ + j] = static_cast<std::int64_t>(
                    ((sums.counts[k * size_ + j] >> shift) << kQuotientBits) / divisor);
            is_used_.push_back(row_sums[k] > 0);
        }
    }

    // Differences to the entry are what is summed up, so that coordinates in which all entries are
    // equal do not change: grays stay gray.
    void step(std::span<const std::uint8_t> is_fixed) {
        auto next = positions_;
        for (std::size_t k = 0; k < size_; ++k) {
            if (!is_used_[k] || is_fixed[k]) continue;
            std::array<std::int64_t, 3> mixed{};
            for (std::size_t j = 0; j < size_; ++j) {
                const std::int64_t quotient = quotients_[k * size_ + j];
                for (std::size_t d = 0; d < 3; ++d)
                    mixed[d] += quotient * (positions_[j][d] - positions_[k][d]);
            }
            for (std::size_t d = 0; d < 3; ++d)
                next[k][d] +=
                    (targets_[k][d] - positions_[k][d] - (mixed[d] >> kQuotientBits)) * 19 / 10;
        }
        positions_ = std::move(next);
    }

    // Returns whether an entry was mixed at all.
    bool is_used(std::size_t entry) const { return is_used_[entry]; }

    // Returns the position of an entry. Alpha has not moved.
    ColorSpace::Position position(std::size_t entry) const {
        ColorSpace::Position position;
        for (std::size_t d = 0; d < kDimensions; ++d)
            position[d] = static_cast<double>(positions_[entry][d]) / (1 << kPositionBits);
        return position;
    }

private:
    static constexpr unsigned kPositionBits = 8, kQuotientBits = 24, kDivisorBits = 39;

    std::size_t size_;
    std::vector<std::array<std::int64_t, kDimensions>> positions_, targets_;
    std::vector<std::int64_t> quotients_;
    std::vector<bool> is_used_;
};

bool is_among(std::span<const quant_color> colors, const quant_color16 &wanted) {
    return std::ranges::any_of(colors, [&](const quant_color &color) {
        return color.r * 257 == wanted.r && color.g * 257 == wanted.g &&
               color.b * 257 == wanted.b && color.a * 257 == wanted.a;
    });
}

}  // namespace

FitRules fit_rules_of(const quant_options &options, const RgbSpace &rgb) {
    return {dither_space_of(options), rgb, dither_strength_of(options), protection_of(options),
            options.palette_bits};
}

struct PaletteFit::Sums : BlockSums {
    using BlockSums::BlockSums;
};

PaletteFit::PaletteFit(std::span<const quant_color16> colors, std::span<const quant_color> fixed,
                       const FitRules &rules)
    : rules_(rules),
      colors_(colors.begin(), colors.end()),
      is_fixed_(colors.size()),
      sums_(std::make_unique<Sums>(colors.size())) {
    for (std::size_t k = 0; k < colors_.size(); ++k)
        is_fixed_[k] = colors_[k].a == 0 || is_among(fixed, colors_[k]);
}

PaletteFit::~PaletteFit() = default;

void PaletteFit::add(const ImageView &image, const FitPixels &pixels, Team &team,
                     std::uint8_t *indices) {
    // Every other band, or fewer; another one in each round.
    const std::size_t bands = (image.height() + kBandRows - 1) / kBandRows;
    const std::size_t every =
        std::max<std::size_t>(2, (image.pixels() + kMostFitted - 1) / kMostFitted);
    const std::size_t first = round_ % std::min(every, bands);
    const std::size_t units = (bands - first + every - 1) / every;
    const DitherSpace space(rules_.space, rules_.rgb, image.has_alpha());
    const UsableEntries usable(colors_, image.has_alpha());
    const DitherPalette palette(usable.colors, space, image.has_alpha(), image.pixels() / every);
    const unsigned workers = team.workers_for(image.pixels() / every, kLeastDithered);
    std::vector<std::unique_ptr<BandWorker>> band_workers(workers);
    team.share(units, workers, [&](std::size_t unit, unsigned worker) {
        auto &own = band_workers[worker];
        if (!own)
            own = std::make_unique<BandWorker>(image, palette, rules_.strength, pixels, indices);
        own->add((first + unit * every) * kBandRows, team);
    });
    for (const auto &worker : band_workers)
        if (worker) sums_->add(worker->sums, usable.ids);
    has_alpha_ |= image.has_alpha();
    has_dithered_ |= rules_.strength > 0 && !(pixels.drawn && pixels.drawn->are_all());
}

void PaletteFit::end_round() {
    if (has_dithered_) move();
    sums_->clear();
    has_dithered_ = false;
    ++round_;
}

void PaletteFit::move() {
    const DitherSpace space(rules_.space, rules_.rgb, has_alpha_);
    Solver solver(*sums_, colors_, space);
    auto is_fixed = is_fixed_;
    if (round_ == 0) fix_flat_colors(is_fixed);
    for (unsigned step = 0; step < kSteps; ++step) solver.step(is_fixed);
    is_fixed_ = std::move(is_fixed);
    for (std::size_t k = 0; k < colors_.size(); ++k) {
        if (is_fixed_[k] || !solver.is_used(k)) continue;
        const std::uint16_t alpha = colors_[k].a;
        colors_[k] = space.color_of(solver.position(k), rules_.bits);
        colors_[k].a = alpha;
    }
}

// Flat areas that have the color of an entry keep it, if at least half of what the entry is used
// for are such pixels.
void PaletteFit::fix_flat_colors(std::vector<std::uint8_t> &is_fixed) const {
    for (std::size_t k = 0; k < colors_.size(); ++k)
        if (sums_->settled[k] > 0 && 2 * sums_->settled[k] >= sums_->uses[k]) is_fixed[k] = 1;
}

FitSource::FitSource(const ImageView &image, const DrawnTiles &drawn, const quant_options &options,
                     const FitRules &rules, Team &team)
    : pixels_{&drawn, options.importance, options.importance_stride_bytes} {
    if (pixels_.importance) {
        const ImportanceMap map{pixels_.importance, pixels_.importance_stride, image.width(),
                                image.height()};
        pixels_.most_important = map.most(&team);
    }
    if (rules.protection > 0) {
        const DitherSpace space(rules.space, rules.rgb, image.has_alpha());
        rarity_.emplace(image, space, rules.protection, team);
        pixels_.rarity = &*rarity_;
    }
}

}  // namespace quant::core

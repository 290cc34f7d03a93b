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
#include <optional>

#include "histogram/weights.h"
#include "map/color_rarity.h"
#include "map/diffusion_strip.h"

namespace quant::core {
namespace {

inline constexpr std::size_t kBlockSide = 4;
static_assert(kStripRows == kBlockSide);

// Bands of rows are dithered as if each were a picture, so that threads need not wait. Every other
// band is enough, and of very large pictures fewer.
inline constexpr std::size_t kBandRows = 2 * kStripRows;
inline constexpr std::size_t kMostFitted = std::size_t{1} << 21;

inline constexpr unsigned kSteps = 8;

// The sums over blocks. With c the counts of the entries in a block and S the sum of its points,
// they are those of c c^T and of c S. A block has at most 16 pixels, and counts up to kMostWeight
// times as much by importance and rarity. For 2^32 pixels the sums are below 2^47 and 2^62.
inline constexpr std::uint64_t kMostWeight = 1U << 11;
struct BlockSums {
    explicit BlockSums(std::size_t size)
        : entries(size), counts(size * size), colors(size), uses(size), settled(size) {}

    std::uint64_t &count(std::size_t j, std::size_t k) { return counts[j * entries + k]; }

    void clear() {
        std::ranges::fill(counts, 0);
        std::ranges::fill(colors, std::array<std::int64_t, kDimensions>{});
        std::ranges::fill(uses, 0);
        std::ranges::fill(settled, 0);
    }

    BlockSums &operator+=(const BlockSums &other) {
        for (std::size_t i = 0; i < counts.size(); ++i) counts[i] += other.counts[i];
        for (std::size_t k = 0; k < entries; ++k) {
            for (std::size_t d = 0; d < kDimensions; ++d) colors[k][d] += other.colors[k][d];
            uses[k] += other.uses[k];
            settled[k] += other.settled[k];
        }
        return *this;
    }

    std::size_t entries;
    std::vector<std::uint64_t> counts;
    std::vector<std::array<std::int64_t, kDimensions>> colors;
    std::vector<std::uint64_t> uses;     // pixels that have the entry
    std::vector<std::uint64_t> settled;  // those of flat areas that have exactly its color
};

// Dithers bands and adds up their blocks. Each worker has one.
class BandWorker {
public:
    BandWorker(const ImageView &image, const DitherPalette &palette, int strength,
               const FitWeights &weights, const ColorRarity *rarity, std::uint8_t *indices)
        : image_(image),
          palette_(palette),
          weights_(weights),
          rarity_(rarity),
          indices_(indices),
          dither_(palette, image.width(), strength),
          rows_(image, palette, weights.drawn),
          errors_(kBandRows, image.width()),
          sums(palette.points.size()) {}

    void add(std::size_t y, Team &team) {
        errors_.clear();
        std::uint8_t *const indices = indices_ + y * image_.width();
        for (std::size_t row = 0; row < std::min(kBandRows, image_.height() - y);
             row += kStripRows) {
            const std::size_t rows = std::min(kStripRows, image_.height() - y - row);
            rows_.load(y + row, rows, team);
            dither(row, rows, indices);
            for (std::size_t x = 0; x < image_.width(); x += kBlockSide)
                add_block(x, y + row, rows);
        }
    }

private:
    using Dither = StripDither<FloydSteinberg>;

    void dither(std::size_t row, std::size_t rows, std::uint8_t *indices) {
        if (rows == kStripRows) {
            dither_.run<kStripRows>(rows_, row, 0, image_.width() + Dither::kLag * (kStripRows - 1),
                                    errors_, indices);
            return;
        }
        // The first of fewer rows must be enough.
        dither_.run<1>(rows_, row, 0, image_.width(), errors_, indices);
    }

    void add_block(std::size_t x, std::size_t y, std::size_t rows) {
        const std::size_t height = rows == kStripRows ? kStripRows : 1;
        const std::size_t width = std::min(kBlockSide, image_.width() - x);
        std::size_t distinct = 0;
        std::array<std::uint8_t, kBlockSide * kBlockSide> entry, count;
        std::array<std::int64_t, kDimensions> sum{};
        std::uint64_t importance = 0, rarity = 0;
        for (std::size_t row = 0; row < height; ++row) {
            const Point *const points = rows_.points(row) + x;
            const std::int16_t *const settled = rows_.settled(row) + x;
            const std::uint8_t *const index = indices_ + (y + row) * image_.width() + x;
            for (std::size_t i = 0; i < width; ++i) {
                for (std::size_t d = 0; d < kDimensions; ++d) sum[d] += points[i].x[d];
                std::size_t at = 0;
                while (at < distinct && entry[at] != index[i]) ++at;
                if (at == distinct) {
                    entry[distinct] = index[i];
                    count[distinct++] = 0;
                }
                ++count[at];
                ++sums.uses[index[i]];
                if (settled[i] != StripRows::kFree) note_settled(points[i], index[i]);
                if (rarity_) rarity += rarity_->weight_of(points[i]);
            }
            if (weights_.importance) importance += importance_of(x, y + row, width);
        }
        const auto mean = [&](std::uint64_t sum_of_pixels) {
            return (sum_of_pixels + width * height / 2) / (width * height);
        };
        std::uint64_t weight = 1;
        if (weights_.importance) weight *= mean(importance);
        if (rarity_) weight *= mean(rarity);
        weight = std::min(weight, kMostWeight);
        if (weight == 0) return;
        add_sums({entry.data(), distinct}, count.data(), sum, weight);
    }

    void note_settled(const Point &point, std::uint8_t entry) {
        if (core::point_of(centroid_of(point)) == palette_.points[entry]) ++sums.settled[entry];
    }

    std::uint64_t importance_of(std::size_t x, std::size_t y, std::size_t width) const {
        const std::uint8_t *const row =
            weights_.importance + static_cast<std::ptrdiff_t>(y) * weights_.importance_stride;
        std::uint64_t sum = 0;
        for (std::size_t i = 0; i < width; ++i) sum += row[x + i];
        return sum;
    }

    void add_sums(std::span<const std::uint8_t> entry, const std::uint8_t *count,
                  const std::array<std::int64_t, kDimensions> &sum, std::uint64_t weight) {
        for (std::size_t i = 0; i < entry.size(); ++i) {
            std::uint64_t *const counts = &sums.count(entry[i], 0);
            const std::uint64_t weighted = weight * count[i];
            for (std::size_t j = 0; j < entry.size(); ++j) counts[entry[j]] += weighted * count[j];
            auto &colors = sums.colors[entry[i]];
            for (std::size_t d = 0; d < kDimensions; ++d)
                colors[d] += static_cast<std::int64_t>(weighted) * sum[d];
        }
    }

    const ImageView &image_;
    const DitherPalette &palette_;
    const FitWeights &weights_;
    const ColorRarity *rarity_;
    std::uint8_t *indices_;
    Dither dither_;
    StripRows rows_;
    ErrorRows errors_;

public:
    BlockSums sums;
};

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

FitRules fit_rules_of(const quant_options &options) {
    return {dither_space_of(options),
            dither_strength_of(options),
            {options.keep, options.keep_size},
            protection_of(options),
            options.palette_bits};
}

struct PaletteFit::Sums : BlockSums {
    using BlockSums::BlockSums;
};

PaletteFit::PaletteFit(std::span<const quant_color16> colors, const FitRules &rules)
    : rules_(rules),
      colors_(colors.begin(), colors.end()),
      is_fixed_(colors.size()),
      sums_(std::make_unique<Sums>(colors.size())) {
    for (std::size_t k = 0; k < colors_.size(); ++k)
        is_fixed_[k] = colors_[k].a == 0 || is_among(rules.fixed, colors_[k]);
}

PaletteFit::~PaletteFit() = default;

void PaletteFit::add(const ImageView &image, const FitWeights &weights, Team &team,
                     std::uint8_t *indices) {
    // Every other band, or fewer; another one in each round.
    const std::size_t bands = (image.height() + kBandRows - 1) / kBandRows;
    const std::size_t every =
        std::max<std::size_t>(2, (image.pixels() + kMostFitted - 1) / kMostFitted);
    const std::size_t first = bands > every ? round_ % every : 0;
    const std::size_t units = (bands - first + every - 1) / every;
    const DitherSpace space(rules_.space, image.has_alpha());
    const DitherPalette palette(colors_, space, image.has_alpha(), image.pixels() / every);
    std::optional<ColorRarity> rarity;
    if (rules_.protection > 0) rarity.emplace(image, space, rules_.protection, every, team);
    const unsigned workers = team.workers_for(image.pixels() / every, kLeastDithered);
    std::vector<std::unique_ptr<BandWorker>> band_workers(workers);
    team.share(units, workers, [&](std::size_t unit, unsigned worker) {
        auto &own = band_workers[worker];
        if (!own)
            own = std::make_unique<BandWorker>(image, palette, rules_.strength, weights,
                                               rarity ? &*rarity : nullptr, indices);
        own->add((first + unit * every) * kBandRows, team);
    });
    for (const auto &worker : band_workers)
        if (worker) *sums_ += worker->sums;
    has_alpha_ |= image.has_alpha();
    // An image without alpha takes translucent entries for opaque ones.
    if (!image.has_alpha())
        for (std::size_t k = 0; k < colors_.size(); ++k)
            is_fixed_[k] |= static_cast<std::uint8_t>(colors_[k].a != 0xFFFF);
}

void PaletteFit::end_round() {
    if (round_ == 0) fix_flat_colors();
    const DitherSpace space(rules_.space, has_alpha_);
    Solver solver(*sums_, colors_, space);
    for (unsigned step = 0; step < kSteps; ++step) solver.step(is_fixed_);
    for (std::size_t k = 0; k < colors_.size(); ++k) {
        if (is_fixed_[k]) continue;
        const std::uint16_t alpha = colors_[k].a;
        colors_[k] = space.color_of(solver.position(k), rules_.bits);
        colors_[k].a = alpha;
    }
    sums_->clear();
    ++round_;
}

// Flat areas that have the color of an entry keep it, if at least half of what the entry is used
// for are such pixels.
void PaletteFit::fix_flat_colors() {
    for (std::size_t k = 0; k < colors_.size(); ++k)
        if (sums_->settled[k] > 0 && 2 * sums_->settled[k] >= sums_->uses[k]) is_fixed_[k] = 1;
}

}  // namespace quant::core

// With e the errors of the pixels and h a blur, the sum of (h * e)^2 over the image is to be small.
// A pixel whose neighbors stay as they are makes it smallest with the entry that is nearest to its
// color less the errors around it, weighted by the autocorrelation of h. Pixels are decided one
// after the other, and no decision lets the sum rise, but where that color is beyond the space.
//
// This is the descent of M. Analoui and J. P. Allebach, "Model-based halftoning using direct binary
// search", 1992, with palettes instead of black and white, as in J. Puzicha, M. Held, J. Ketterer,
// J. M. Buhmann and D. W. Fellner, "On spatial quantization of color images", 2000. They go on
// until nothing changes. After error diffusion, one pass gets most of what can be had.
#include "map/refine_dither.h"

#include <algorithm>
#include <array>
#include <memory>
#include <vector>

#include "map/diffusion_strip.h"
#include "simd/kernels.h"

namespace quant::core {
namespace {

// How far a pixel looks in each direction. Pixels of a row that are kApart from each other do not
// see each other, and can be looked up together.
inline constexpr std::size_t kSight = 2;
inline constexpr std::size_t kApart = kSight + 1;
static_assert(kSight <= ErrorRows::kMargin && kSight <= kStripRows);

// The weights of neighbors at the squared distances 1, 2, 4, 5 and 8, in 1 / 2^kWeightBits of the
// pixel's own weight. The autocorrelation is 0.07 for the pixel itself, plus 0.93 of a Gaussian
// with the variance 2 s^2: s = 0.8 for lightness, and 1.2 for opponent colors, whose detail eyes
// see less. Weighted sums of errors are below 2^30.
inline constexpr unsigned kWeightBits = 12;
inline constexpr std::size_t kRings = 5;
using Weights = std::array<std::int32_t, kRings>;
inline constexpr Weights kLightness{1726, 1168, 535, 362, 112};
inline constexpr Weights kOpponent{1458, 1225, 866, 728, 432};

// Neighbors, by the ring that they are in.
struct Neighbor {
    int dx;
    std::size_t row;  // 0 is the uppermost in sight
    std::size_t ring;
};
constexpr auto neighbors() {
    constexpr int sight = kSight;
    constexpr std::array<std::size_t, 9> ring_of_square{0, 0, 1, 0, 2, 3, 0, 0, 4};
    std::array<Neighbor, (2 * kSight + 1) * (2 * kSight + 1) - 1> all{};
    std::size_t count = 0;
    std::size_t row = 0;
    for (int dy = -sight; dy <= sight; ++dy, ++row)
        for (int dx = -sight; dx <= sight; ++dx)
            if (const int square = dx * dx + dy * dy; square > 0)
                all[count++] = {dx, row, ring_of_square[static_cast<std::size_t>(square)]};
    return all;
}
inline constexpr auto kNeighbors = neighbors();

// Decides the pixels of bands of strips. Each worker has one.
class BandRefiner {
public:
    BandRefiner(const ImageView &image, const DitherPalette &palette, const DitherMethod &method,
                std::uint8_t *indices)
        : image_(image),
          palette_(palette),
          indices_(indices),
          errors_(kStrips * kStripRows, image.width()) {
        for (auto &rows : rows_) rows = std::make_unique<StripRows>(image, palette, method.drawn);
        for (std::size_t d = 0; d < kDimensions; ++d) {
            const bool is_opponent = palette.space.is_opponent(d);
            for (std::size_t ring = 0; ring < kRings; ++ring)
                weights_[ring][d] =
                    (is_opponent ? kOpponent : kLightness)[ring] * method.strength / kFullStrength;
        }
    }

    // Decides the strips first .. last-1. Nobody may change those beside them meanwhile.
    void refine(std::size_t first, std::size_t last, Team &team) {
        errors_.clear();
        if (first > 0) load(first - 1, team);
        load(first, team);
        for (std::size_t strip = first; strip < last; ++strip) {
            load(strip + 1, team);
            for (std::size_t row = 0; row < rows_of(strip); ++row) {
                for (std::size_t x = 0; x < kApart; ++x)
                    if (!refine_pixels(strip, row, x, team)) return;
            }
        }
    }

private:
    static constexpr std::size_t kStrips = 3;  // that are in sight from one

    // Returns how many rows of the image a strip has: none if it is below the image.
    std::size_t rows_of(std::size_t strip) const {
        const std::size_t y = strip * kStripRows;
        return y < image_.height() ? std::min(kStripRows, image_.height() - y) : 0;
    }

    StripRows &rows(std::size_t strip) { return *rows_[strip % kStrips]; }

    // Loads a strip and its errors. Pixels below the image have none.
    void load(std::size_t strip, Team &team) {
        const std::size_t y = strip * kStripRows, count = rows_of(strip);
        if (count > 0) rows(strip).load(y, count, team);
        for (std::size_t row = 0; row < kStripRows; ++row) {
            PixelError *const errors = errors_.row(y + row);
            std::fill_n(errors, image_.width(), PixelError{});
            if (row >= count) continue;
            const Point *const points = rows(strip).points(row);
            const std::int16_t *const settled = rows(strip).settled(row);
            const std::uint8_t *const indices = indices_ + (y + row) * image_.width();
            Pace pace(&team);
            for (std::size_t x = 0; x < image_.width(); ++x) {
                if (settled[x] == StripRows::kFree) errors[x] = error_of(points[x], indices[x]);
                if (pace.is_stopped()) return;
            }
        }
    }

    bool is_opaque(const Point &point) const { return point.x[3] == palette_.space.most()[3]; }

    // An opaque pixel makes no error of alpha.
    PixelError error_of(const Point &point, std::uint8_t entry) const {
        PixelError error;
        for (std::size_t d = 0; d < kDimensions; ++d)
            error.x[d] = static_cast<std::int16_t>(palette_.points[entry].x[d] - point.x[d]);
        if (is_opaque(point)) error.x[3] = 0;
        return error;
    }

    // Decides the pixels first, first + kApart, and so on, of a row. Returns whether the work goes
    // on.
    bool refine_pixels(std::size_t strip, std::size_t row, std::size_t first, Team &team) {
        const std::size_t y = strip * kStripRows + row, width = image_.width();
        const Point *const points = rows(strip).points(row);
        const std::int16_t *const settled = rows(strip).settled(row);
        std::array<const PixelError *, 2 * kSight + 1> around;
        for (std::size_t i = 0; i < around.size(); ++i)
            around[i] = i < kSight ? errors_.row(y, kSight - i) : errors_.row(y + i - kSight);
        PixelError *const errors = errors_.row(y);
        std::array<Point, kBlockPixels> sought;
        std::array<std::uint8_t, kBlockPixels> entries;
        for (std::size_t begin = first; begin < width; begin += kApart * kBlockPixels) {
            const std::size_t count = std::min(kBlockPixels, (width - begin + kApart - 1) / kApart);
            for (std::size_t i = 0; i < count; ++i)
                sought[i] = sought_at(points, around, begin + kApart * i);
            if (!palette_.opaque())
                kernels().look_up(palette_.nearest.grid(), sought.data(), count, entries.data());
            for (std::size_t i = 0; i < count; ++i) {
                const std::size_t x = begin + kApart * i;
                if (settled[x] != StripRows::kFree) continue;
                const std::uint8_t entry =
                    palette_.opaque() ? palette_.entry_of(sought[i]) : entries[i];
                indices_[y * width + x] = entry;
                errors[x] = error_of(points[x], entry);
            }
            if (team.is_stopped()) return false;
        }
        return true;
    }

    // Returns the color that a pixel of a row should have, given the errors around it.
    Point sought_at(const Point *points,
                    const std::array<const PixelError *, 2 * kSight + 1> &around,
                    std::size_t x) const {
        const Point &point = points[x];
        std::array<std::array<std::int32_t, kDimensions>, kRings> sums{};
        for (const Neighbor &neighbor : kNeighbors) {
            const PixelError &error =
                around[neighbor.row][static_cast<std::ptrdiff_t>(x) + neighbor.dx];
            for (std::size_t d = 0; d < kDimensions; ++d) sums[neighbor.ring][d] += error.x[d];
        }
        Point color;
        for (std::size_t d = 0; d < kDimensions; ++d) {
            std::int32_t sum = 1 << (kWeightBits - 1);
            for (std::size_t ring = 0; ring < kRings; ++ring)
                sum += weights_[ring][d] * sums[ring][d];
            color.x[d] = static_cast<std::int16_t>(
                std::clamp(point.x[d] - (sum >> kWeightBits), 0, palette_.space.most()[d]));
        }
        if (is_opaque(point)) color.x[3] = point.x[3];
        return color;
    }

    const ImageView &image_;
    const DitherPalette &palette_;
    std::uint8_t *indices_;
    std::array<std::unique_ptr<StripRows>, kStrips> rows_;
    ErrorRows errors_;
    std::array<std::array<std::int32_t, kDimensions>, kRings> weights_;
};

}  // namespace

void refine_dither(const ImageView &image, const DitherPalette &palette, const DitherMethod &method,
                   Team &team, std::uint8_t *indices) {
    constexpr std::size_t kBandStrips = 16;
    const std::size_t strips = (image.height() + kStripRows - 1) / kStripRows;
    const std::size_t bands = (strips + kBandStrips - 1) / kBandStrips;
    const unsigned workers = team.workers_for(image.pixels(), kLeastDithered);
    std::vector<std::unique_ptr<BandRefiner>> refiners(workers);
    // Bands see two rows of the bands beside them. Therefore every other band comes first.
    for (std::size_t first = 0; first < 2; ++first) {
        team.share((bands + 1 - first) / 2, workers, [&](std::size_t unit, unsigned worker) {
            auto &own = refiners[worker];
            if (!own) own = std::make_unique<BandRefiner>(image, palette, method, indices);
            const std::size_t begin = (first + 2 * unit) * kBandStrips;
            own->refine(begin, std::min(begin + kBandStrips, strips), team);
        });
    }
}

}  // namespace quant::core

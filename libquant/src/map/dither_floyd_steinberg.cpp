// Error diffusion after R. W. Floyd and L. Steinberg, "An adaptive algorithm for spatial gray
// scale", 1976: the neighbors of a pixel that follow it compensate for its error. Rows are
// processed alternately from the left and from the right, because one direction draws worm-like
// patterns.
#include <algorithm>
#include <array>
#include <bit>
#include <cstdlib>

#include "color/srgb_points.h"
#include "map/dither.h"

namespace quant::core {
namespace {

template <std::size_t Dims>
using Color = std::array<std::int32_t, Dims>;

// Errors are in units of 1 / kFullStrength, and the sums that a pixel gets are in sixteenths of
// that unit: at most 32640 * 2^14 < 2^29.
inline constexpr int kErrorBits = 4 + std::countr_zero(unsigned{kFullStrength});

// Returns the square of the spacing of a palette, which is the median distance of a color to its
// nearest other color.
std::uint32_t squared_spacing(std::span<const Point> points) {
    std::vector<std::uint32_t> nearest_other;
    for (const Point &a : points) {
        std::uint32_t least = UINT32_MAX;
        for (const Point &b : points)
            if (b != a) least = std::min(least, squared_distance(a, b));
        nearest_other.push_back(least);
    }
    const auto middle = nearest_other.begin() + static_cast<std::ptrdiff_t>(points.size() / 2);
    std::nth_element(nearest_other.begin(), middle, nearest_other.end());
    return *middle;
}

// Diffuses errors row by row.
class Diffusion {
public:
    Diffusion(const ImageView &image, const DitherPalette &palette, int strength, Team &team)
        : image_(image),
          palette_(palette),
          pace_(&team, kPasses * image.pixels()),
          strength_(strength) {
        const std::uint32_t spacing = squared_spacing(palette.points);
        limit_ = spacing < UINT32_MAX / 4 ? 4 * spacing : UINT32_MAX;
        fill(row_, image.width());
        fill(settled_, image.width());
        for (auto &channel : sums_) fill(channel, image.width());
        for (auto &channel : errors_) fill(channel, image.width() + 2);
    }

    void run(std::uint8_t *indices) {
        for (std::size_t y = 0; y < image_.height(); ++y, indices += image_.width()) {
            for_each_part([&](Range part) {
                load_srgb_points(image_, y * image_.width() + part.first, part.size(),
                                 &row_[part.first]);
            });
            settle_row();
            const bool leftward = y % 2 != 0;
            for_each_part([&](Range part) {
                for (std::size_t d = 0; d < (image_.has_alpha() ? 4U : 3U); ++d)
                    add_up_errors(d, !leftward, part);
            });
            if (image_.has_alpha()) {
                diffuse_row<4>(leftward, indices);
            } else {
                diffuse_row<3>(leftward, indices);
            }
        }
    }

private:
    // Fills a vector with this many zeros. The memory of a very long row takes long to touch.
    template <typename T>
    void fill(std::vector<T> &values, std::size_t size) {
        values.reserve(size);
        while (values.size() < size) {
            values.resize(std::min(size, values.size() + kUnitPixels));
            pace_.is_stopped(std::min(size, kUnitPixels));
        }
    }
    void settle_row();
    void add_up_errors(std::size_t d, bool leftward, Range part);
    template <std::size_t Dims>
    void diffuse_row(bool leftward, std::uint8_t *indices);

    // Calls body(part) for the parts of a row, one after another, and lets the team check between
    // them. A row has one part, unless it is very long.
    template <typename Body>
    void for_each_part(Body &&body) {
        for (std::size_t first = 0; first < row_.size(); first += kUnitPixels) {
            const std::size_t last = std::min(first + kUnitPixels, row_.size());
            body(Range{first, last});
            pace_.is_stopped(last - first);
        }
    }

    static constexpr std::int16_t kFree = -1;

    // How often a row is gone through.
    static constexpr std::size_t kPasses = 4;

    const ImageView &image_;
    const DitherPalette &palette_;
    Pace pace_;
    std::int32_t strength_;

    // The square of the longest error that is passed on: twice the spacing of the palette. Between
    // the colors of the palette errors stay below that limit. Outside of their range errors would
    // grow from pixel to pixel and become visible as streaks where the picture changes.
    std::uint32_t limit_;

    std::vector<Point> row_;
    std::vector<std::int16_t> settled_;  // see settle_row(); kFree: not settled

    // For each channel, the sums of errors that the pixels of a row get from the row above, and the
    // errors of a row. errors_ has an extra pixel beyond each end, whose error is always 0.
    std::array<std::vector<std::int32_t>, kDimensions> sums_, errors_;
};

// Finds the pixels that neither take nor give errors, and settles their entries: fully transparent
// pixels, and pixels of flat areas whose color is in the palette to within one 8-bit step per
// channel. (The colors of a palette are rounded, and dots of another color would be more visible
// than this difference.)
void Diffusion::settle_row() {
    const auto is_near = [](const Point &a, const Point &b) {
        bool near = true;
        for (std::size_t d = 0; d < kDimensions; ++d)
            near &= std::abs(a.x[d] - b.x[d]) <= kPointScale;
        return near;
    };
    const bool has_alpha = image_.has_alpha();
    std::uint64_t before = ~std::uint64_t{0};  // no point has these bits
    for_each_part([&](Range part) {
        for (std::size_t x = part.first; x < part.last; ++x) {
            const auto bits = std::bit_cast<std::uint64_t>(row_[x]);
            std::int16_t settled = kFree;
            if (has_alpha && row_[x].x[3] == 0) {
                settled = palette_.transparent;
            } else if (bits == before) {
                settled = settled_[x - 1];
            } else if (x + 1 < row_.size() && std::bit_cast<std::uint64_t>(row_[x + 1]) == bits) {
                const std::uint8_t index = palette_.nearest(row_[x]);
                if (is_near(row_[x], palette_.points[index])) settled = index;
            }
            settled_[x] = settled;
            before = bits;
        }
    });
}

// Adds up the errors from the row above, in sixteenths. Of the error of a pixel, 7/16 go to the
// next pixel in its row; in the row below, 5/16 go to the pixel below it, 3/16 to the pixel before
// that and 1/16 to the pixel after. `leftward` is the direction of the row above.
void Diffusion::add_up_errors(std::size_t d, bool leftward, Range part) {
    const std::int32_t *const above = &errors_[d][1];
    const std::int32_t *const before = leftward ? above + 1 : above - 1;
    const std::int32_t *const after = leftward ? above - 1 : above + 1;
    for (std::size_t x = part.first; x < part.last; ++x)
        sums_[d][x] = before[x] + 5 * above[x] + 3 * after[x] + (1 << (kErrorBits - 1));
}

// Clamps a color to the colors that exist: to the cube and, with alpha, to channels not above
// alpha. An opaque pixel stays opaque: if it got an error of alpha, which only translucent
// neighbors have, it takes no errors at all.
template <std::size_t Dims>
void keep_within(const Point &p, Color<Dims> &color) {
    std::int32_t most = NearestColor::kMost;
    if constexpr (Dims == 4) {
        if (p.x[3] == kPointMax && color[3] != kPointMax) {
            for (std::size_t d = 0; d < Dims; ++d) color[d] = p.x[d];
            return;
        }
        most = color[3] = std::clamp(color[3], 0, kPointMax);
    } else if (((color[0] | color[1] | color[2]) & ~most) == 0) {
        return;  // the usual case
    }
    for (std::size_t d = 0; d < 3; ++d) color[d] = std::clamp(color[d], 0, most);
}

// `indices` is declared not to alias anything; otherwise the compiler would have to assume that
// each byte written changes other data.
template <std::size_t Dims>
void Diffusion::diffuse_row(bool leftward, std::uint8_t *__restrict indices) {
    const std::size_t width = row_.size();
    Color<Dims> error{};
    for_each_part([&](Range part) {
        for (std::size_t i = part.first; i < part.last; ++i) {
            const std::size_t x = leftward ? width - 1 - i : i;
            if (settled_[x] != kFree) {
                indices[x] = static_cast<std::uint8_t>(settled_[x]);
                error = {};
            } else {
                const Point &p = row_[x];
                Color<Dims> color;
                for (std::size_t d = 0; d < Dims; ++d)
                    color[d] = p.x[d] + ((sums_[d][x] + 7 * error[d]) >> kErrorBits);
                keep_within(p, color);
                const std::uint8_t index = palette_.nearest.find(color);
                indices[x] = index;
                std::uint32_t squared = 0;
                for (std::size_t d = 0; d < Dims; ++d) {
                    error[d] = color[d] - palette_.points[index].x[d];
                    squared += static_cast<std::uint32_t>(error[d] * error[d]);
                }
                if constexpr (Dims == 4)
                    if (p.x[3] == kPointMax) error[3] = 0;
                for (; squared > limit_; squared /= 4)
                    for (std::int32_t &e : error) e /= 2;
                for (std::int32_t &e : error) e *= strength_;
            }
            for (std::size_t d = 0; d < Dims; ++d) errors_[d][x + 1] = error[d];
        }
    });
}

}  // namespace

void dither_floyd_steinberg(const ImageView &image, const DitherPalette &palette, int strength,
                            Team &team, std::uint8_t *indices) {
    Diffusion(image, palette, strength, team).run(indices);
}

}  // namespace quant::core

// Computes the color of a pixel only when a dot needs it, and averages only some pixels of a large
// square, so that the time depends on the size of the view rather than on the size of the layer.
#include "common/preview.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

namespace quant::plugin {
namespace {

constexpr std::uint8_t kOutside = 0x80;
constexpr std::array<std::uint8_t, 2> kSquares{0x66, 0x99};

struct Rgba {
    unsigned r, g, b, a;
};

// Mixes channel values in linear light, as GIMP does where a pixel is selected in part.
class Light {
public:
    Light() {
        for (std::size_t i = 0; i < linear_.size(); ++i)
            linear_[i] = static_cast<unsigned>(
                std::lround(kSteps * srgb_to_linear(static_cast<double>(i) / 255)));
        for (std::size_t i = 0; i < encoded_.size(); ++i)
            encoded_[i] = static_cast<std::uint8_t>(
                std::lround(255 * linear_to_srgb(static_cast<double>(i) / kSteps)));
    }

    unsigned mix(unsigned from, unsigned to, unsigned part) const {
        return encoded_[(linear_[from] * (255 - part) + linear_[to] * part + 127) / 255];
    }

private:
    static constexpr std::size_t kSteps = 1 << 14;
    std::array<unsigned, 256> linear_{};
    std::array<std::uint8_t, kSteps + 1> encoded_{};
};

// The pixels of a layer as they will look, with 8 bits a channel.
class Source {
public:
    Source(const Layer &layer, const Quantized *result, bool is_indexed,
           std::optional<std::uint8_t> highlighted)
        : pixels_(layer.pixels),
          selection_(layer.selection),
          indices_(result ? result->indices() : std::span<const std::uint8_t>()),
          is_indexed_(is_indexed && result),
          has_highlight_(highlighted && result) {
        if (result)
            for (std::size_t i = 0; i < result->palette().size(); ++i) {
                const Color &color = result->palette()[i];
                palette_[i] = {color.r, color.g, color.b, color.a};
                if (has_highlight_ && i != *highlighted) palette_[i] = washed(palette_[i]);
            }
    }

    Rgba at(std::size_t i) const {
        const Rgba own = original(i);
        if (indices_.empty()) return own;
        Rgba color = palette_[indices_[i]];
        if (is_indexed_) {
            color.a = own.a >= 128 && color.a >= 128 ? 255 : 0;
        } else {
            color.a = own.a;
            // A pixel has a palette entry only as much as it is selected.
            if (!selection_.empty())
                color = mix(has_highlight_ ? washed(own) : own, color, selection_[i]);
        }
        return color;
    }

private:
    Rgba original(std::size_t i) const {
        const std::size_t at = i * pixels_.channels;
        const auto sample = [&](std::size_t channel) -> unsigned {
            return value_of_8_bits(pixels_, at + channel);
        };
        const bool is_gray = pixels_.channels < 3;
        const unsigned first = sample(0);
        return {first, is_gray ? first : sample(1), is_gray ? first : sample(2),
                pixels_.has_alpha() ? sample(pixels_.channels - 1) : 255U};
    }

    // Leaves a quarter of the color and of the contrast.
    static Rgba washed(const Rgba &color) {
        const auto channel = [](unsigned value) { return (value + 3 * 128 + 2) / 4; };
        return {channel(color.r), channel(color.g), channel(color.b), color.a};
    }

    static Rgba mix(const Rgba &from, const Rgba &to, unsigned part) {
        if (part == 0) return {from.r, from.g, from.b, to.a};
        if (part == 255) return to;
        static const Light light;
        return {light.mix(from.r, to.r, part), light.mix(from.g, to.g, part),
                light.mix(from.b, to.b, part), to.a};
    }

    const Pixels &pixels_;
    const std::vector<std::uint8_t> &selection_;
    std::span<const std::uint8_t> indices_;
    bool is_indexed_;
    bool has_highlight_;
    std::array<Rgba, QUANT_MAX_COLORS> palette_{};
};

// The pixels first to last - 1 that a dot covers along one axis: at least one, but none if the dot
// is outside the layer.
struct Range {
    int first, last;
};
Range range_of(double start, double scale, int dot, int size) {
    const double from = start + scale * dot;
    if (from < 0 || from >= size) return {0, 0};
    const int first = static_cast<int>(from);
    return {first, std::min(size, std::max(first + 1, static_cast<int>(from + scale)))};
}

// Returns the distance between the pixels that are averaged: of many pixels, a part is enough. The
// distance is odd, so that it does not coincide with the period of regular dithering.
int step_of(const Range &range) { return (range.last - range.first) / 12 * 2 + 1; }

// Returns the mean of the pixels, each weighted by its alpha, and the mean of their alpha.
Color mean(const Source &source, const Range &columns, const Range &rows, int width) {
    std::array<std::uint64_t, 3> sum{};
    std::uint64_t alpha = 0;
    std::uint64_t count = 0;
    for (int y = rows.first; y < rows.last; y += step_of(rows))
        for (int x = columns.first; x < columns.last; x += step_of(columns), ++count) {
            const Rgba color =
                source.at(static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
                          static_cast<std::size_t>(x));
            sum[0] += color.r * color.a;
            sum[1] += color.g * color.a;
            sum[2] += color.b * color.a;
            alpha += color.a;
        }
    if (alpha == 0) return {0, 0, 0, 0};
    const auto channel = [&](std::uint64_t total) {
        return static_cast<std::uint8_t>((total + alpha / 2) / alpha);
    };
    return {channel(sum[0]), channel(sum[1]), channel(sum[2]),
            static_cast<std::uint8_t>((alpha + count / 2) / count)};
}

std::uint32_t over(const Color &color, std::uint8_t background) {
    std::uint32_t dot = 0;
    for (const unsigned channel : {color.r, color.g, color.b})
        dot = dot << 8 | (channel * color.a + background * (255U - color.a) + 127) / 255;
    return dot;
}

}  // namespace

std::vector<std::uint32_t> render(const Layer &layer, const Quantized *result, bool is_indexed,
                                  const View &view, const ToScreen &to_screen,
                                  std::optional<std::uint8_t> highlighted) {
    const Source source(layer, result, is_indexed, highlighted);
    const GeglRectangle &area = layer.pixels.area;
    const std::size_t count =
        static_cast<std::size_t>(view.width) * static_cast<std::size_t>(view.height);
    std::vector<Color> colors;
    std::vector<std::uint8_t> behind;  // the gray that shows through
    colors.reserve(count);
    behind.reserve(count);
    for (int y = 0; y < view.height; ++y) {
        const Range rows = range_of(view.y, view.scale, y, area.height);
        for (int x = view.column; x < view.column + view.width; ++x) {
            const Range columns = range_of(view.x, view.scale, x, area.width);
            const bool is_outside = rows.first == rows.last || columns.first == columns.last;
            colors.push_back(is_outside ? Color{} : mean(source, columns, rows, area.width));
            behind.push_back(is_outside ? kOutside : kSquares[(x / 8 + y / 8) % 2 == 0 ? 0 : 1]);
        }
    }
    if (to_screen) to_screen(colors);
    std::vector<std::uint32_t> dots(count);
    std::transform(colors.begin(), colors.end(), behind.begin(), dots.begin(), over);
    return dots;
}

std::optional<Place> pixel_at(const View &view, double x, double y, int width, int height) {
    if (!(x >= 0 && x < view.width && y >= 0 && y < view.height)) return std::nullopt;
    const Range columns = range_of(view.x, view.scale, view.column + static_cast<int>(x), width);
    const Range rows = range_of(view.y, view.scale, static_cast<int>(y), height);
    if (columns.first == columns.last || rows.first == rows.last) return std::nullopt;
    return Place{(columns.first + columns.last) / 2, (rows.first + rows.last) / 2};
}

}  // namespace quant::plugin

// A tile is loaded with a margin, blurred along columns and then along rows, and compared. All
// values of a pixel are side by side, so that the compiler adds up several at once.
#include "common/distant_error.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <vector>

namespace quant::plugin {
namespace {

constexpr int kBlurRadius = static_cast<int>(4 * kDistantBlur);
constexpr int kTileSide = 48;  // of a tile; a multiple of the step, as it goes on in the next tile
constexpr std::size_t kTiles = 256;  // of all layers together, but at least one for each
// Blurred pixels are like their neighbors. The step is odd, so that it does not coincide with the
// period of regular dithering.
constexpr int kPixelStep = 3;

std::array<float, 2 * kBlurRadius + 1> gaussian_kernel() {
    std::array<double, 2 * kBlurRadius + 1> weights{};
    for (std::size_t i = 0; i < weights.size(); ++i) {
        const double distance = static_cast<double>(i) - kBlurRadius;
        weights[i] = std::exp(-distance * distance / (2 * kDistantBlur * kDistantBlur));
    }
    const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
    std::array<float, 2 * kBlurRadius + 1> result{};
    std::transform(weights.begin(), weights.end(), result.begin(),
                   [&](double weight) { return static_cast<float>(weight / sum); });
    return result;
}

// The curve of sRGB and its inverse, as tables.
class SrgbCurve {
public:
    SrgbCurve() {
        for (std::size_t i = 0; i < light_.size(); ++i)
            light_[i] = static_cast<float>(srgb_to_linear(static_cast<double>(i) / 65535));
        for (std::size_t i = 0; i < value_.size(); ++i)
            value_[i] = static_cast<float>(
                255 * linear_to_srgb(static_cast<double>(i) / (kCurveSteps - 1)));
    }

    float light(std::uint16_t value) const { return light_[value]; }

    // Returns the value, 0 to 255, of light from 0 to 1. It is interpolated, to 0.01.
    float value(float light) const {
        const float place = std::clamp(light, 0.0F, 1.0F) * (kCurveSteps - 1);
        const auto i = std::min(static_cast<std::size_t>(place), kCurveSteps - 2);
        return value_[i] + (place - static_cast<float>(i)) * (value_[i + 1] - value_[i]);
    }

private:
    static constexpr std::size_t kCurveSteps = 4096;
    std::array<float, 65536> light_{};
    std::array<float, kCurveSteps> value_{};
};

// The light of a pixel, multiplied by its alpha: three channels of the original, alpha, and three
// channels of the result. The last value is not used.
using LightPair = std::array<float, 8>;

void add_weighted(LightPair &sum, float weight, const LightPair &light) {
    for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += weight * light[i];
}

// A layer and its result.
class PairOfPictures {
public:
    PairOfPictures(const Layer &layer, const Quantized &result, const SrgbCurve &curve)
        : pixels_(layer.pixels), indices_(result.indices()), curve_(curve) {
        for (std::size_t i = 0; i < result.palette16().size(); ++i) {
            const Color16 &color = result.palette16()[i];
            palette_[i] = {curve.light(color.r), curve.light(color.g), curve.light(color.b)};
        }
    }

    LightPair at(int x, int y) const {
        const std::size_t i = static_cast<std::size_t>(mirrored(y, pixels_.area.height)) *
                                  static_cast<std::size_t>(pixels_.area.width) +
                              static_cast<std::size_t>(mirrored(x, pixels_.area.width));
        const unsigned channels = pixels_.channels;
        const auto sample = [&](unsigned channel) -> std::uint16_t {
            const std::size_t at = i * channels + channel;
            if (pixels_.bits == 8) return static_cast<std::uint16_t>(pixels_.bytes[at] * 257);
            return reinterpret_cast<const std::uint16_t *>(pixels_.bytes.get())[at];
        };
        const unsigned next = channels < 3 ? 0 : 1;  // gray is the same in all three channels
        const float alpha =
            pixels_.has_alpha() ? static_cast<float>(sample(channels - 1)) / 65535 : 1.0F;
        const std::array<float, 3> &color = palette_[indices_[i]];
        return {alpha * curve_.light(sample(0)),
                alpha * curve_.light(sample(next)),
                alpha * curve_.light(sample(2 * next)),
                alpha,
                alpha * color[0],
                alpha * color[1],
                alpha * color[2],
                0};
    }

private:
    static int mirrored(int at, int size) {
        while (at < 0 || at >= size) at = at < 0 ? -1 - at : 2 * size - 1 - at;
        return at;
    }

    const Pixels &pixels_;
    std::span<const std::uint8_t> indices_;
    const SrgbCurve &curve_;
    std::array<std::array<float, 3>, QUANT_MAX_COLORS> palette_{};
};

// Returns the squared error of a blurred pixel in the three channels together.
double squared_error(const LightPair &light, const SrgbCurve &curve) {
    const float alpha = light[3];
    if (alpha <= 0) return 0;
    double sum = 0;
    for (std::size_t channel = 0; channel < 3; ++channel) {
        const double error =
            curve.value(light[channel] / alpha) - curve.value(light[4 + channel] / alpha);
        sum += error * error;
    }
    return alpha * alpha * sum;
}

struct ErrorSum {
    double squared_errors = 0;
    std::size_t pixels = 0;
};

// Adds the errors of the blurred pixels of a tile.
void add_tile(ErrorSum &sum, const PairOfPictures &pair, const GeglRectangle &tile,
              const SrgbCurve &curve) {
    static const auto weights = gaussian_kernel();
    const auto width = static_cast<std::size_t>(tile.width) + 2 * kBlurRadius;
    std::vector<LightPair> light;
    light.reserve(width * (static_cast<std::size_t>(tile.height) + 2 * kBlurRadius));
    for (int y = -kBlurRadius; y < tile.height + kBlurRadius; ++y)
        for (int x = -kBlurRadius; x < tile.width + kBlurRadius; ++x)
            light.push_back(pair.at(tile.x + x, tile.y + y));
    std::vector<LightPair> row(width);
    for (std::size_t y = 0; y < static_cast<std::size_t>(tile.height); y += kPixelStep) {
        for (std::size_t x = 0; x < width; ++x) {
            LightPair blurred{};
            for (std::size_t i = 0; i < weights.size(); ++i)
                add_weighted(blurred, weights[i], light[(y + i) * width + x]);
            row[x] = blurred;
        }
        for (std::size_t x = 0; x < static_cast<std::size_t>(tile.width); x += kPixelStep) {
            LightPair blurred{};
            for (std::size_t i = 0; i < weights.size(); ++i)
                add_weighted(blurred, weights[i], row[x + i]);
            sum.squared_errors += squared_error(blurred, curve);
            ++sum.pixels;
        }
    }
}

// Returns tiles that cover the layer, or `most` tiles spread over it if these are fewer. Their
// places are those of the sequence R2 of M. Roberts: fractions that are spread evenly in both
// directions.
std::vector<GeglRectangle> tiles_of(int width, int height, std::size_t most) {
    const auto along = [](int size) {
        const int tiles = (size - 1) / kTileSide + 1;
        return static_cast<std::size_t>(tiles);
    };
    std::vector<GeglRectangle> tiles;
    if (along(width) <= most && along(width) * along(height) <= most) {
        for (int y = 0; y < height; y += kTileSide)
            for (int x = 0; x < width; x += kTileSide)
                tiles.push_back(
                    {x, y, std::min(kTileSide, width - x), std::min(kTileSide, height - y)});
        return tiles;
    }
    const auto place = [](std::uint32_t fraction, int size) {
        const auto room = static_cast<std::uint64_t>(std::max(size - kTileSide, 0) + 1);
        return static_cast<int>(fraction * room >> 32);
    };
    std::uint32_t across = 0;
    std::uint32_t down = 0;
    for (std::size_t i = 0; i < most; ++i) {
        across += 3242174889U;  // 2^32 times 0.7549 and 0.5698, the powers of 1 / 1.3247
        down += 2447445414U;
        tiles.push_back({place(across, width), place(down, height), std::min(kTileSide, width),
                         std::min(kTileSide, height)});
    }
    return tiles;
}

double layer_mse(const Layer &layer, const Quantized &result, std::size_t most_tiles) {
    static const SrgbCurve curve;
    const PairOfPictures pair(layer, result, curve);
    const GeglRectangle &area = layer.pixels.area;
    ErrorSum sum;
    for (const GeglRectangle &tile : tiles_of(area.width, area.height, most_tiles))
        add_tile(sum, pair, tile, curve);
    return sum.squared_errors / static_cast<double>(sum.pixels);
}

}  // namespace

double distant_mse(std::span<const Layer> layers, const Reduction &reduction) {
    double all = 0;
    for (const Layer &layer : layers) all += static_cast<double>(layer.pixels.count());
    double sum = 0;
    for (std::size_t i = 0; i < layers.size(); ++i) {
        const auto pixels = static_cast<double>(layers[i].pixels.count());
        const auto tiles = static_cast<std::size_t>(kTiles * pixels / all);
        sum += pixels * layer_mse(layers[i], reduction.layer(i), std::max<std::size_t>(tiles, 1));
    }
    return sum / all;
}

}  // namespace quant::plugin

// Converts pixel by pixel.
#include "worker/float_pixels.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <limits>

#include <quant/quant.hpp>

#include "base/failure.h"

namespace quant::cli {
namespace {

// load() and store() use memcpy() because the memory has no type.
template <typename T>
T load(const std::byte *at) {
    T value;
    std::memcpy(&value, at, sizeof value);
    return value;
}
template <typename T>
void store(std::byte *at, T value) {
    std::memcpy(at, &value, sizeof value);
}

template <typename T>
void unassociate_as(std::byte *pixels, const Layout &layout) {
    constexpr unsigned most = std::numeric_limits<T>::max();
    const std::size_t colors = layout.channels - 1;
    std::byte *const end = pixels + layout.pixel_bytes();
    for (std::byte *pixel = pixels; pixel != end; pixel += layout.channels * sizeof(T)) {
        const unsigned alpha = load<T>(pixel + colors * sizeof(T));
        if (alpha == most || alpha == 0) continue;
        for (std::size_t c = 0; c < colors; ++c) {
            const std::uint64_t value = load<T>(pixel + c * sizeof(T));
            const std::uint64_t straight = (value * most + alpha / 2) / alpha;
            store(pixel + c * sizeof(T), static_cast<T>(std::min<std::uint64_t>(straight, most)));
        }
    }
}

template <typename T>
void fill_unused_alpha_as(std::byte *pixels, const Layout &layout) {
    const std::size_t step = layout.channels * sizeof(T);
    std::byte *const first = pixels + step - sizeof(T);
    const std::uint64_t count = layout.width * layout.height;
    for (std::uint64_t i = 0; i < count; ++i)
        if (load<T>(first + i * step) != 0) return;
    for (std::uint64_t i = 0; i < count; ++i)
        store(first + i * step, std::numeric_limits<T>::max());
}

using FloatColor = std::array<double, 3>;

std::uint16_t to_uint16(double value) {
    value = value > 0 ? std::min(value, 1.0) : 0.0;  // NaN becomes 0
    return static_cast<std::uint16_t>(std::lround(value * 65535.0));
}

// Floating-point pixels and what must be known about all of them before one is converted.
class FloatPixels {
public:
    FloatPixels(std::span<const float> pixels, unsigned channels, const FloatKind &kind)
        : pixels_(pixels), channels_(channels), kind_(kind) {
        for (std::size_t at = 0; at < pixels.size(); at += channels) inspect(at);
    }

    unsigned colors() const { return channels_ < 3 ? 1 : 3; }
    std::uint64_t above_1() const { return above_1_; }
    std::uint64_t not_a_number() const { return not_a_number_; }

    // Returns the color of the pixel that begins at this value, with straight alpha.
    FloatColor color_at(std::size_t at) const {
        FloatColor color{};
        const double alpha = colors() < channels_ ? double{pixels_[at + colors()]} : 1.0;
        const double divisor = kind_.associated && alpha > 0 ? std::min(alpha, 1.0) : 1.0;
        for (unsigned c = 0; c < colors(); ++c) color[c] = pixels_[at + c] / divisor;
        return color;
    }

    // Returns the factor by which the light of a color is compressed.
    double gain_of(const FloatColor &color) const {
        const double light = std::min(largest_light(color), whitest_);
        return light > 0 ? (1 + light / (whitest_ * whitest_)) / (1 + light) : 1.0;
    }

    // Returns the channel value, from 0 to 1, of a file. `gain` is a factor for its light.
    double encoded(double value, double gain) const {
        if (gain == 1.0 && !kind_.linear) return value;
        const double light = gain * light_of(value);
        return light > 0 ? linear_to_srgb(std::min(light, 1.0)) : 0.0;
    }

private:
    void inspect(std::size_t at) {
        const FloatColor color = color_at(at);
        // A division by alpha rounds, and so does the format that holds the result.
        const double most = kind_.associated ? 1 + 1.0 / 1024 : 1 + 0.5 / 65535;
        bool above = false, nan = false;
        for (unsigned c = 0; c < colors(); ++c) {
            above |= color[c] > most;
            nan |= std::isnan(color[c]);
        }
        above_1_ += above ? 1 : 0;
        not_a_number_ += nan ? 1 : 0;
        const double light = largest_light(color);
        if (std::isfinite(light)) whitest_ = std::max(whitest_, light);
    }

    double light_of(double value) const {
        return kind_.linear ? value : srgb_to_linear(std::max(value, 0.0));
    }

    double largest_light(const FloatColor &color) const {
        double largest = 0;
        for (unsigned c = 0; c < colors(); ++c) largest = std::max(largest, light_of(color[c]));
        return largest;
    }

    std::span<const float> pixels_;
    unsigned channels_;
    FloatKind kind_;
    std::uint64_t above_1_ = 0, not_a_number_ = 0;
    double whitest_ = 1;  // the largest light of a channel
};

}  // namespace

void store_floats(std::span<const float> pixels, std::uint64_t width, std::uint64_t height,
                  unsigned channels, const FloatKind &kind, Decoding &decoding) {
    std::byte *target = decoding.allocate(width, height, channels, 16);
    const FloatPixels source(pixels, channels, kind);
    const bool compress =
        source.above_1() > 0 && decoding.request().tone_mapping == ToneMapping::reinhard;
    decoding.count_unusual(compress ? 0 : source.above_1(), source.not_a_number());
    if (source.above_1() > 0 && decoding.request().tone_mapping == ToneMapping::refuse)
        throw Failure(std::to_string(source.above_1()) +
                      " pixels have values above 1, which a picture of 16 bits cannot hold");
    for (std::size_t at = 0; at < pixels.size(); at += channels) {
        const FloatColor color = source.color_at(at);
        const double gain = compress ? source.gain_of(color) : 1.0;
        for (unsigned c = 0; c < source.colors(); ++c, target += sizeof(std::uint16_t))
            store(target, to_uint16(source.encoded(color[c], gain)));
        if (source.colors() < channels) {
            store(target, to_uint16(pixels[at + source.colors()]));
            target += sizeof(std::uint16_t);
        }
    }
}

void unassociate(std::byte *pixels, const Layout &layout) {
    if (layout.bits == 8)
        unassociate_as<std::uint8_t>(pixels, layout);
    else
        unassociate_as<std::uint16_t>(pixels, layout);
}

void fill_unused_alpha(std::byte *pixels, const Layout &layout) {
    if (layout.bits == 8)
        fill_unused_alpha_as<std::uint8_t>(pixels, layout);
    else
        fill_unused_alpha_as<std::uint16_t>(pixels, layout);
}

}  // namespace quant::cli

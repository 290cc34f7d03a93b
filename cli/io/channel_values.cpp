// Converts pixel by pixel from the first to the last, because source and result share memory.
#include "io/channel_values.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

#include <quant/quant.hpp>

namespace quant::cli {
namespace {

// load() and store() use memcpy() because the same memory holds bytes, floats and integers in turn.
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

}  // namespace

void floats_to_uint16(std::byte *pixels, const Layout &layout, bool linear, bool associated) {
    const std::uint64_t count = layout.width * layout.height;
    const std::size_t channels = layout.channels;
    const bool has_alpha = channels % 2 == 0;
    const std::byte *source = pixels;
    std::byte *target = pixels;  // never ahead of source
    for (std::uint64_t i = 0; i < count; ++i) {
        double alpha = has_alpha ? load<float>(source + (channels - 1) * sizeof(float)) : 1.0;
        alpha = alpha > 0 ? std::min(alpha, 1.0) : 0.0;
        for (std::size_t c = 0; c < channels; ++c, source += sizeof(float)) {
            double value = load<float>(source);
            const bool is_color = !has_alpha || c + 1 < channels;
            if (is_color && associated && alpha > 0) value /= alpha;
            value = value > 0 ? std::min(value, 1.0) : 0.0;
            if (is_color && linear) value = linear_to_srgb(value);
            store(target, static_cast<std::uint16_t>(std::lround(value * 65535.0)));
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

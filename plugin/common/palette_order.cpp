// Computes a key of each color once and sorts the places by it.
#include "common/palette_order.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace quant::plugin {
namespace {

double luminance_of(const Color &color) {
    const auto light = [](std::uint8_t value) { return srgb_to_linear(value / 255.0); };
    return 0.2126 * light(color.r) + 0.7152 * light(color.g) + 0.0722 * light(color.b);
}

// Returns the hue in sixths of the circle, 0 to 6, or -1 for a gray.
double hue_of(const Color &color) {
    const int r = color.r;
    const int g = color.g;
    const int b = color.b;
    const int most = std::max({r, g, b});
    const int range = most - std::min({r, g, b});
    if (range == 0) return -1;
    const auto part = [range](int difference) {
        return static_cast<double>(difference) / static_cast<double>(range);
    };
    if (most == r) return g >= b ? part(g - b) : 6 + part(g - b);
    return most == g ? 2 + part(b - r) : 4 + part(r - g);
}

std::pair<double, double> key_of(const Entry &entry, PaletteOrder order) {
    switch (order) {
        case PaletteOrder::pixels: return {-static_cast<double>(entry.pixels), 0};
        case PaletteOrder::luminance: return {luminance_of(entry.color), 0};
        case PaletteOrder::hue: return {hue_of(entry.color), luminance_of(entry.color)};
        case PaletteOrder::own: break;
    }
    return {};
}

}  // namespace

std::vector<std::size_t> places_in_order(std::span<const Entry> entries, PaletteOrder order) {
    std::vector<std::pair<double, double>> keys;
    for (const Entry &entry : entries) keys.push_back(key_of(entry, order));
    std::vector<std::size_t> places(entries.size());
    std::iota(places.begin(), places.end(), std::size_t{0});
    std::stable_sort(places.begin(), places.end(),
                     [&](std::size_t a, std::size_t b) { return keys[a] < keys[b]; });
    return places;
}

}  // namespace quant::plugin

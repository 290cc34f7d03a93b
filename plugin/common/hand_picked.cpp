// Colors are compared by red, green and blue: the entries of a dialog are all opaque.
#include "common/hand_picked.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>

#include "common/parameters.h"
#include "common/text.h"

namespace quant::plugin {
namespace {

std::vector<Color> colors_of_entries(std::span<const Entry> entries) {
    std::vector<Color> colors;
    for (const Entry &entry : entries) colors.push_back(entry.color);
    return colors;
}

void replace_in(std::vector<Color> &colors, const Color &old, const Color &color) {
    std::replace_if(
        colors.begin(), colors.end(), [&](const Color &other) { return same_color(other, old); },
        color);
}

// Returns the mean of the pixels of these colors, or of the colors if no pixel has them.
Color mean_of(std::span<const Entry> shown, std::span<const Color> colors) {
    std::array<double, 3> sum{};
    double count = 0;
    const auto add = [&](const Color &color, double pixels) {
        sum[0] += color.r * pixels;
        sum[1] += color.g * pixels;
        sum[2] += color.b * pixels;
        count += pixels;
    };
    for (const Entry &entry : shown)
        if (contains(colors, entry.color)) add(entry.color, static_cast<double>(entry.pixels));
    if (count <= 0)
        for (const Color &color : colors) add(color, 1);
    const auto channel = [&](double total) {
        return static_cast<std::uint8_t>(std::lround(total / count));
    };
    return {channel(sum[0]), channel(sum[1]), channel(sum[2]), 255};
}

}  // namespace

std::vector<Color> colors_of_text(const std::string &text, const char *argument) {
    constexpr const char *kBetween = " ,\t\n";
    std::vector<Color> colors;
    for (std::size_t at = text.find_first_not_of(kBetween); at != std::string::npos;
         at = text.find_first_not_of(kBetween, at)) {
        const std::size_t end = std::min(text.find_first_of(kBetween, at), text.size());
        const std::string word = text.substr(at, end - at);
        unsigned rgb = 0;
        const char *const last = word.data() + word.size();
        if (word.size() != 7 || word[0] != '#' ||
            std::from_chars(word.data() + 1, last, rgb, 16).ptr != last)
            throw Failure(
                format_text(_("%1: '%2' is not a color: write #rrggbb"), {argument, word}));
        const auto byte = [rgb](unsigned shift) { return static_cast<std::uint8_t>(rgb >> shift); };
        colors.push_back({byte(16), byte(8), byte(0), 255});
        at = end;
    }
    return colors;
}

bool HandPicked::is_locked(const Color &color) const { return contains(locked, color); }

void HandPicked::lock(const Color &color) {
    if (!is_locked(color)) locked.push_back(color);
}

void HandPicked::unlock(const Color &color) {
    std::erase_if(locked, [&](const Color &other) { return same_color(other, color); });
}

void HandPicked::add(std::span<const Entry> shown, const Color &color) {
    lock(color);
    if (palette.empty() && is_given) palette = colors_of_entries(shown);
    if (!palette.empty() && !contains(palette, color)) palette.push_back(color);
}

void HandPicked::replace(std::span<const Entry> shown, const Color &old, const Color &color) {
    palette = colors_of_entries(shown);
    if (!same_color(old, color))
        std::erase_if(palette, [&](const Color &other) { return same_color(other, color); });
    replace_in(palette, old, color);
    unlock(old);
    lock(color);
}

void HandPicked::remove(std::span<const Entry> shown, std::span<const Color> colors) {
    std::vector<Color> left = colors_of_entries(shown);
    std::erase_if(left, [&](const Color &color) { return contains(colors, color); });
    if (left.empty()) return;
    palette = std::move(left);
    for (const Color &color : colors) unlock(color);
}

void HandPicked::merge(std::span<const Entry> shown, std::span<const Color> colors) {
    if (colors.size() < 2) return;
    const auto kept = std::find_if(colors.begin(), colors.end(),
                                   [this](const Color &color) { return is_locked(color); });
    const Color merged = kept == colors.end() ? mean_of(shown, colors) : *kept;
    palette.clear();
    bool is_placed = false;
    for (const Entry &entry : shown) {
        if (!contains(colors, entry.color))
            palette.push_back(entry.color);
        else if (!std::exchange(is_placed, true))
            palette.push_back(merged);
    }
    for (const Color &color : colors)
        if (!same_color(color, merged)) unlock(color);
}

}  // namespace quant::plugin

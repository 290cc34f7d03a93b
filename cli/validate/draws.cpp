// Counts in ranges of colors: halves, quarters and so on of the pixels.
#include "validate/draws.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <limits>
#include <map>
#include <numeric>

namespace quant::cli::validate {
namespace {

constexpr std::size_t kParts = 16;               // the smallest ranges have this part of the pixels
constexpr std::size_t kRanges = 2 * kParts - 1;  // all, halves, quarters, and so on

constexpr double kNever = -std::numeric_limits<double>::infinity();  // the logarithm of 0

double pixels_of(const DistinctColors &picture) {
    return static_cast<double>(picture.of_pixel.size());
}

// Returns the logarithm of the probability that `drawn` of `all` pixels, drawn without replacement,
// are all among `some` of them.
double log_all_among(double some, double all, std::size_t drawn) {
    double log = 0;
    for (std::size_t i = 0; i < drawn; ++i) {
        const auto taken = static_cast<double>(i);
        if (some <= taken) return kNever;
        log += std::log((some - taken) / (all - taken));
    }
    return log;
}

std::vector<std::size_t> places_of(const DistinctColors &picture, const std::vector<Rgb> &draw) {
    std::vector<std::size_t> places;
    places.reserve(draw.size());
    for (const Rgb &color : draw)
        places.push_back(static_cast<std::size_t>(
            std::lower_bound(picture.colors.begin(), picture.colors.end(), color) -
            picture.colors.begin()));
    return places;
}

// Returns the logarithm of Chernoff's bound for finding so many, or a number that is still farther
// from the expected one.
double log_chance(double expected, double found) {
    if (expected == 0) return found == 0 ? 0 : kNever;
    return found == 0 ? -expected : -(found * std::log(found / expected) - found + expected);
}

// The expected and the found number of drawn colors, by color and then by sixteenth of the pixels.
struct Counts {
    std::vector<double> expected, found;
};

Counts counts_of(const DistinctColors &picture, const std::vector<std::vector<Rgb>> &draws,
                 std::size_t pixels) {
    Counts counts{std::vector<double>(picture.colors.size()),
                  std::vector<double>(picture.colors.size())};
    const double all = pixels_of(picture);
    std::map<std::uint64_t, double> expected;  // for a color with so many pixels
    for (std::size_t i = 0; i < picture.colors.size(); ++i) {
        const auto [place, is_new] = expected.try_emplace(picture.counts[i]);
        if (is_new) {
            const double others = all - static_cast<double>(picture.counts[i]);
            place->second =
                static_cast<double>(draws.size()) * -std::expm1(log_all_among(others, all, pixels));
        }
        counts.expected[i] = place->second;
    }
    for (const std::vector<Rgb> &draw : draws)
        for (const std::size_t place : places_of(picture, draw)) ++counts.found[place];
    return counts;
}

// Adds up the counts of the colors in this order, in parts of nearly equal numbers of pixels.
Counts parts_of(const DistinctColors &picture, const Counts &by_color,
                const std::vector<std::size_t> &order) {
    Counts parts{std::vector<double>(kParts), std::vector<double>(kParts)};
    double before = 0;
    for (const std::size_t i : order) {
        const double all = pixels_of(picture);
        const auto part = static_cast<std::size_t>(before * kParts / all);
        parts.expected[part] += by_color.expected[i];
        parts.found[part] += by_color.found[i];
        before += static_cast<double>(picture.counts[i]);
    }
    return parts;
}

std::string check_ranges(const Counts &parts, const std::string &order) {
    const double least = std::log(kFalseAlarm / (2 * 2 * kRanges));  // two sides, two orders
    for (std::size_t size = kParts; size > 0; size /= 2)
        for (std::size_t first = 0; first < kParts; first += size) {
            const auto sum = [&](const std::vector<double> &values) {
                const auto begin = values.begin() + static_cast<std::ptrdiff_t>(first);
                return std::accumulate(begin, begin + static_cast<std::ptrdiff_t>(size), 0.0);
            };
            const double expected = sum(parts.expected), found = sum(parts.found);
            if (log_chance(expected, found) >= least) continue;
            char text[200];
            std::snprintf(text, sizeof text,
                          "seeds are not random: %.0f colors were drawn of sixteenths %zu to %zu "
                          "of the pixels %s, but %.1f are expected",
                          found, first + 1, first + size, order.c_str(), expected);
            return text;
        }
    return {};
}

}  // namespace

std::string check_draws_differ(const DistinctColors &picture,
                               const std::vector<std::vector<Rgb>> &draws, std::size_t pixels) {
    double among_first = 0;
    for (const std::size_t place : places_of(picture, draws.front()))
        among_first += static_cast<double>(picture.counts[place]);
    const auto others = static_cast<double>(draws.size() - 1);
    const auto same =
        static_cast<double>(std::count(draws.begin() + 1, draws.end(), draws.front()));
    // The bound for this many equal draws: the ways to choose them, times the chance of each. All
    // pixels of an equal draw are among those of the colors of the first one.
    const double log_bound =
        others * std::log(2.0) + same * log_all_among(among_first, pixels_of(picture), pixels);
    if (same == 0 || log_bound >= std::log(kFalseAlarm)) return {};
    return "seeds are not random: of " + std::to_string(draws.size() - 1) +
           " other values of the option `seed`, " + std::to_string(static_cast<unsigned>(same)) +
           " draw the same pixels as the first one";
}

std::string check_draws_are_even(const DistinctColors &picture,
                                 const std::vector<std::vector<Rgb>> &draws, std::size_t pixels) {
    const Counts by_color = counts_of(picture, draws, pixels);
    std::vector<std::size_t> order(picture.colors.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::string wrong =
        check_ranges(parts_of(picture, by_color, order), "in the order of their colors");
    if (!wrong.empty()) return wrong;
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return picture.counts[a] < picture.counts[b];
    });
    return check_ranges(parts_of(picture, by_color, order), "from rare colors to frequent ones");
}

}  // namespace quant::cli::validate

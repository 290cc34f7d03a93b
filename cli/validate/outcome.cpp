// Compares outcomes field by field, and describes the first difference in words.
#include "validate/outcome.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <limits>

namespace quant::cli::validate {
namespace {

// Prints doubles with all their digits, so that two different ones never look the same.
std::string text_of(double value) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.17g", value);
    return text.data();
}
std::string text_of(std::uint64_t value) { return std::to_string(value); }
std::string text_of(std::uint8_t value) { return std::to_string(value); }

template <typename C>
std::string color_text(const C &c) {
    std::array<char, 40> text{};
    std::snprintf(text.data(), text.size(), "(%u, %u, %u, %u)", unsigned{c.r}, unsigned{c.g},
                  unsigned{c.b}, unsigned{c.a});
    return text.data();
}
std::string text_of(const Color &c) { return color_text(c); }
std::string text_of(const Color16 &c) { return color_text(c); }

template <typename T>
bool same(const T &a, const T &b) {
    return a == b;
}
bool same(const Color &a, const Color &b) {
    return a.r == b.r && a.g == b.g && a.b == b.b && a.a == b.a;
}
bool same(const Color16 &a, const Color16 &b) {
    return a.r == b.r && a.g == b.g && a.b == b.b && a.a == b.a;
}

template <typename T>
std::string first_difference(const std::string &what, const std::vector<T> &expected,
                             const std::vector<T> &found) {
    if (expected.size() != found.size())
        return "has " + std::to_string(found.size()) + " of " + what + ", not " +
               std::to_string(expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i)
        if (!same(expected[i], found[i]))
            return what + " " + std::to_string(i) + " is " + text_of(found[i]) + ", not " +
                   text_of(expected[i]);
    return {};
}

std::string first_difference(const std::string &what, double expected, double found) {
    return same(expected, found) ? std::string()
                                 : what + " is " + text_of(found) + ", not " + text_of(expected);
}

}  // namespace

Outcome outcome_of(const Quantized &result) {
    const auto copy = [](auto span) { return std::vector(span.begin(), span.end()); };
    const Stats &stats = result.stats();
    return {copy(result.palette()), copy(result.palette16()),
            copy(result.counts()),  copy(result.indices()),
            stats.inertia,          stats.iterations,
            stats.converged != 0,   stats.exact != 0};
}

std::string difference(const Outcome &expected, const Outcome &found) {
    for (const std::string &text :
         {first_difference("palette entry", expected.palette, found.palette),
          first_difference("16-bit palette entry", expected.palette16, found.palette16),
          first_difference("the label of pixel", expected.labels, found.labels),
          first_difference("the count of entry", expected.counts, found.counts),
          first_difference("the inertia", expected.inertia, found.inertia),
          first_difference("the number of iterations", expected.iterations, found.iterations),
          first_difference("convergence", expected.converged, found.converged)})
        if (!text.empty()) return text;
    return {};
}

double deviation(double expected, double found) {
    if (found == expected) return 0;
    if (expected == 0) return std::numeric_limits<double>::infinity();
    return std::abs(found - expected) / std::abs(expected);
}

}  // namespace quant::cli::validate

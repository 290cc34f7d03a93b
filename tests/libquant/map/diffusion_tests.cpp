// Compares error diffusion by each kernel with a textbook form, in two spaces, by several threads.
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <cmath>

#include "base/random.h"
#include "color/rgb_space.h"
#include "libquant/map/dithered.h"
#include "libquant/pictures.h"
#include "libquant/teams.h"

namespace {

using namespace quant::core;
using namespace quant::test;

// A kernel as it is published: x, y and weight of each share, and the sum of weights that would
// pass on a whole error. Each passes on 7/8 of what it would, but for Atkinson's.
struct PublishedKernel {
    quant_dither method;
    std::vector<std::array<int, 3>> shares;
    int whole;
    double passed;
};
const PublishedKernel kKernels[] = {
    {QUANT_DITHER_FLOYD_STEINBERG, {{1, 0, 7}, {-1, 1, 3}, {0, 1, 5}, {1, 1, 1}}, 16, 0.875},
    {QUANT_DITHER_ATKINSON,
     {{1, 0, 1}, {2, 0, 1}, {-1, 1, 1}, {0, 1, 1}, {1, 1, 1}, {0, 2, 1}},
     8,
     1},
    {QUANT_DITHER_JARVIS,
     {{1, 0, 7},
      {2, 0, 5},
      {-2, 1, 3},
      {-1, 1, 5},
      {0, 1, 7},
      {1, 1, 5},
      {2, 1, 3},
      {-2, 2, 1},
      {-1, 2, 3},
      {0, 2, 5},
      {1, 2, 3},
      {2, 2, 1}},
     48,
     0.875},
    {QUANT_DITHER_STUCKI,
     {{1, 0, 8},
      {2, 0, 4},
      {-2, 1, 2},
      {-1, 1, 4},
      {0, 1, 8},
      {1, 1, 4},
      {2, 1, 2},
      {-2, 2, 1},
      {-1, 2, 2},
      {0, 2, 4},
      {1, 2, 2},
      {2, 2, 1}},
     42,
     0.875},
    {QUANT_DITHER_SIERRA,
     {{1, 0, 5},
      {2, 0, 3},
      {-2, 1, 2},
      {-1, 1, 4},
      {0, 1, 5},
      {1, 1, 4},
      {2, 1, 2},
      {-1, 2, 2},
      {0, 2, 3},
      {1, 2, 2}},
     32,
     0.875},
    {QUANT_DITHER_SIERRA_LITE, {{1, 0, 2}, {-1, 1, 1}, {0, 1, 1}}, 4, 0.875}};

using Vector = std::array<std::int64_t, 4>;

Vector vector_of(const Point &p) { return {p.x[0], p.x[1], p.x[2], p.x[3]}; }
std::int64_t squared_distance(const Vector &a, const Vector &b) {
    std::int64_t sum = 0;
    for (std::size_t d = 0; d < 4; ++d) sum += (a[d] - b[d]) * (a[d] - b[d]);
    return sum;
}

// Diffuses errors as in a textbook: gives each error to the neighbors at once, with the rules of
// docs/dithering.md.
class Textbook {
public:
    Textbook(const Picture &picture, const Colors &palette, int space)
        : view_(picture.view()),
          palette_(palette),
          space_(space, RgbSpace::srgb(), view_.has_alpha()) {
        points_.resize(view_.pixels());
        space_.load_points(view_, 0, points_.size(), points_.data());
        for (const quant_color16 &c : in_16_bits(palette))
            entries_.push_back(vector_of(space_.point_of(c)));
    }

    Indices diffused(const PublishedKernel &kernel, int strength, bool serpentine) const {
        const auto width = static_cast<std::ptrdiff_t>(view_.width());
        const auto height = static_cast<std::ptrdiff_t>(view_.height());
        const std::int64_t factor =
            std::lround(strength / 1024.0 * kernel.passed / kernel.whole * 16384);
        std::vector<Vector> received(points_.size());
        Indices indices(points_.size());
        for (std::ptrdiff_t y = 0; y < height; ++y) {
            const std::ptrdiff_t ahead = serpentine && y % 2 != 0 ? -1 : 1;
            for (std::ptrdiff_t i = 0; i < width; ++i) {
                const std::ptrdiff_t x = ahead == 1 ? i : width - 1 - i;
                const auto at = static_cast<std::size_t>(y * width + x);
                const Vector p = vector_of(points_[at]);
                if (is_settled(at, indices[at])) continue;
                Vector sought;
                for (std::size_t d = 0; d < 4; ++d) {
                    // The sum is rounded to the nearest integer.
                    const std::int64_t sum = received[at][d] + 8192;
                    const std::int64_t error = (sum - (sum % 16384 + 16384) % 16384) / 16384;
                    sought[d] = std::clamp<std::int64_t>(p[d] + error, 0, space_.most()[d]);
                }
                const bool is_opaque = p[3] == space_.most()[3];
                if (is_opaque) sought[3] = p[3];
                indices[at] = nearest_entry(sought, is_opaque);
                for (const auto &[dx, dy, weight] : kernel.shares) {
                    const std::ptrdiff_t to_x = x + ahead * dx, to_y = y + dy;
                    if (to_x < 0 || to_x >= width || to_y >= height) continue;
                    for (std::size_t d = 0; d < 4; ++d) {
                        // An opaque pixel makes no error of alpha.
                        if (d == 3 && p[3] == space_.most()[3]) continue;
                        received[static_cast<std::size_t>(to_y * width + to_x)][d] +=
                            weight * factor * (sought[d] - entries_[indices[at]][d]);
                    }
                }
            }
        }
        return indices;
    }

private:
    // An opaque pixel gets an opaque entry if there is one.
    std::uint8_t nearest_entry(const Vector &v, bool is_opaque) const {
        const auto can_be = [&](const Vector &e) { return !is_opaque || e[3] == space_.most()[3]; };
        std::size_t best = entries_.size();
        for (std::size_t k = 0; k < entries_.size(); ++k)
            if (can_be(entries_[k]) &&
                (best == entries_.size() ||
                 squared_distance(v, entries_[k]) < squared_distance(v, entries_[best])))
                best = k;
        return best < entries_.size() ? static_cast<std::uint8_t>(best) : nearest_entry(v, false);
    }

    // A pixel is settled if it is fully transparent, or one of eight equal neighbors in a row whose
    // color is in the palette to within one step.
    bool is_settled(std::size_t at, std::uint8_t &index) const {
        std::uint64_t color;
        view_.load_colors(at, 1, &color);
        const auto channel = [&](unsigned c) { return static_cast<int>(color >> 16 * c & 0xFFFF); };
        const bool is_opaque = points_[at].x[3] == space_.most()[3];
        const std::uint8_t entry = nearest_entry(vector_of(points_[at]), is_opaque);
        if (view_.has_alpha() && channel(3) == 0) {
            index = entry;
            return true;
        }
        const std::size_t begin = at - at % view_.width(), end = begin + view_.width();
        std::size_t first = at, last = at;
        while (first > begin && points_[first - 1] == points_[at]) --first;
        while (last + 1 < end && points_[last + 1] == points_[at]) ++last;
        if (last - first + 1 < 8) return false;
        const quant_color &to = palette_[entry];
        const int values[] = {to.r, to.g, to.b, to.a};
        for (unsigned c = 0; c < 4; ++c)
            if (std::abs(channel(c) - values[c]) > 1) return false;
        index = entry;
        return true;
    }

    ImageView view_;
    Colors palette_;
    DitherSpace space_;
    std::vector<Point> points_;
    std::vector<Vector> entries_;
};

// Returns the colors of some pixels.
Colors some_colors(const Picture &picture, std::size_t count, Random &random) {
    const ImageView view(picture.view());
    Colors colors;
    for (std::size_t k = 0; k < count; ++k) {
        std::uint64_t color;
        view.load_colors(random.below(view.pixels()), 1, &color);
        const auto channel = [&](unsigned c) { return static_cast<std::uint8_t>(color >> 16 * c); };
        colors.push_back({channel(0), channel(1), channel(2), channel(3)});
    }
    return colors;
}

quant::Options options_for(quant_dither method, int space, int strength, bool serpentine) {
    quant::Options options;
    options.dither = method;
    options.dither_space = space;
    options.dither_strength = strength / 1024.0;
    options.serpentine = serpentine ? 1 : 0;
    return options;
}

BOOST_AUTO_TEST_SUITE(diffusion_tests)

BOOST_AUTO_TEST_CASE(error_diffusion_is_that_of_the_textbook) {
    Random random(4);
    for (const Picture &picture : quant::test::mixed()) {
        for (const int space : {QUANT_SPACE_SRGB, QUANT_SPACE_OKLAB}) {
            for (const std::size_t size : {1U, 2U, 3U, 20U, 200U}) {
                const Colors palette = some_colors(picture, size, random);
                const Textbook textbook(picture, palette, space);
                for (const PublishedKernel &kernel : kKernels) {
                    const int strength = size == 3 ? 700 : size == 2 ? 1 : 1024;
                    const bool serpentine = random.below(2) == 0;
                    BOOST_TEST_CONTEXT(picture.name << ' ' << space << ' ' << size << ' '
                                                    << quant_dither_name(kernel.method)
                                                    << (serpentine ? " serpentine" : "")) {
                        const auto options =
                            options_for(kernel.method, space, strength, serpentine);
                        const auto indices = dithered(picture.view(), palette, options, team_of(1));
                        BOOST_TEST((indices == textbook.diffused(kernel, strength, serpentine)));
                    }
                }
            }
        }
    }
}

// Each thread of these teams takes part, however small the picture is.
BOOST_AUTO_TEST_CASE(diffusion_by_several_threads_is_that_of_the_textbook_for_every_small_size) {
    Random random(6);
    Team two(2, {}, Team::Size::exactly), three(3, {}, Team::Size::exactly),
        eight(8, {}, Team::Size::exactly);
    for (std::size_t width = 1; width <= 20; ++width) {
        for (std::size_t height = 1; height <= 20; ++height) {
            const Picture picture =
                quant::test::noise(width, height, 3 + (width + height) % 2, width + 20 * height);
            const PublishedKernel &kernel = kKernels[random.below(std::size(kKernels))];
            const int space = width % 2 == 0 ? QUANT_SPACE_SRGB : QUANT_SPACE_OKLAB;
            const Colors palette = some_colors(picture, 1 + random.below(40), random);
            const Indices expected =
                Textbook(picture, palette, space).diffused(kernel, 1024, false);
            const auto options = options_for(kernel.method, space, 1024, false);
            for (Team *team : {&team_of(1), &two, &three, &eight})
                BOOST_REQUIRE((dithered(picture.view(), palette, options, *team) == expected));
        }
    }
}

// The rows are longer than what a thread does before it looks for the one above it, and runs of
// equal pixels begin and end everywhere.
BOOST_AUTO_TEST_CASE(long_rows_and_runs_are_those_of_the_textbook) {
    Random random(7);
    Picture picture = quant::test::noise(700, 33, 3);
    for (std::size_t i = 0; i < picture.pixels.size();) {
        const std::size_t run = 3 * (1 + random.below(random.below(2) == 0 ? 3 : 40));
        for (std::size_t end = std::min(i + run, picture.pixels.size()); i < end; ++i)
            picture.pixels[i] =
                i % run >= 3 && i >= 3 ? picture.pixels[i - 3] : picture.pixels[i] & 0xC0;
    }
    Team three(3, {}, Team::Size::exactly);
    const Colors palette = some_colors(picture, 30, random);
    for (const PublishedKernel &kernel : kKernels) {
        const Indices expected =
            Textbook(picture, palette, QUANT_SPACE_OKLAB).diffused(kernel, 1024, false);
        const auto options = options_for(kernel.method, QUANT_SPACE_OKLAB, 1024, false);
        for (Team *team : {&team_of(1), &three})
            BOOST_TEST((dithered(picture.view(), palette, options, *team) == expected));
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace

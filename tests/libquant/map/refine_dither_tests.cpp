// Compares the last pass over dithered pixels with a plain form of it, and tests what it is for.
#include "map/refine_dither.h"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "color/rgb_space.h"
#include "libquant/map/dithered.h"
#include "libquant/pictures.h"
#include "libquant/teams.h"
#include "map/diffusion_strip.h"

namespace {

using namespace quant::core;
using namespace quant::test;

using Vector = std::array<std::int64_t, 4>;

// The autocorrelation of a blur with the standard deviation s, and of some noise, at a distance, in
// 1/4096 of that at none.
using Weights = std::array<std::int64_t, 9>;  // by squared distance
Weights weights(double s) {
    const auto gaussian = [&](std::size_t at) {
        const double square = 4 * s * s;
        return 0.93 * std::exp(-static_cast<double>(at) / square) / (std::acos(-1.0) * square);
    };
    Weights all;
    for (std::size_t at = 0; at < all.size(); ++at)
        all[at] = std::lround(4096 * gaussian(at) / (0.07 + gaussian(0)));
    return all;
}

// A picture with its palette and what can be said of its pixels.
class Plain {
public:
    Plain(const ImageView &view, const DitherPalette &palette)
        : view_(view), palette_(palette), points_(view.pixels()), is_settled_(view.pixels()) {
        palette.space.load_points(view, 0, points_.size(), points_.data());
        StripRows rows(view, palette, nullptr);
        for (std::size_t y = 0; y < view.height(); ++y) {
            rows.load(y, 1, team_of(1));
            for (std::size_t x = 0; x < view.width(); ++x)
                is_settled_[y * view.width() + x] = rows.settled(0)[x] != StripRows::kFree;
        }
    }

    // Does what refine_dither() should do, pixel by pixel.
    Indices refined(Indices indices, std::int64_t strength) const {
        for (std::size_t parity = 0; parity < 2; ++parity)
            for (std::size_t y = 0; y < view_.height(); ++y)
                for (std::size_t first = 0; first < 3; ++first)
                    for (std::size_t x = first; x < view_.width(); x += 3)
                        if (y / 64 % 2 == parity && !is_settled_[y * view_.width() + x])
                            indices[y * view_.width() + x] = decided(indices, x, y, strength);
        return indices;
    }

    // Returns the sum of (h * e)^2, times 4096 and up to a constant factor, for each coordinate.
    std::array<double, 3> blurred_error(const Indices &indices) const {
        std::array<double, 3> sum{};
        for (std::size_t y = 0; y < view_.height(); ++y) {
            for (std::size_t x = 0; x < view_.width(); ++x) {
                const Vector here = error(indices, x, y), around = seen(indices, x, y, 1024);
                for (std::size_t d = 0; d < 3; ++d)
                    sum[d] += static_cast<double>(here[d] * (4096 * here[d] + around[d]));
            }
        }
        return sum;
    }

private:
    bool is_opaque(std::size_t at) const { return points_[at].x[3] == palette_.space.most()[3]; }

    Vector error(const Indices &indices, std::size_t x, std::size_t y) const {
        const std::size_t at = y * view_.width() + x;
        Vector error{};
        if (is_settled_[at]) return error;
        for (std::size_t d = 0; d < 4; ++d)
            error[d] = palette_.points[indices[at]].x[d] - points_[at].x[d];
        if (is_opaque(at)) error[3] = 0;
        return error;
    }

    // Returns the weighted sum of the errors around a pixel.
    Vector seen(const Indices &indices, std::size_t x, std::size_t y, std::int64_t strength) const {
        Vector sum{};
        for (int dy = -2; dy <= 2; ++dy) {
            for (int dx = -2; dx <= 2; ++dx) {
                const std::size_t i = x + static_cast<std::size_t>(dx),
                                  j = y + static_cast<std::size_t>(dy);
                if ((dx == 0 && dy == 0) || i >= view_.width() || j >= view_.height()) continue;
                const Vector e = error(indices, i, j);
                for (std::size_t d = 0; d < 4; ++d) {
                    const Weights &all = palette_.space.is_opponent(d) ? opponent_ : lightness_;
                    sum[d] +=
                        all[static_cast<std::size_t>(dx * dx + dy * dy)] * strength / 1024 * e[d];
                }
            }
        }
        return sum;
    }

    std::uint8_t decided(const Indices &indices, std::size_t x, std::size_t y,
                         std::int64_t strength) const {
        const std::size_t at = y * view_.width() + x;
        const Vector sum = seen(indices, x, y, strength);
        Point sought;
        for (std::size_t d = 0; d < 4; ++d) {
            const auto change =
                static_cast<std::int64_t>(std::floor(static_cast<double>(sum[d]) / 4096 + 0.5));
            sought.x[d] = static_cast<std::int16_t>(
                std::clamp<std::int64_t>(points_[at].x[d] - change, 0, palette_.space.most()[d]));
        }
        if (is_opaque(at)) sought.x[3] = points_[at].x[3];
        return palette_.entry_of(sought);
    }

    const Weights lightness_ = weights(0.8), opponent_ = weights(1.2);
    const ImageView &view_;
    const DitherPalette &palette_;
    std::vector<Point> points_;
    std::vector<bool> is_settled_;
};

Colors colors_of(const quant_image &image, unsigned count, int space) {
    quant::Options options;
    options.colors = count;
    options.space = space;
    const auto result = quant::quantize(image, options).value();
    return {result.palette().begin(), result.palette().end()};
}

BOOST_AUTO_TEST_SUITE(refine_dither_tests)

BOOST_AUTO_TEST_CASE(each_pixel_is_decided_as_in_the_plain_form) {
    auto pictures = quant::test::mixed();
    pictures.push_back(quant::test::photo(130, 200));  // several bands
    Team three(3, {}, Team::Size::exactly);
    std::size_t changed = 0;
    for (const Picture &picture : pictures) {
        const ImageView view(picture.view());
        for (const int space : {QUANT_SPACE_SRGB, QUANT_SPACE_OKLAB}) {
            const int strength = space == QUANT_SPACE_SRGB ? kFullStrength / 2 : kFullStrength;
            const Colors colors = colors_of(picture.view(), 12, space);
            const DitherSpace in(space, RgbSpace::srgb(), view.has_alpha());
            const DitherPalette palette(in_16_bits(colors), in, view.has_alpha());
            const DitherMethod method{QUANT_DITHER_AUTO, strength, false};
            Indices before(view.pixels());
            diffuse(view, palette, method, team_of(1), before.data());
            const Indices expected = Plain(view, palette).refined(before, strength);
            changed += expected != before;
            for (Team *team : {&team_of(1), &three}) {
                Indices indices = before;
                refine_dither(view, palette, method, *team, indices.data());
                BOOST_TEST_CONTEXT(picture.name << ' ' << space) {
                    BOOST_TEST((indices == expected));
                }
            }
        }
    }
    BOOST_TEST(changed > pictures.size());
}

BOOST_AUTO_TEST_CASE(the_blurred_error_falls) {
    const Picture picture = quant::test::photo(200, 150);
    const ImageView view(picture.view());
    for (const unsigned k : {4U, 16U, 64U}) {
        const DitherSpace space(QUANT_SPACE_OKLAB, RgbSpace::srgb(), false);
        const DitherPalette palette(in_16_bits(colors_of(picture.view(), k, QUANT_SPACE_OKLAB)),
                                    space, false);
        const DitherMethod method{QUANT_DITHER_AUTO, kFullStrength, false};
        Indices indices(view.pixels());
        diffuse(view, palette, method, team_of(1), indices.data());
        const Plain plain(view, palette);
        const auto before = plain.blurred_error(indices);
        refine_dither(view, palette, method, team_of(1), indices.data());
        const auto after = plain.blurred_error(indices);
        BOOST_TEST_CONTEXT(k << " colors: " << before[0] << " to " << after[0]) {
            BOOST_TEST(after[0] < before[0]);
            BOOST_TEST(after[0] + after[1] + after[2] < before[0] + before[1] + before[2]);
        }
    }
}

BOOST_AUTO_TEST_CASE(the_automatic_method_has_it_with_a_thorough_search) {
    const Picture picture = quant::test::photo(100, 80);
    const Colors colors = colors_of(picture.view(), 16, QUANT_SPACE_OKLAB);
    const std::vector<quant_color> given(colors.begin(), colors.end());
    quant::Options options;
    options.palette = given.data();
    options.colors = static_cast<unsigned>(given.size());
    const auto dithered_by = [&](int dither, int search) {
        options.dither = dither;
        options.dither_space = QUANT_SPACE_OKLAB;
        options.search = search;
        return dithered(picture.view(), colors, options, team_of(1));
    };
    const Indices diffused = dithered_by(QUANT_DITHER_FLOYD_STEINBERG, QUANT_SEARCH_THOROUGH);
    BOOST_TEST((dithered_by(QUANT_DITHER_FLOYD_STEINBERG, QUANT_SEARCH_STANDARD) == diffused));
    BOOST_TEST((dithered_by(QUANT_DITHER_AUTO, QUANT_SEARCH_STANDARD) == diffused));
    BOOST_TEST((dithered_by(QUANT_DITHER_AUTO, QUANT_SEARCH_THOROUGH) != diffused));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace

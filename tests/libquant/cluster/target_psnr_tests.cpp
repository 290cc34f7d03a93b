// Tests the search for the fewest colors that reach a PSNR.
#include "cluster/target_psnr.h"

#include <quant/quant.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>
#include <set>
#include <vector>

#include "base/power.h"
#include "base/random.h"
#include "libquant/pictures.h"

namespace {

using quant::core::fewest_colors;
using quant::core::largest_mse;
using quant::test::Picture;

double psnr(double mse) { return 10 * std::log10(3.0 * 255 * 255 / mse); }

BOOST_AUTO_TEST_SUITE(target_psnr_tests)

BOOST_AUTO_TEST_CASE(powers_are_those_of_the_library_to_the_last_digits) {
    quant::core::Random random(3);
    for (int i = 0; i < 10000; ++i) {
        const double x = static_cast<double>(random.below(std::uint64_t{1} << 40));
        const std::uint64_t part = random.below(1024);
        BOOST_TEST(
            quant::core::root_power(x, part, 10) == std::pow(x, static_cast<double>(part) / 1024),
            boost::test_tools::tolerance(1e-14));
    }
    BOOST_TEST(quant::core::root_power(144, 512, 10) == 12.0);
    BOOST_TEST(quant::core::root_power(7, 0, 10) == 1.0);
}

BOOST_AUTO_TEST_CASE(a_psnr_is_an_mse) {
    for (const double db : {0.0, 0.1, 9.9999, 10.0, 25.0, 33.3333, 60.0, 99.0, 149.999, 200.0})
        BOOST_TEST(std::abs(psnr(largest_mse(db)) - db) < 1e-8);
    BOOST_TEST(largest_mse(psnr(123.456)) >= 123.456);  // the MSE itself must reach its PSNR
}

// Checks, for limits at and near every error, that the number of colors found reaches the limit and
// one color fewer does not. errors[k] is the error of k colors.
void check_search(const std::vector<double> &errors, unsigned least) {
    const auto most = static_cast<unsigned>(errors.size() - 1);
    for (const double limit : errors) {
        for (const double largest : {limit, limit * 0.999, limit * 1.001}) {
            std::set<unsigned> tried;
            const auto found = fewest_colors(least, most, largest, [&](unsigned colors) {
                BOOST_REQUIRE((colors >= least && colors <= most));
                BOOST_REQUIRE(tried.insert(colors).second);  // no number is tried twice
                return errors[colors];
            });
            BOOST_REQUIRE(found.reached == (errors[found.colors] <= largest));
            if (!found.reached) BOOST_REQUIRE(found.colors == most);
            if (found.reached && found.colors > least)
                BOOST_REQUIRE(
                    (errors[found.colors - 1] > largest && tried.contains(found.colors - 1)));
            BOOST_REQUIRE(tried.size() <= 32U);
            // Where more colors are never worse, the number found is the least of all.
            if (std::ranges::is_sorted(errors, std::greater{})) {
                const auto first = std::find_if(errors.begin() + least, errors.end(),
                                                [&](double error) { return error <= largest; });
                BOOST_REQUIRE(found.reached == (first != errors.end()));
                if (found.reached) BOOST_REQUIRE(found.colors == first - errors.begin());
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(the_search_keeps_its_promise_for_errors_of_any_course) {
    const auto errors_of = [](auto error) {
        std::vector<double> errors{1e9};
        for (unsigned colors = 1; colors <= 256; ++colors) errors.push_back(error(colors));
        return errors;
    };
    quant::core::Random random(5);
    for (const unsigned least : {1U, 2U, 17U, 256U}) {
        check_search(errors_of([](unsigned k) { return 1000.0 / k; }), least);
        check_search(errors_of([](unsigned k) { return 1000 * std::pow(k, -0.3); }), least);
        check_search(errors_of([](unsigned k) { return 1000 * std::pow(k, -3.0); }), least);
        check_search(errors_of([](unsigned k) { return 257.0 - k; }), least);
        check_search(errors_of([](unsigned k) { return k < 200 ? 1e6 - k : 1.0 / k; }), least);
        check_search(errors_of([](unsigned k) { return k < 3 ? 1e6 - k : 1.0 / k; }), least);
        check_search(errors_of([](unsigned k) { return k < 256 ? 1e3 - k : 0.0; }), least);
        check_search(errors_of([&](unsigned k) {  // not monotonic
                         return 1000.0 / k * (1 + static_cast<double>(random.below(100)) / 300);
                     }),
                     least);
    }
}

quant::Quantized result_of(const Picture &picture, const quant::Options &options) {
    return quant::quantize(picture.view(), options).value();
}

bool same(const quant::Quantized &a, const quant::Quantized &b) {
    return std::ranges::equal(a.indices(), b.indices()) &&
           std::ranges::equal(a.palette(), b.palette(), [](const auto &c, const auto &d) {
               return c.r == d.r && c.g == d.g && c.b == d.b && c.a == d.a;
           });
}

BOOST_AUTO_TEST_CASE(one_color_fewer_does_not_reach_it) {
    auto pictures = quant::test::mixed();
    pictures.push_back(quant::test::photo(200, 150));
    for (const Picture &picture : pictures) {
        for (int space : {QUANT_SPACE_SRGB, QUANT_SPACE_OKLAB}) {
            BOOST_TEST_CONTEXT(picture.name << ", space " << space) {
                quant::Options options;
                options.space = space;
                options.dither = space == QUANT_SPACE_SRGB ? QUANT_DITHER_FLOYD_STEINBERG : 0;
                options.colors = 100;
                for (const double target : {15.0, 27.5, 33.0}) {
                    options.target_psnr = target;
                    const auto found = result_of(picture, options);
                    quant::Options direct = options;
                    direct.target_psnr = 0;
                    unsigned colors = found.stats().colors;
                    // A result may use fewer entries than were asked for.
                    const auto with = [&](unsigned k) {
                        direct.colors = k;
                        return result_of(picture, direct);
                    };
                    while (colors < 100 && !same(with(colors), found)) ++colors;
                    BOOST_TEST(same(with(colors), found));
                    const auto reaches = [&](unsigned k) {
                        direct.dither = QUANT_DITHER_NONE;
                        const double mse = with(k).stats().palette_mse;
                        direct.dither = options.dither;
                        return mse == 0 || psnr(mse) >= target - 1e-7;
                    };
                    BOOST_TEST(reaches(colors) == !found.stats().target_missed);
                    if (found.stats().target_missed) BOOST_TEST(same(with(100), found));
                    if (!found.stats().target_missed && colors > 1)
                        BOOST_TEST(!reaches(colors - 1));
                }
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(an_exact_picture_needs_all_of_its_colors_only_for_a_high_target) {
    Picture picture{"ramp", 64, 8, 1, {}};
    for (std::size_t i = 0; i < 64 * 8; ++i)
        picture.pixels.push_back(static_cast<std::uint8_t>(i % 64 * 4));
    quant::Options options;
    options.target_psnr = 99;
    auto result = result_of(picture, options);
    BOOST_TEST(result.stats().exact == 1);
    BOOST_TEST(result.stats().colors == 64U);
    BOOST_TEST(result.stats().target_missed == 0);
    options.target_psnr = 20;
    result = result_of(picture, options);
    BOOST_TEST(result.stats().exact == 0);
    BOOST_TEST(result.stats().colors < 16U);
    BOOST_TEST(psnr(result.stats().palette_mse) >= 20);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_reached_is_the_result_without_a_target) {
    const Picture picture = quant::test::photo(120, 80);
    quant::Options options;
    options.colors = 40;
    const auto without = result_of(picture, options);
    BOOST_TEST(without.stats().target_missed == 0);
    options.target_psnr = 99;
    const auto result = result_of(picture, options);
    BOOST_TEST(same(result, without));
    BOOST_TEST(result.stats().target_missed == 1);
    // The PSNR of a result can be reached with its number of colors or fewer.
    options.target_psnr = psnr(without.stats().palette_mse);
    BOOST_TEST(result_of(picture, options).stats().target_missed == 0);
}

BOOST_AUTO_TEST_CASE(kept_colors_count_and_a_given_palette_has_no_target) {
    const Picture picture = quant::test::photo(60, 40);
    const std::vector<quant::Color> colors{{1, 2, 3, 255}, {250, 0, 250, 255}, {9, 99, 9, 255}};
    quant::Options options;
    options.target_psnr = 1;
    options.keep = colors.data();
    options.keep_size = colors.size();
    BOOST_TEST(result_of(picture, options).stats().colors == 3U);
    quant::Options given;
    given.target_psnr = 60;
    given.palette = colors.data();
    given.palette_size = colors.size();
    BOOST_TEST(result_of(picture, given).stats().colors == 3U);
    BOOST_TEST(result_of(picture, given).stats().target_missed == 0);
}

BOOST_AUTO_TEST_CASE(every_engine_and_number_of_threads_finds_the_same) {
    const Picture picture = quant::test::photo(150, 100);
    quant::Options options;
    options.target_psnr = 30;
    const auto first = result_of(picture, options);
    for (int engine = 0; quant_engine_name(engine); ++engine) {
        for (const unsigned threads : {1U, 3U}) {
            options.engine = engine;
            options.threads = threads;
            BOOST_TEST(same(result_of(picture, options), first));
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace

// Compares CIEDE2000 with the test data that Sharma, Wu and Dalal published with their paper, Lab
// with published values of the sRGB primaries, and the statistics with values computed by hand.
#include <boost/test/unit_test.hpp>

#include <array>
#include <cmath>

#include "metrics/ciede2000.h"
#include "picture.h"

using quant::cli::metrics::ciede2000;
using quant::cli::metrics::ColorDifference;
using quant::cli::metrics::Lab;
using quant::cli::metrics::lab_of_srgb;

BOOST_AUTO_TEST_SUITE(ciede2000_tests)

namespace {

struct Pair {
    Lab one, other;
    double difference;
};

// These are the pairs of table 1 of the paper.
const std::array<Pair, 34> kPublished = {{
    {{50.0000, 2.6772, -79.7751}, {50.0000, 0.0000, -82.7485}, 2.0425},
    {{50.0000, 3.1571, -77.2803}, {50.0000, 0.0000, -82.7485}, 2.8615},
    {{50.0000, 2.8361, -74.0200}, {50.0000, 0.0000, -82.7485}, 3.4412},
    {{50.0000, -1.3802, -84.2814}, {50.0000, 0.0000, -82.7485}, 1.0000},
    {{50.0000, -1.1848, -84.8006}, {50.0000, 0.0000, -82.7485}, 1.0000},
    {{50.0000, -0.9009, -85.5211}, {50.0000, 0.0000, -82.7485}, 1.0000},
    {{50.0000, 0.0000, 0.0000}, {50.0000, -1.0000, 2.0000}, 2.3669},
    {{50.0000, -1.0000, 2.0000}, {50.0000, 0.0000, 0.0000}, 2.3669},
    {{50.0000, 2.4900, -0.0010}, {50.0000, -2.4900, 0.0009}, 7.1792},
    {{50.0000, 2.4900, -0.0010}, {50.0000, -2.4900, 0.0010}, 7.1792},
    {{50.0000, 2.4900, -0.0010}, {50.0000, -2.4900, 0.0011}, 7.2195},
    {{50.0000, 2.4900, -0.0010}, {50.0000, -2.4900, 0.0012}, 7.2195},
    {{50.0000, -0.0010, 2.4900}, {50.0000, 0.0009, -2.4900}, 4.8045},
    {{50.0000, -0.0010, 2.4900}, {50.0000, 0.0010, -2.4900}, 4.8045},
    {{50.0000, -0.0010, 2.4900}, {50.0000, 0.0011, -2.4900}, 4.7461},
    {{50.0000, 2.5000, 0.0000}, {50.0000, 0.0000, -2.5000}, 4.3065},
    {{50.0000, 2.5000, 0.0000}, {73.0000, 25.0000, -18.0000}, 27.1492},
    {{50.0000, 2.5000, 0.0000}, {61.0000, -5.0000, 29.0000}, 22.8977},
    {{50.0000, 2.5000, 0.0000}, {56.0000, -27.0000, -3.0000}, 31.9030},
    {{50.0000, 2.5000, 0.0000}, {58.0000, 24.0000, 15.0000}, 19.4535},
    {{50.0000, 2.5000, 0.0000}, {50.0000, 3.1736, 0.5854}, 1.0000},
    {{50.0000, 2.5000, 0.0000}, {50.0000, 3.2972, 0.0000}, 1.0000},
    {{50.0000, 2.5000, 0.0000}, {50.0000, 1.8634, 0.5757}, 1.0000},
    {{50.0000, 2.5000, 0.0000}, {50.0000, 3.2592, 0.3350}, 1.0000},
    {{60.2574, -34.0099, 36.2677}, {60.4626, -34.1751, 39.4387}, 1.2644},
    {{63.0109, -31.0961, -5.8663}, {62.8187, -29.7946, -4.0864}, 1.2630},
    {{61.2901, 3.7196, -5.3901}, {61.4292, 2.2480, -4.9620}, 1.8731},
    {{35.0831, -44.1164, 3.7933}, {35.0232, -40.0716, 1.5901}, 1.8645},
    {{22.7233, 20.0904, -46.6940}, {23.0331, 14.9730, -42.5619}, 2.0373},
    {{36.4612, 47.8580, 18.3852}, {36.2715, 50.5065, 21.2231}, 1.4146},
    {{90.8027, -2.0831, 1.4410}, {91.1528, -1.6435, 0.0447}, 1.4441},
    {{90.9257, -0.5406, -0.9208}, {88.6381, -0.8985, -0.7239}, 1.5381},
    {{6.7747, -0.2908, -2.4247}, {5.8714, -0.0985, -2.2286}, 0.6377},
    {{2.0776, 0.0795, -1.1350}, {0.9033, -0.0636, -0.5514}, 0.9082},
}};

// Computes the lightness of a gray from the definitions of sRGB and Lab, without tables.
double lightness_of_gray(double value) {
    const double v = value / 255.0;
    const double y = v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4);
    return y > 216.0 / 24389.0 ? 116.0 * std::pow(y, 1.0 / 3.0) - 16.0 : y * 24389.0 / 27.0;
}

quant::cli::metrics::Row row_of(const std::vector<double> &values) {
    return {values, values, values};
}

}  // namespace

BOOST_AUTO_TEST_CASE(published_pairs) {
    for (std::size_t i = 0; i < kPublished.size(); ++i) {
        const Pair &pair = kPublished[i];
        const double forward = ciede2000(pair.one, pair.other);
        const double backward = ciede2000(pair.other, pair.one);
        BOOST_TEST(std::abs(forward - pair.difference) < 1e-4, "pair " << i + 1 << ": " << forward);
        BOOST_TEST(std::abs(backward - forward) < 1e-12, "pair " << i + 1 << " backward");
    }
}

BOOST_AUTO_TEST_CASE(primaries_have_their_published_lab) {
    struct Expected {
        double r, g, b;
        Lab lab;
    };
    const std::array<Expected, 4> expected = {{{255, 0, 0, {53.24, 80.09, 67.20}},
                                               {0, 255, 0, {87.73, -86.18, 83.18}},
                                               {0, 0, 255, {32.30, 79.19, -107.86}},
                                               {255, 255, 255, {100.0, 0.0, 0.0}}}};
    for (const Expected &e : expected) {
        const Lab lab = lab_of_srgb(e.r, e.g, e.b);
        BOOST_TEST(std::abs(lab.l - e.lab.l) < 0.01);
        BOOST_TEST(std::abs(lab.a - e.lab.a) < 0.02);
        BOOST_TEST(std::abs(lab.b - e.lab.b) < 0.03);
    }
}

BOOST_AUTO_TEST_CASE(grays_are_neutral_and_as_defined_between_the_steps_of_the_table) {
    for (const double value : {0.0, 1.0, 10.3, 10.31475, 10.32, 77.77, 128.0, 254.999, 255.0}) {
        const Lab lab = lab_of_srgb(value, value, value);
        BOOST_TEST(std::abs(lab.l - lightness_of_gray(value)) < 1e-5, value << ": " << lab.l);
        BOOST_TEST(std::abs(lab.a) < 1e-10);
        BOOST_TEST(std::abs(lab.b) < 1e-10);
    }
    // Rounding may give values slightly outside the range.
    BOOST_TEST(lab_of_srgb(255.0000001, 255.0, 255.0).l == lab_of_srgb(255.0, 255.0, 255.0).l);
    BOOST_TEST(lab_of_srgb(-0.0000001, 0.0, 0.0).l == lab_of_srgb(0.0, 0.0, 0.0).l);
}

BOOST_AUTO_TEST_CASE(a_percentile_is_a_rank) {
    // Black and white are 100 apart: the mean lightness is 50, where S_L is 1.
    for (const std::size_t differing : {0U, 1U, 5U, 6U, 100U}) {
        std::vector<double> white(differing, 255.0);
        white.resize(100, 0.0);
        ColorDifference difference;
        difference.add(row_of(std::vector<double>(100, 0.0)), row_of(white));
        BOOST_TEST(std::abs(difference.mean() - static_cast<double>(differing)) < 1e-9);
        BOOST_TEST(difference.percentile_95() == (differing > 5 ? 100.0 : 0.0));
        BOOST_TEST(std::abs(difference.max() - (differing > 0 ? 100.0 : 0.0)) < 1e-9);
    }
}

BOOST_AUTO_TEST_CASE(rows_add_up) {
    ColorDifference difference;
    difference.add(row_of({0, 0}), row_of({0, 0}));
    difference.add(row_of({0, 255}), row_of({255, 0}));
    BOOST_TEST(std::abs(difference.mean() - 50.0) < 1e-9);
    BOOST_TEST(difference.percentile_95() == 100.0);
}

BOOST_AUTO_TEST_SUITE_END()

// Tests the filters of rows by undoing them as the PNG specification describes it.
#include "png/filters.h"

#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <optional>
#include <vector>

namespace {

using namespace quant::cli;
using Bytes = std::vector<std::uint8_t>;

Bytes unfiltered(const Bytes &filtered, std::size_t row_bytes, std::size_t step) {
    Bytes rows;
    Bytes above(row_bytes);
    for (std::size_t at = 0; at < filtered.size(); at += row_bytes + 1) {
        Bytes row;
        for (std::size_t i = 0; i < row_bytes; ++i) {
            const int a = i >= step ? row[i - step] : 0, b = above[i];
            const int c = i >= step ? above[i - step] : 0, p = a + b - c;
            const int pa = std::abs(p - a), pb = std::abs(p - b), pc = std::abs(p - c);
            const int paeth = pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
            const int predicted[] = {0, a, b, (a + b) / 2, paeth};
            BOOST_REQUIRE(filtered[at] < 5);
            row.push_back(
                static_cast<std::uint8_t>(filtered[at + 1 + i] + predicted[filtered[at]]));
        }
        rows.insert(rows.end(), row.begin(), row.end());
        above = row;
    }
    return rows;
}

// Filters the rows in two parts, as two threads do.
Bytes filtered(const Rows &rows, std::optional<RowFilter> filter, std::size_t in_first_part) {
    Bytes result(rows.bytes.size() + rows.count());
    filter_rows(rows, filter, 0, in_first_part, result.data());
    filter_rows(rows, filter, in_first_part, rows.count() - in_first_part,
                result.data() + in_first_part * (rows.row_bytes + 1));
    return result;
}

BOOST_AUTO_TEST_SUITE(png_filters_tests)

BOOST_AUTO_TEST_CASE(every_filter_can_be_undone) {
    for (const std::size_t step : {1U, 3U, 8U}) {
        const std::size_t row_bytes = 5 * step;
        Bytes bytes;
        for (std::uint32_t i = 0, state = 1; i < 7 * row_bytes; ++i) {
            state = state * 1664525 + 1013904223;
            bytes.push_back(static_cast<std::uint8_t>(state >> 24));
        }
        const Rows rows{bytes, row_bytes, step};
        for (const RowFilter filter : {RowFilter::none, RowFilter::sub, RowFilter::up,
                                       RowFilter::average, RowFilter::paeth}) {
            const Bytes result = filtered(rows, filter, 3);
            BOOST_TEST(result[row_bytes + 1] == static_cast<std::uint8_t>(filter));
            BOOST_TEST((unfiltered(result, row_bytes, step) == bytes));
        }
        BOOST_TEST((unfiltered(filtered(rows, {}, 2), row_bytes, step) == bytes));
    }
}

BOOST_AUTO_TEST_CASE(each_row_gets_the_filter_with_the_smallest_differences) {
    // A ramp, the same ramp again, and zeros.
    const Bytes bytes{10, 20, 30, 40, 10, 20, 30, 40, 0, 0, 0, 0};
    const Bytes result = filtered({bytes, 4, 1}, {}, 1);
    BOOST_TEST(result[0] == static_cast<std::uint8_t>(RowFilter::sub));
    BOOST_TEST(result[5] == static_cast<std::uint8_t>(RowFilter::up));
    BOOST_TEST(result[10] == static_cast<std::uint8_t>(RowFilter::none));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace

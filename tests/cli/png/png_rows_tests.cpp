// Tests that the rows of a PNG file come back from each filter, and which files are read so.
#include "worker/png_rows.h"

#include <boost/test/unit_test.hpp>

#include <array>
#include <cstdint>
#include <vector>

#include "png/filters.h"

namespace {

using quant::cli::RowFilter;
using Bytes = std::vector<std::uint8_t>;

BOOST_AUTO_TEST_SUITE(png_rows_tests)

// png_filters_tests.cpp tests the filters themselves.
BOOST_AUTO_TEST_CASE(rows_come_back_from_each_filter) {
    for (const std::size_t step : {1U, 2U, 3U, 4U, 6U, 8U}) {
        for (const std::size_t width : {1U, 2U, 17U}) {
            const std::size_t row_bytes = width * step;
            Bytes bytes;
            for (std::uint32_t i = 0, state = 7; i < 9 * row_bytes; ++i) {
                state = state * 1664525 + 1013904223;
                bytes.push_back(static_cast<std::uint8_t>(state >> 24));
            }
            const quant::cli::Rows rows{bytes, row_bytes, step};
            for (unsigned filter = 0; filter < 5; ++filter) {
                Bytes filtered(bytes.size() + rows.count()), back(bytes.size());
                quant::cli::filter_rows(rows, static_cast<RowFilter>(filter), 0, rows.count(),
                                        filtered.data());
                const auto span = std::as_bytes(std::span(filtered));
                BOOST_TEST(quant::cli::have_filters(span, row_bytes));
                quant::cli::unfilter_rows(span, row_bytes, step,
                                          reinterpret_cast<std::byte *>(back.data()));
                BOOST_TEST((back == bytes), "filter " << filter << ", step " << step);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(filters_have_numbers_from_0_to_4) {
    std::array<std::byte, 6> rows{std::byte{4}, std::byte{9}, std::byte{9},
                                  std::byte{0}, std::byte{9}, std::byte{9}};
    BOOST_TEST(quant::cli::have_filters(rows, 2));
    rows[3] = std::byte{5};
    BOOST_TEST(!quant::cli::have_filters(rows, 2));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace

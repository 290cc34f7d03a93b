// Tests zlib streams against zlib's own inflate().
#include "png/deflate.h"

#include <boost/test/unit_test.hpp>

#include <zlib.h>

namespace {

using quant::cli::zlib_stream;
using Bytes = std::vector<std::uint8_t>;

// Returns bytes with repetitions.
Bytes some_bytes(std::size_t count, unsigned seed) {
    Bytes bytes;
    std::uint32_t state = seed;
    while (bytes.size() < count) {
        state = state * 1664525 + 1013904223;
        const std::uint8_t value = static_cast<std::uint8_t>(state >> 29);
        bytes.insert(bytes.end(), 1 + (state >> 20) % 7, value);
    }
    bytes.resize(count);
    return bytes;
}

Bytes inflated(const Bytes &stream, std::size_t size) {
    Bytes bytes(size + 1);
    uLongf length = bytes.size();
    BOOST_REQUIRE(::uncompress(bytes.data(), &length, stream.data(), stream.size()) == Z_OK);
    bytes.resize(length);
    return bytes;
}

BOOST_AUTO_TEST_SUITE(png_deflate_tests)

BOOST_AUTO_TEST_CASE(what_was_compressed_comes_back) {
    for (const std::size_t size : {0U, 1U, 100U, 65536U, 300000U}) {
        for (const int level : {1, 6, 12}) {
            const Bytes data = some_bytes(size, 5);
            BOOST_TEST((inflated(zlib_stream(data, level, 1), size) == data));
        }
    }
}

// The ends of the pieces leave different numbers of bits unused.
BOOST_AUTO_TEST_CASE(pieces_are_joined_and_do_not_depend_on_threads) {
    constexpr std::size_t kInOnePiece = std::size_t{4} << 20;
    for (const std::size_t size : {kInOnePiece, kInOnePiece + 1, 2 * kInOnePiece + 77777}) {
        const Bytes data = some_bytes(size, static_cast<unsigned>(size) + 1);
        const Bytes stream = zlib_stream(data, 1, 1);
        BOOST_TEST((inflated(stream, size) == data));
        for (const unsigned threads : {2U, 3U, 8U})
            BOOST_TEST((zlib_stream(data, 1, threads) == stream));
    }
}

BOOST_AUTO_TEST_CASE(bytes_that_cannot_be_compressed_are_joined_too) {
    Bytes data(std::size_t{5} << 20);
    std::uint64_t state = 1;
    for (std::uint8_t &byte : data) {
        state = state * 6364136223846793005U + 1442695040888963407U;
        byte = static_cast<std::uint8_t>(state >> 56);
    }
    BOOST_TEST((inflated(zlib_stream(data, 6, 2), data.size()) == data));
}

BOOST_AUTO_TEST_CASE(pieces_cost_little) {
    const Bytes data = some_bytes(std::size_t{9} << 20, 3);
    const std::span<const std::uint8_t> all(data);
    const std::size_t halves =
        zlib_stream(all.first(data.size() / 3), 6, 1).size() +
        zlib_stream(all.subspan(data.size() / 3, data.size() / 3), 6, 1).size() +
        zlib_stream(all.subspan(data.size() / 3 * 2), 6, 1).size();
    BOOST_TEST(static_cast<double>(zlib_stream(data, 6, 2).size()) <
               1.02 * static_cast<double>(halves));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace

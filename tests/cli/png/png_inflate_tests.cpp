// Tests the stream that a PNG file is read from: stored pixels if all is in order, or else the
// file.
#include "worker/png_inflate.h"

#include <boost/test/unit_test.hpp>

#include <cstring>
#include <string>

#include <zlib.h>

#include "worker/png_chunk.h"

namespace {

using quant::cli::PngStream;

std::string big_endian(std::size_t value) {
    std::string bytes;
    for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(value >> shift & 0xff);
    return bytes;
}

std::string chunk(const std::string &name, const std::string &content) {
    const std::string named = name + content;
    const auto sum =
        ::crc32(0, reinterpret_cast<const Bytef *>(named.data()), static_cast<uInt>(named.size()));
    return big_endian(content.size()) + named + big_endian(sum);
}

std::string compressed(const std::string &data) {
    std::string out(::compressBound(data.size()), '\0');
    uLongf size = out.size();
    BOOST_REQUIRE(::compress(reinterpret_cast<Bytef *>(out.data()), &size,
                             reinterpret_cast<const Bytef *>(data.data()), data.size()) == Z_OK);
    out.resize(size);
    return out;
}

const std::string kSignature = "\x89PNG\r\n\x1a\n";

std::string header(std::size_t width, std::size_t height, char bits, char type, char interlaced) {
    return chunk("IHDR",
                 big_endian(width) + big_endian(height) + bits + type + '\0' + '\0' + interlaced);
}

// Returns the filtered rows of a picture.
std::string some_rows(std::size_t size) {
    std::string rows;
    for (std::size_t i = 0; i < size; ++i) rows += static_cast<char>(i * i / 7 % 3);
    return rows;
}

std::string read_all(PngStream &stream) {
    std::string all;
    for (std::byte one; stream.read(&one, 1);) all += static_cast<char>(one);
    return all;
}

std::string stream_of(const std::string &file, std::uint64_t max_pixels = 1'000'000) {
    PngStream stream(std::as_bytes(std::span(file)), max_pixels, false);
    return read_all(stream);
}

// Returns the bytes that the one chunk IDAT of a stream decompresses to; nothing if it is not
// stored.
std::string stored_rows(const std::string &stream, std::size_t size) {
    const std::size_t at = stream.find("IDAT");
    BOOST_REQUIRE(at != std::string::npos);
    BOOST_REQUIRE(stream.find("IDAT", at + 1) == std::string::npos);
    const std::size_t length =
        static_cast<unsigned char>(stream[at - 1]) |
        static_cast<std::size_t>(static_cast<unsigned char>(stream[at - 2])) << 8 |
        static_cast<std::size_t>(static_cast<unsigned char>(stream[at - 3])) << 16;
    if (length < size) return "";
    const std::string content = stream.substr(at + 4, length);
    // The two sums are left out.
    std::string zlib = content.substr(0, content.size() - 4);
    std::string rows(size, '\0');
    BOOST_TEST(content.substr(zlib.size()) == std::string(4, '\0'));
    BOOST_TEST(stream.substr(at + 4 + length, 4) == std::string(4, '\0'));
    z_stream inflating{};
    BOOST_REQUIRE(::inflateInit2(&inflating, -MAX_WBITS) == Z_OK);
    inflating.next_in = reinterpret_cast<Bytef *>(zlib.data()) + 2;
    inflating.avail_in = static_cast<uInt>(zlib.size() - 2);
    inflating.next_out = reinterpret_cast<Bytef *>(rows.data());
    inflating.avail_out = static_cast<uInt>(rows.size());
    BOOST_REQUIRE(::inflate(&inflating, Z_FINISH) == Z_STREAM_END);
    const std::size_t got = inflating.total_out;
    BOOST_TEST(inflating.avail_in == 0U);
    ::inflateEnd(&inflating);
    BOOST_TEST(got == size);
    return rows;
}

BOOST_AUTO_TEST_SUITE(png_inflate_tests)

BOOST_AUTO_TEST_CASE(pixels_are_stored_between_what_surrounds_them) {
    const std::string rows = some_rows(300 * (1 + 200 * 3)), data = compressed(rows);
    const std::string before = kSignature + header(200, 300, 8, 2, 0) + chunk("tEXt", "a");
    const std::string after = chunk("tEXt", "b") + chunk("IEND", "") + "rest";
    for (const std::size_t cut : {std::size_t{0}, std::size_t{1}, data.size() / 2}) {
        const std::string file =
            before + chunk("IDAT", data.substr(0, cut)) + chunk("IDAT", data.substr(cut)) + after;
        const std::string stream = stream_of(file);
        BOOST_TEST(stream.starts_with(before));
        BOOST_TEST(stream.ends_with(after));
        BOOST_TEST((stored_rows(stream, rows.size()) == rows));
    }
}

BOOST_AUTO_TEST_CASE(every_kind_of_picture_has_its_number_of_bytes) {
    struct Kind {
        std::size_t width, height;
        char bits, type, interlaced;
        std::size_t bytes;
    };
    // Those of Adam7 are added up by hand from the table of the specification.
    for (const Kind &kind : {Kind{9, 3, 1, 0, 0, 3 * 3},
                             {9, 3, 4, 3, 0, 3 * 6},
                             {5, 2, 16, 6, 0, 2 * 41},
                             {5, 2, 8, 4, 0, 2 * 11},
                             {1, 1, 8, 2, 1, 4},
                             {5, 5, 8, 0, 1, 36},
                             {8, 8, 1, 0, 1, 30}}) {
        const std::string rows = some_rows(kind.bytes);
        const std::string file =
            kSignature + header(kind.width, kind.height, kind.bits, kind.type, kind.interlaced) +
            chunk("IDAT", compressed(rows)) + chunk("IEND", "");
        BOOST_TEST((stored_rows(stream_of(file), rows.size()) == rows));
    }
}

BOOST_AUTO_TEST_CASE(rows_of_plain_pictures_are_kept_from_libpng) {
    struct Kind {
        char bits, type, interlaced;
        std::size_t bytes;
        bool is_plain;
    };
    for (const Kind &kind : {Kind{8, 2, 0, 3 * 7, true},
                             {8, 0, 0, 3 * 3, true},
                             {16, 6, 0, 3 * 17, true},
                             {4, 0, 0, 3 * 2, false},
                             {8, 3, 0, 3 * 3, false},
                             {8, 0, 1, 2 + 3 + 6, false}}) {
        std::string rows(kind.bytes, '\0');
        const auto stream_with = [&](const std::string &more) {
            const std::string file = kSignature +
                                     header(2, 3, kind.bits, kind.type, kind.interlaced) + more +
                                     chunk("IDAT", compressed(rows)) + chunk("IEND", "");
            return PngStream(std::as_bytes(std::span(file)), 1000, true).plain_rows().bytes.size();
        };
        BOOST_TEST(stream_with("") == (kind.is_plain ? kind.bytes : 0));
        BOOST_TEST(stream_with(chunk("tRNS", "123456")) == 0U);
        rows[0] = 5;  // is no filter
        BOOST_TEST(stream_with("") == 0U);
    }
}

BOOST_AUTO_TEST_CASE(a_file_with_a_fault_is_left_to_libpng) {
    const std::string rows = some_rows(50 * (1 + 40)), data = compressed(rows);
    const std::string before = kSignature + header(40, 50, 8, 0, 0);
    const std::string end = chunk("IEND", "");
    const std::string good = before + chunk("IDAT", data) + end;
    BOOST_TEST(stream_of(good) != good);
    std::string wrong_sum = good, wrong_data = data;
    wrong_sum[good.size() - end.size() - 1] ^= 1;
    wrong_data.back() ^= 1;
    const auto broken = [](std::string bytes) {
        bytes.back() ^= 1;
        return bytes;
    };
    const std::string half = chunk("IDAT", data.substr(0, 9)), rest = chunk("IDAT", data.substr(9));
    BOOST_TEST(stream_of(before + half + rest + end) != before + half + rest + end);
    BOOST_TEST(stream_of(before + broken(chunk("tEXt", "a")) + half + rest + end).size() !=
               before.size() + 13 + half.size() + rest.size() + end.size());
    for (const std::string &file :
         {std::string(), good.substr(0, 20), wrong_sum, good.substr(0, good.size() - 30),
          before + end, before + chunk("IDAT", wrong_data) + end,
          before + chunk("IDAT", data + "more") + end,
          before + chunk("IDAT", compressed(rows + "x")) + end,
          before + chunk("IDAT", compressed(rows.substr(1))) + end,
          before + chunk("IDAT", "") + end, broken(before) + half + rest + end,
          before + broken(chunk("PLTE", "abc")) + half + rest + end,
          before + half + rest + broken(end), before + half + chunk("tEXt", "a") + rest + end,
          kSignature + header(40, 50, 8, 7, 0) + chunk("IDAT", data) + end,
          kSignature + header(0, 50, 8, 0, 0) + chunk("IDAT", data) + end,
          kSignature + chunk("IHDR", "short") + chunk("IDAT", data) + end})
        BOOST_TEST((stream_of(file) == file));
}

// libdeflate would decompress this; libpng refuses data that refers to what is outside the window.
BOOST_AUTO_TEST_CASE(a_window_that_the_data_may_exceed_is_left_to_libpng) {
    const std::string start = kSignature + header(600, 600, 8, 0, 0), end = chunk("IEND", "");
    std::string data = compressed(some_rows(600 * 601));
    const auto is_replaced = [&] {
        const std::string file = start + chunk("IDAT", data) + end;
        return stream_of(file) != file;
    };
    BOOST_TEST(is_replaced());
    data[0] = '\x08';  // 256 bytes
    data[1] = '\x1d';
    BOOST_TEST(!is_replaced());
}

BOOST_AUTO_TEST_CASE(too_many_pixels_are_not_decompressed) {
    const std::string file = kSignature + header(40, 50, 8, 0, 0) +
                             chunk("IDAT", compressed(some_rows(50 * 41))) + chunk("IEND", "");
    BOOST_TEST(stream_of(file, 2000) != file);
    BOOST_TEST(stream_of(file, 1999) == file);
    BOOST_TEST(stream_of(file, 0) == file);
}

// libpng would allocate the gigabyte that the chunk announces.
BOOST_AUTO_TEST_CASE(a_last_chunk_that_is_cut_off_is_left_out_unless_it_has_pixels) {
    const auto kept = [](const std::string &file) {
        return quant::cli::without_cut_chunk(std::as_bytes(std::span(file))).size();
    };
    const std::string whole = kSignature + header(5, 3, 8, 0, 0) + chunk("tEXt", "a");
    const std::string gigabyte = big_endian(std::size_t{1} << 30);
    BOOST_TEST(kept(whole) == whole.size());
    BOOST_TEST(kept(whole + gigabyte + "iTXtsome") == whole.size());
    BOOST_TEST(kept(whole + gigabyte + "IDATsome") == whole.size() + 12);
    BOOST_TEST(kept(whole + gigabyte) == whole.size());
    BOOST_TEST(kept("\x89PNG") == 4U);
    BOOST_TEST(kept("") == 0U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace

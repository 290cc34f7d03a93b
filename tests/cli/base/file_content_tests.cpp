// Tests that files are read whole, whether they are mapped or not.
#include "base/fd.h"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstdint>
#include <vector>

#include "base/failure.h"

using namespace quant::cli;

namespace {

// Returns a file in memory with these bytes.
Fd file_of(const std::vector<std::uint8_t> &bytes) {
    Fd file = memory_file("test");
    write_all(file.get(), bytes);
    return file;
}

std::vector<std::uint8_t> some_bytes(std::size_t count) {
    std::vector<std::uint8_t> bytes(count);
    for (std::size_t i = 0; i < count; ++i) bytes[i] = static_cast<std::uint8_t>(i * 251 >> 3);
    return bytes;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(file_content_tests)

BOOST_AUTO_TEST_CASE(content_is_that_of_the_file) {
    for (const std::size_t size :
         {std::size_t{0}, std::size_t{1}, std::size_t{70'000}, kSmallFile, kSmallFile + 1}) {
        const std::vector<std::uint8_t> bytes = some_bytes(size);
        for (const bool uses_all : {true, false}) {
            const FileContent content(file_of(bytes).get(), size, uses_all);
            BOOST_TEST_CONTEXT(size << " bytes, uses all: " << uses_all)
            BOOST_TEST(std::ranges::equal(content.bytes(), std::as_bytes(std::span(bytes))));
        }
    }
}

BOOST_AUTO_TEST_CASE(a_file_that_has_become_shorter_is_a_failure) {
    const Fd file = file_of(some_bytes(100));
    BOOST_CHECK_THROW(FileContent(file.get(), 101), Failure);
    BOOST_TEST(FileContent(file.get(), 99).bytes().size() == 99U);
}

BOOST_AUTO_TEST_SUITE_END()

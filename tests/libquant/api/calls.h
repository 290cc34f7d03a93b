// Calls of the C interface, for tests.
#pragma once

#include <quant/quant.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <vector>

namespace quant::test {

// Returns a valid image of one color.
inline quant_image good_image() {
    static const std::vector<std::uint8_t> pixels(30 * 20 * 3, 100);
    return {pixels.data(), 30, 20, 90, 3, 8};
}

// Returns the status of a refused call, after checking that its message is one line that contains
// `word` and that there is no result.
inline quant_status refused(const quant_image &image, const quant_options &options,
                            const std::string &word) {
    auto *result = reinterpret_cast<quant_result *>(1);
    quant_error error;
    const quant_status status = quant_quantize(&image, &options, &result, &error);
    BOOST_TEST(result == nullptr);
    BOOST_TEST(error.status == status);
    BOOST_TEST_CONTEXT(error.message) {
        BOOST_TEST(std::string(error.message).find(word) != std::string::npos);
        BOOST_TEST(std::strchr(error.message, '\n') == nullptr);
    }
    return status;
}

// Returns whether two results have the same palette and indices.
inline bool same(const Quantized &one, const Quantized &other) {
    const auto bytes = [](std::span<const Color> colors) {
        std::vector<std::uint8_t> values;
        for (const Color &c : colors) values.insert(values.end(), {c.r, c.g, c.b, c.a});
        return values;
    };
    return bytes(one.palette()) == bytes(other.palette()) &&
           std::ranges::equal(one.indices(), other.indices());
}

}  // namespace quant::test

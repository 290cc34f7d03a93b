// Reads and writes big-endian numbers, as Adobe's formats and PNG store them.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "base/failure.h"

namespace quant::cli {

// Reads numbers from the front of the bytes. Throws Failure if the bytes end too early.
class ByteReader {
public:
    explicit ByteReader(std::span<const std::byte> bytes) : rest_(bytes) {}

    std::size_t left() const { return rest_.size(); }
    std::span<const std::byte> take(std::size_t count) {
        if (count > rest_.size()) throw Failure("the file is damaged: it ends too early");
        const auto taken = rest_.first(count);
        rest_ = rest_.subspan(count);
        return taken;
    }
    std::uint8_t u8() { return static_cast<std::uint8_t>(number(1)); }
    std::uint16_t u16() { return static_cast<std::uint16_t>(number(2)); }
    std::uint32_t u32() { return number(4); }
    float f32() { return std::bit_cast<float>(number(4)); }

private:
    std::uint32_t number(std::size_t count) {
        std::uint32_t value = 0;
        for (const std::byte byte : take(count))
            value = value << 8 | std::to_integer<unsigned>(byte);
        return value;
    }

    std::span<const std::byte> rest_;
};

// Appends numbers and text to a buffer.
class ByteWriter {
public:
    void u8(unsigned value) { number(value, 1); }
    void u16(unsigned value) { number(value, 2); }
    void u32(std::uint32_t value) { number(value, 4); }
    void f32(float value) { number(std::bit_cast<std::uint32_t>(value), 4); }
    void text(std::string_view text) { bytes_.insert(bytes_.end(), text.begin(), text.end()); }
    void append(const ByteWriter &other) {
        bytes_.insert(bytes_.end(), other.bytes_.begin(), other.bytes_.end());
    }
    std::size_t size() const { return bytes_.size(); }
    std::vector<std::uint8_t> take() { return std::move(bytes_); }

private:
    void number(std::uint32_t value, unsigned count) {
        while (count-- > 0) bytes_.push_back(static_cast<std::uint8_t>(value >> 8 * count));
    }

    std::vector<std::uint8_t> bytes_;
};

}  // namespace quant::cli

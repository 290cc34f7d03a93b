// Reads samples one by one, with a loop for each size.
#include "worker/tiff_samples.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>

namespace quant::cli {
namespace {

template <typename T>
T native_sample(const std::byte *row, std::size_t index) {
    T value;
    std::memcpy(&value, row + index * sizeof value, sizeof value);
    return value;
}

std::uint32_t native_sample_24(const std::byte *row, std::size_t index) {
    constexpr bool little = std::endian::native == std::endian::little;
    const std::byte *at = row + index * 3;
    std::uint32_t value = 0;
    for (unsigned i = 0; i < 3; ++i)
        value |= std::to_integer<std::uint32_t>(at[i]) << 8 * (little ? i : 2 - i);
    return value;
}

std::uint64_t packed_sample(const std::byte *row, std::size_t index, unsigned bits) {
    std::uint64_t value = 0;
    std::size_t at = index * bits;
    for (unsigned left = bits; left > 0;) {
        const unsigned in_byte = 8 - static_cast<unsigned>(at % 8);
        const unsigned taken = std::min(in_byte, left);
        const unsigned byte = std::to_integer<unsigned>(row[at / 8]) >> (in_byte - taken);
        value = value << taken | (byte & ((1U << taken) - 1));
        at += taken;
        left -= taken;
    }
    return value;
}

template <typename Target, typename Read>
void unpack_run(const SampleRun &run, Target *target, Read read) {
    std::size_t index = run.first;
    for (std::size_t i = 0; i < run.count; ++i, index += run.step, target += run.stride)
        *target = read(index);
}

// Returns the value of a float with a sign, exponent bits and fraction bits, as IEEE 754 has them.
float small_float(std::uint32_t value, int exponent_bits, int fraction_bits) {
    const int most = (1 << exponent_bits) - 1;
    const int bias = most / 2;
    const int exponent = static_cast<int>(value >> fraction_bits) & most;
    const auto fraction = static_cast<int>(value & ((1U << fraction_bits) - 1));
    const float sign = (value >> (exponent_bits + fraction_bits) & 1) != 0 ? -1.0F : 1.0F;
    if (exponent == most)
        return fraction != 0 ? std::numeric_limits<float>::quiet_NaN()
                             : sign * std::numeric_limits<float>::infinity();
    const int whole = exponent == 0 ? fraction : fraction + (1 << fraction_bits);
    const int power = std::max(exponent, 1) - bias - fraction_bits;
    return sign * std::ldexp(static_cast<float>(whole), power);
}

std::uint64_t most_of(unsigned bits) { return ~std::uint64_t{0} >> (64 - bits); }

}  // namespace

SampleScale::SampleScale(unsigned bits, bool is_signed, bool inverted, unsigned target_bits)
    : bits_(bits),
      sign_(is_signed && bits > 1 ? std::uint64_t{1} << (bits - 1) : 0),
      inverted_(inverted),
      target_most_(most_of(target_bits)) {
    if (bits > 16) return;
    std::vector<std::uint16_t> table;
    for (std::uint64_t value = 0; value <= most_of(bits); ++value) table.push_back(scaled(value));
    table_ = std::move(table);
}

SampleScale SampleScale::none(unsigned bits) {
    SampleScale same;
    for (std::uint64_t value = 0; value <= most_of(bits); ++value)
        same.table_.push_back(static_cast<std::uint16_t>(value));
    return same;
}

// The lower half of more than 32 bits is left out, because it changes nothing and the product would
// not fit.
std::uint16_t SampleScale::scaled(std::uint64_t value) const {
    const unsigned unused = bits_ > 32 ? bits_ - 32 : 0;
    const std::uint64_t most = (sign_ != 0 ? sign_ - 1 : most_of(bits_)) >> unused;
    value = (value & sign_) != 0 ? 0 : value >> unused;
    if (inverted_) value = most - value;
    return static_cast<std::uint16_t>((value * target_most_ + most / 2) / most);
}

void unpack_samples(const std::byte *row, const SampleRun &run, const SampleScale &scale,
                    std::uint16_t *target) {
    const auto as = [&]<typename T>(T) {
        unpack_run(run, target, [&](std::size_t i) { return scale(native_sample<T>(row, i)); });
    };
    switch (run.bits) {
        case 8: return as(std::uint8_t{});
        case 16: return as(std::uint16_t{});
        case 32: return as(std::uint32_t{});
        case 64: return as(std::uint64_t{});
        case 24:
            return unpack_run(run, target,
                              [&](std::size_t i) { return scale(native_sample_24(row, i)); });
        default:
            return unpack_run(
                run, target, [&](std::size_t i) { return scale(packed_sample(row, i, run.bits)); });
    }
}

void unpack_samples(const std::byte *row, const SampleRun &run, float *target) {
    unpack_run(run, target, [&](std::size_t i) -> float {
        switch (run.bits) {
            case 16: return small_float(native_sample<std::uint16_t>(row, i), 5, 10);
            case 24: return small_float(native_sample_24(row, i), 7, 16);
            case 32: return native_sample<float>(row, i);
            default: return static_cast<float>(native_sample<double>(row, i));
        }
    });
}

}  // namespace quant::cli

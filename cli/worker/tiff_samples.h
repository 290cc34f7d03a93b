// Unpacks the samples of a row of a TIFF file: integers of 1 to 64 bits, and floats of 16, 24, 32
// and 64 bits.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace quant::cli {

// Says which samples of a row to read, and where to put them.
struct SampleRun {
    unsigned bits = 8;
    std::size_t first = 0;  // index of the first sample
    std::size_t step = 1;   // from one sample to the next
    std::size_t count = 0;
    std::size_t stride = 1;  // of the target

    // Returns how many bytes of the row the run reaches into.
    std::uint64_t row_bytes() const {
        return count == 0 ? 0 : ((first + (count - 1) * step + 1) * bits + 7) / 8;
    }
};

// Scales integers of `bits` bits to 8 or 16 bits, so that the largest value remains the largest.
class SampleScale {
public:
    // 0 is black, or white if `inverted`. Negative values, which a picture cannot have, become 0.
    SampleScale(unsigned bits, bool is_signed, bool inverted, unsigned target_bits);
    // Keeps values of up to 16 bits as they are.
    static SampleScale none(unsigned bits);

    std::uint16_t operator()(std::uint64_t value) const {
        return table_.empty() ? scaled(value) : table_[value];
    }

private:
    SampleScale() = default;
    std::uint16_t scaled(std::uint64_t value) const;

    unsigned bits_ = 0;
    std::uint64_t sign_ = 0;  // the bit that says that a value is negative
    bool inverted_ = false;
    std::uint64_t target_most_ = 0;
    std::vector<std::uint16_t> table_;  // for up to 16 bits
};

// The row is as libtiff returns it: 8, 16, 24, 32 and 64 bits in native byte order, others packed
// from the highest bit down.
void unpack_samples(const std::byte *row, const SampleRun &run, const SampleScale &scale,
                    std::uint16_t *target);
void unpack_samples(const std::byte *row, const SampleRun &run, float *target);

}  // namespace quant::cli

// The recursive Gaussian of libjxl with sigma 1.5, to the bit.
//
// The filter is that of D. Charalampidis, "Recursive Implementation of the Gaussian Filter Using
// Truncated Cosine Functions", IEEE Transactions on Signal Processing 64(14), 2016. In real numbers
// it is a sum of nine weighted values. The recursion rounds to float at each step, and its
// roundings add up along a row and a column, so that a flat area gets a little noise. SSIMULACRA 2
// takes the noise for an error: with exact sums, good pictures have 0.4 points more. Therefore the
// order of the steps and their roundings are kept here.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

namespace quant::cli::metrics {

// The filter is the sum of this many cosines.
constexpr std::size_t kCosines = 3;

// A blurred value is made of those up to 4 before and 4 after it.
constexpr std::size_t kRecursiveReach = 4;

// Blurs along a row, outside of which all values are 0. `in` and `out` have the same length.
void blur_along(std::span<const float> in, std::span<float> out);

// Blurs a picture whose rows are pushed one by one. Above and below it all values are 0.
class RecursiveGaussian {
public:
    explicit RecursiveGaussian(std::size_t width);

    // Adds the next row. From the fifth row on, a blurred row is ready after it.
    void push(std::span<const float> row);
    // Adds a row of zeros below the picture; four of them complete the last rows.
    void push_zeros();

    bool is_ready() const { return pushed_ > kRecursiveReach; }
    // Returns the blurred row, which belongs to the row that was pushed four rows earlier.
    const std::vector<float> &row() const { return out_; }

private:
    // The row that leaves the reach of the filter is ten rows above that which enters it.
    static constexpr std::size_t kRows = 11;

    // The latest two values of each cosine, for each column.
    struct History {
        std::vector<float> last, before;
    };

    void advance();

    std::size_t pushed_ = 0;
    std::array<std::vector<float>, kRows> rows_;  // blurred along the rows
    std::array<History, kCosines> histories_;
    std::vector<float> sums_, out_;
};

}  // namespace quant::cli::metrics

// Filters that work first along rows and then along columns, on rows that arrive one by one. They
// keep as many rows in memory as the kernel has taps.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace quant::cli::metrics {

// A kernel has an odd number of weights, which are symmetric and have the sum 1.
using Kernel = std::vector<double>;

// Returns 2 * radius + 1 weights of a Gaussian; {1} for radius 0.
Kernel gaussian(double sigma, std::size_t radius);

// Returns the index to which index i leads if a sequence of n values is mirrored on both sides,
// with its ends repeated: 1 0 | 0 1 ... n-1 | n-1 n-2.
std::size_t mirrored(std::ptrdiff_t i, std::size_t n);

// Filters rows that are pushed one by one.
class SlidingFilter {
public:
    // `columns` is the number of values in a filtered row.
    SlidingFilter(Kernel kernel, std::size_t columns);

    // Adds a row of columns + taps - 1 values.
    void push(std::span<const double> row);
    // Returns whether at least as many rows were pushed as there are taps.
    bool is_ready() const { return rows_ >= kernel_.size(); }
    // Writes to `out` the row that results from the latest rows.
    void filter(std::span<double> out) const;

private:
    Kernel kernel_;
    std::size_t columns_;
    std::size_t rows_ = 0;
    std::vector<double> ring_;
};

}  // namespace quant::cli::metrics

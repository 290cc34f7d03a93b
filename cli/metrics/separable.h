// separable.h: filters that work along rows first and then along columns, on rows that come one by
// one: memory for as many rows as the kernel has taps.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace quant::cli::metrics {

// An odd number of weights, symmetric, with the sum 1.
using Kernel = std::vector<double>;

// 2 * radius + 1 samples of a Gaussian; {1} for radius 0.
Kernel gaussian(double sigma, std::size_t radius);

// Where index i of a sequence of n values leads if the sequence goes on mirrored on both sides,
// its ends twice: 1 0 | 0 1 ... n-1 | n-1 n-2.
std::size_t mirrored(std::ptrdiff_t i, std::size_t n);

class SlidingFilter {
public:
    // Gives rows of `columns` values.
    SlidingFilter(Kernel kernel, std::size_t columns);

    // A row of columns + taps - 1 values.
    void push(std::span<const double> row);
    // Whether as many rows have come as there are taps.
    bool is_ready() const { return rows_ >= kernel_.size(); }
    // The latest rows, filtered.
    void filter(std::span<double> out) const;

private:
    Kernel kernel_;
    std::size_t columns_;
    std::size_t rows_ = 0;
    std::vector<double> ring_;
};

}  // namespace quant::cli::metrics

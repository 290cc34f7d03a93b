// Matrices of three rows and columns, in doubles. They are computed with + - * / only, so that they
// have the same bits on every machine.
#pragma once

#include <array>
#include <cstddef>

namespace quant::core {

using Matrix = std::array<std::array<double, 3>, 3>;

inline constexpr Matrix kIdentity{{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};

inline Matrix product(const Matrix &a, const Matrix &b) {
    Matrix result{};
    for (std::size_t i = 0; i < 3; ++i)
        for (std::size_t j = 0; j < 3; ++j)
            result[i][j] = a[i][0] * b[0][j] + a[i][1] * b[1][j] + a[i][2] * b[2][j];
    return result;
}

inline double determinant(const Matrix &m) {
    return m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1]) +
           m[0][1] * (m[1][2] * m[2][0] - m[1][0] * m[2][2]) +
           m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0]);
}

// Inverts a matrix by its cofactors. Its determinant must not be 0.
inline Matrix inverse(const Matrix &m) {
    Matrix result;
    for (std::size_t i = 0; i < 3; ++i) {
        for (std::size_t j = 0; j < 3; ++j) {
            const std::size_t i1 = (i + 1) % 3, i2 = (i + 2) % 3, j1 = (j + 1) % 3,
                              j2 = (j + 2) % 3;
            result[j][i] = m[i1][j1] * m[i2][j2] - m[i1][j2] * m[i2][j1];
        }
    }
    const double all = determinant(m);
    for (auto &row : result)
        for (double &v : row) v /= all;
    return result;
}

}  // namespace quant::core

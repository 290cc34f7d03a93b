// The kernels of error diffusion: which of the pixels that follow get which share of an error.
#pragma once

#include <array>
#include <cstddef>

namespace quant::core {

// A share of the error of a pixel that goes to the pixel `dx` columns after it, `dy` rows below.
// Rows run from the left to the right; in a row that runs to the left, dx is mirrored.
struct KernelShare {
    int dx, dy, weight;
};

// Each kernel has kShares, the number that a weight of a whole error would have, and the part of
// an error that is passed on at full strength, in 1/64.
//
// Only Atkinson's kernel is meant to lose a part of the error. The others lose an eighth of it,
// because they look better then at every number of colors (docs/dithering.md).
inline constexpr int kMostPassed = 56;

// R. W. Floyd and L. Steinberg, "An adaptive algorithm for spatial gray scale", 1976.
struct FloydSteinberg {
    static constexpr std::array kShares{KernelShare{1, 0, 7}, KernelShare{-1, 1, 3},
                                        KernelShare{0, 1, 5}, KernelShare{1, 1, 1}};
    static constexpr int kWhole = 16, kPassed = kMostPassed;
};

// B. Atkinson's dither for the Macintosh, about 1984, which passes on three quarters of an error.
struct Atkinson {
    static constexpr std::array kShares{KernelShare{1, 0, 1},  KernelShare{2, 0, 1},
                                        KernelShare{-1, 1, 1}, KernelShare{0, 1, 1},
                                        KernelShare{1, 1, 1},  KernelShare{0, 2, 1}};
    static constexpr int kWhole = 8, kPassed = 64;
};

// J. F. Jarvis, C. N. Judice and W. H. Ninke, "A survey of techniques for the display of continuous
// tone pictures on bilevel displays", 1976.
struct JarvisJudiceNinke {
    static constexpr std::array kShares{
        KernelShare{1, 0, 7},  KernelShare{2, 0, 5}, KernelShare{-2, 1, 3}, KernelShare{-1, 1, 5},
        KernelShare{0, 1, 7},  KernelShare{1, 1, 5}, KernelShare{2, 1, 3},  KernelShare{-2, 2, 1},
        KernelShare{-1, 2, 3}, KernelShare{0, 2, 5}, KernelShare{1, 2, 3},  KernelShare{2, 2, 1}};
    static constexpr int kWhole = 48, kPassed = kMostPassed;
};

// P. Stucki, "MECCA, a multiple-error correction computation algorithm for bilevel image hardcopy
// reproduction", 1981.
struct Stucki {
    static constexpr std::array kShares{
        KernelShare{1, 0, 8},  KernelShare{2, 0, 4}, KernelShare{-2, 1, 2}, KernelShare{-1, 1, 4},
        KernelShare{0, 1, 8},  KernelShare{1, 1, 4}, KernelShare{2, 1, 2},  KernelShare{-2, 2, 1},
        KernelShare{-1, 2, 2}, KernelShare{0, 2, 4}, KernelShare{1, 2, 2},  KernelShare{2, 2, 1}};
    static constexpr int kWhole = 42, kPassed = kMostPassed;
};

// F. Sierra's kernel of three rows, 1989, and his light one, 1990.
struct Sierra {
    static constexpr std::array kShares{
        KernelShare{1, 0, 5}, KernelShare{2, 0, 3}, KernelShare{-2, 1, 2}, KernelShare{-1, 1, 4},
        KernelShare{0, 1, 5}, KernelShare{1, 1, 4}, KernelShare{2, 1, 2},  KernelShare{-1, 2, 2},
        KernelShare{0, 2, 3}, KernelShare{1, 2, 2}};
    static constexpr int kWhole = 32, kPassed = kMostPassed;
};
struct SierraLite {
    static constexpr std::array kShares{KernelShare{1, 0, 2}, KernelShare{-1, 1, 1},
                                        KernelShare{0, 1, 1}};
    static constexpr int kWhole = 4, kPassed = kMostPassed;
};

// Returns to how many pixels beside the pixel below the shares of a kernel reach.
template <typename Kernel>
consteval int reach_beside() {
    int reach = 0;
    for (const KernelShare &share : Kernel::kShares) {
        const int beside = share.dx < 0 ? -share.dx : share.dx;
        reach = beside > reach ? beside : reach;
    }
    return reach;
}

}  // namespace quant::core

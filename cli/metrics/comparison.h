// Computes all figures about two pictures of the same size.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include <quant/quant.hpp>

#include "metrics/tick.h"

namespace quant::cli::metrics {

struct PictureFigures {
    std::uint64_t colors = 0;
    bool translucent = false;
};

struct Comparison {
    PictureFigures a;
    PictureFigures b;
    // Gray levels of the backgrounds on which the pictures were compared, all with the same weight.
    // Empty if both pictures are opaque.
    std::vector<double> backgrounds;
    double mse = 0.0;
    double psnr = 0.0;                  // infinite if mse is 0
    std::optional<double> ssim;         // none for a picture smaller than the window
    std::optional<double> ssimulacra2;  // none for a picture below 8 x 8
    double ciede2000_mean = 0.0;
    double ciede2000_p95 = 0.0;
    double ciede2000_max = 0.0;
    double alpha_mse = 0.0;
};

// Compares two pictures of the same size; `a` is the original where that matters. `blur` is the
// sigma in pixels, 0 to max_blur, with which both are blurred before SSIM and CIEDE2000.
Comparison compare(const Image &a, const Image &b, double blur, const Tick &tick = {});

}  // namespace quant::cli::metrics

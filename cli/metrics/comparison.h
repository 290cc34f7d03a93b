// comparison.h: all figures about two pictures of one size.
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
    // Gray levels that the pictures were seen in front of, each counting alike; empty where both
    // are opaque.
    std::vector<double> backgrounds;
    double mse = 0.0;
    double psnr = 0.0;           // infinite where mse is 0
    std::optional<double> ssim;  // none for a picture smaller than the window
    double ciede2000_mean = 0.0;
    double ciede2000_p95 = 0.0;
    double ciede2000_max = 0.0;
    double alpha_mse = 0.0;
};

// `blur` is the sigma that both are blurred with before SSIM and CIEDE2000, 0 to max_blur.
Comparison compare(const Image &a, const Image &b, double blur, const Tick &tick = {});

}  // namespace quant::cli::metrics

// Makes one pass over the rows for each background, first for MSE, then for SSIM and CIEDE2000, and
// at last for SSIMULACRA 2, which has its own backgrounds.
#include "metrics/comparison.h"

#include <algorithm>

#include "metrics/blur.h"
#include "metrics/ciede2000.h"
#include "metrics/colors.h"
#include "metrics/pixels.h"
#include "metrics/squared_error.h"
#include "metrics/ssim.h"
#include "metrics/ssimulacra2.h"

namespace quant::cli::metrics {
namespace {

PictureFigures figures_of(const Image &image, const Tick &tick) {
    return {distinct_colors(image, tick), is_translucent(image)};
}

double mean_squared_error(const Image &a, const Image &b, const std::vector<double> &backgrounds,
                          const Tick &tick) {
    SquaredError error;
    Row row_a = make_row(a.width);
    Row row_b = make_row(a.width);
    for (const double background : backgrounds)
        for (std::size_t y = 0; y < a.height; ++y) {
            if (tick) tick();
            read_row(a, y, background, row_a);
            read_row(b, y, background, row_b);
            error.add(row_a, row_b);
        }
    return error.mean();
}

double mean_squared_alpha_error(const Image &a, const Image &b, const Tick &tick) {
    SquaredError error;
    Plane row_a(a.width);
    Plane row_b(a.width);
    for (std::size_t y = 0; y < a.height; ++y) {
        if (tick) tick();
        read_alpha(a, y, row_a);
        read_alpha(b, y, row_b);
        error.add(row_a, row_b);
    }
    return error.mean();
}

// Fills in what the eye sees: SSIM and CIEDE2000.
void perceive(const Image &a, const Image &b, double blur, const std::vector<double> &backgrounds,
              const Tick &tick, Comparison &result) {
    ColorDifference difference;
    std::optional<double> ssim_sum;
    for (const double background : backgrounds) {
        BlurredRows rows_a(a, background, blur);
        BlurredRows rows_b(b, background, blur);
        Ssim ssim(a.width);
        for (std::size_t y = 0; y < a.height; ++y) {
            if (tick) tick();
            const Row &row_a = rows_a.next();
            const Row &row_b = rows_b.next();
            ssim.add(row_a, row_b);
            difference.add(row_a, row_b);
        }
        if (const auto mean = ssim.mean()) ssim_sum = ssim_sum.value_or(0.0) + *mean;
    }
    if (ssim_sum) result.ssim = *ssim_sum / static_cast<double>(backgrounds.size());
    result.ciede2000_mean = difference.mean();
    result.ciede2000_p95 = difference.percentile_95();
    result.ciede2000_max = difference.max();
}

// Returns the score of SSIMULACRA 2. As its author's program does, this puts translucent pictures
// on a dark and on a bright gray, and takes the lower score.
std::optional<double> ssimulacra2(const Image &a, const Image &b, const Comparison &result,
                                  const Tick &tick) {
    if (std::min(a.width, a.height) < kSsimulacra2Side) return {};
    // Equal values of 8 and of 16 bits become floats that differ in the last bit, which would
    // count.
    if (result.mse == 0.0) return 100.0;
    const bool translucent = !result.backgrounds.empty();
    const std::vector<float> backgrounds =
        translucent ? std::vector{0.1F, 0.9F} : std::vector{0.0F};
    double lowest = 100.0;
    FloatRow row_a = make_float_row(a.width);
    FloatRow row_b = make_float_row(a.width);
    for (const float background : backgrounds) {
        Ssimulacra2 comparer(a.width, a.height);
        for (std::size_t y = 0; y < a.height; ++y) {
            if (tick) tick();
            read_light(a, y, background, row_a);
            read_light(b, y, background, row_b);
            comparer.add(row_a, row_b);
        }
        lowest = std::min(lowest, comparer.finish());
    }
    return lowest;
}

}  // namespace

Comparison compare(const Image &a, const Image &b, double blur, const Tick &tick) {
    Comparison result;
    result.a = figures_of(a, tick);
    result.b = figures_of(b, tick);
    // Two levels would be enough for MSE to show every difference; the middle one is a background
    // that web pages have.
    if (result.a.translucent || result.b.translucent) result.backgrounds = {0.0, 128.0, 255.0};
    // An opaque picture looks the same on any level.
    const auto backgrounds =
        result.backgrounds.empty() ? std::vector<double>{0.0} : result.backgrounds;
    result.mse = mean_squared_error(a, b, backgrounds, tick);
    result.psnr = quant::psnr(result.mse);
    if (!result.backgrounds.empty()) result.alpha_mse = mean_squared_alpha_error(a, b, tick);
    perceive(a, b, blur, backgrounds, tick, result);
    result.ssimulacra2 = ssimulacra2(a, b, result, tick);
    return result;
}

}  // namespace quant::cli::metrics

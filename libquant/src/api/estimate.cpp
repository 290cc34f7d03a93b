// Adds up rough figures of photographs on one thread, as docs/benchmarks.md has them.
#include "api/estimate.h"

#include <algorithm>

#include "color/color_space.h"
#include "histogram/weights.h"
#include "map/dither.h"

namespace quant::core {
namespace {

// Returns nanoseconds, as all functions here do.
double counting(const Amount &amount, const quant_options &options) {
    double each = amount.few_values ? 1.5 : 40;
    if (is_weighted(options)) each += options.importance ? 15 : 5;
    if (options.space == QUANT_SPACE_OKLAB || options.space == QUANT_SPACE_LAB ||
        options.space == kVividSpace)
        each *= 2;
    return each * static_cast<double>(amount.pixels);
}

double search_time(int search) {
    switch (search) {
        case QUANT_SEARCH_NONE: return 0;
        case QUANT_SEARCH_QUICK: return 2e6;
        case QUANT_SEARCH_STANDARD: return 20e6;
        default: return 700e6;
    }
}

double choosing(const Amount &amount, const quant_options &options, quant_engine engine) {
    const double pixels = static_cast<double>(amount.pixels), colors = options.colors;
    // More distinct colors make every step longer.
    double time = (1e6 + search_time(options.search)) * colors / 256;
    if (!amount.few_values) time *= std::max(1.0, pixels / 1e6);
    const double iterations = std::min(20.0, 1.0 + options.max_iterations);
    if (engine == QUANT_ENGINE_SEQUENTIAL) time += iterations * pixels * (2 + colors / 2);
    if (engine == QUANT_ENGINE_OPENMP) time += iterations * pixels * (1 + colors / 30);
    const int tries = options.target_psnr > 0 ? 6 : 1;
    return options.palette ? 1e6 : tries * time;
}

double dithering(int method) {
    switch (method) {
        case QUANT_DITHER_AUTO: return 45;
        case QUANT_DITHER_BLUE_NOISE:
        case QUANT_DITHER_BAYER: return 120;
        default: return 12;
    }
}

double mapping(const Amount &amount, const quant_options &options) {
    double each = amount.few_values ? 0.7 : 1 + options.colors / 30.0;
    if (is_dithered(options)) each = dithering(options.dither);
    return each * static_cast<double>(amount.pixels);
}

}  // namespace

Estimate estimate(const Amount &amount, const quant_options &options, quant_engine engine) {
    const double first = counting(amount, options), then = choosing(amount, options, engine),
                 last = mapping(amount, options);
    const double all = first + then + last;
    return {first / all, then / all, last / all, all * 1e-9};
}

}  // namespace quant::core

// Scales channel values to 8-bit units and mixes translucent pixels with the background.
#include "metrics/pixels.h"

namespace quant::cli::metrics {
namespace {

// Returns the divisor that converts channel values to 8-bit units.
double samples_per_unit(const Image &image) { return image.bits == 8 ? 1.0 : 257.0; }

bool has_alpha(const Image &image) { return image.channels % 2 == 0; }

}  // namespace

Row make_row(std::size_t width) { return {Plane(width), Plane(width), Plane(width)}; }

bool is_translucent(const Image &image) {
    if (!has_alpha(image)) return false;
    const unsigned opaque = image.bits == 8 ? 255 : 65535;
    bool found = false;
    for (std::size_t y = 0; y < image.height && !found; ++y)
        for_each_pixel(image, y,
                       [&](std::size_t, const Pixel &pixel) { found |= pixel.a != opaque; });
    return found;
}

void read_row(const Image &image, std::size_t y, double background, Row &row) {
    const double unit = samples_per_unit(image);
    if (!has_alpha(image)) {
        for_each_pixel(image, y, [&](std::size_t x, const Pixel &pixel) {
            row[0][x] = pixel.r / unit;
            row[1][x] = pixel.g / unit;
            row[2][x] = pixel.b / unit;
        });
        return;
    }
    const double opaque = 255.0 * unit;
    for_each_pixel(image, y, [&](std::size_t x, const Pixel &pixel) {
        const double alpha = pixel.a / opaque;
        const double behind = background * (1.0 - alpha);
        row[0][x] = pixel.r / unit * alpha + behind;
        row[1][x] = pixel.g / unit * alpha + behind;
        row[2][x] = pixel.b / unit * alpha + behind;
    });
}

void read_alpha(const Image &image, std::size_t y, Plane &alpha) {
    const double unit = samples_per_unit(image);
    for_each_pixel(image, y, [&](std::size_t x, const Pixel &pixel) { alpha[x] = pixel.a / unit; });
}

}  // namespace quant::cli::metrics

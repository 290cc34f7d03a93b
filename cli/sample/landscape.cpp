// Paints a landscape column by column: sky and land, the lake that mirrors them, and the near bank.
#include <algorithm>
#include <stdexcept>

#include "sample/develop.h"
#include "sample/sample.h"
#include "sample/scene.h"

namespace quant::cli::sample {
namespace {

// This many neighboring columns are finished together; otherwise every pixel that is stored would
// touch a new cache line.
constexpr std::size_t kStrip = 16;

// The largest width, in heights. The coordinates of wider scenes would leave the range of the
// noise.
constexpr std::size_t kWidest = 1000;

// Returns the light of the column at a fractional row above the shore.
Color seen_at(const Column &column, double row, double last) {
    const double y = clamp(row - 0.5, 0.0, last);
    const auto above = static_cast<std::size_t>(y);
    const std::size_t below = std::min(above + 1, static_cast<std::size_t>(last));
    return mix(column.light[above], column.light[below], y - static_cast<double>(above));
}

// Paints the lake from the shore down. It mirrors the column above with ripples that stretch the
// reflection, and shows its own color where the view into it is steep.
void paint_lake(const Scene &scene, double u, double shore_row, Column &column) {
    const double rows = static_cast<double>(column.rows);
    const double last = std::max(shore_row - 1.0, 0.0);
    for (auto row = static_cast<std::size_t>(shore_row); row < column.rows; ++row) {
        const double v = std::min(scene.horizon - (static_cast<double>(row) + 0.5) / rows, -0.0015);
        const double z = scene.eye / -v * 1000.0;  // m
        const double breeze =
            noise(u * z * 0.006 + 70.0, z * 0.011, scene.seed ^ 0x91u).value * 0.5 + 0.5;
        const Noise wave = fractal(u * z * 0.22 + 5000.0, z * 0.55, 3, 0.6, scene.seed ^ 0x92u);
        const double resolved = 90.0 / (90.0 + z);
        const double strength = scene.ruffle * (0.25 + 0.75 * breeze);
        const double shift = strength * 0.014 * wave.dy * resolved;
        const double blur = strength * (0.004 + 0.02 * (1.0 - resolved));
        const double mirror = (scene.horizon + v - shift) * rows;
        Color light = seen_at(column, mirror, last) * 0.4 +
                      seen_at(column, mirror - blur * rows, last) * 0.3 +
                      seen_at(column, mirror + blur * rows, last) * 0.3;
        const double down = clamp01((-v + 0.5 * shift) / std::sqrt(v * v + 1.0));
        const double grazing = (1.0 - down) * (1.0 - down);
        const double fresnel = 0.04 + 0.92 * grazing * grazing;
        light = mix(scene.mood.water, light, fresnel);
        const double part = std::min(1.0, static_cast<double>(row) + 1.0 - shore_row);
        column.light[row] = column.light[row] + light * part;
    }
}

// Paints the sky down to the skyline. It is smooth enough that most rows are interpolated.
void paint_sky(const Scene &scene, double u, double skyline, Column &column) {
    const double rows = static_cast<double>(column.rows);
    const std::size_t stride = std::max<std::size_t>(2, column.rows / 340);
    const auto at = [&](std::size_t row) {
        const double v = scene.horizon - (static_cast<double>(row) + 0.5) / rows;
        return sky(scene, u, std::max(v, 0.0));
    };
    Color high = at(0);
    for (std::size_t begin = 0; static_cast<double>(begin) < skyline; begin += stride) {
        const Color low = at(begin + stride);
        for (std::size_t row = begin; row < begin + stride; ++row) {
            const double part = std::min(1.0, skyline - static_cast<double>(row));
            if (part <= 0.0) return;
            const double t = static_cast<double>(row - begin) / static_cast<double>(stride);
            column.light[row] = column.light[row] + mix(high, low, t) * part;
        }
        high = low;
    }
}

void paint_column(const Scene &scene, double u, Column &column) {
    const double rows = static_cast<double>(column.rows);
    std::fill(column.light.begin(), column.light.end(), Color{});
    const double shore_row =
        std::min((scene.horizon + scene.eye / shore(scene, u)) * rows, rows - 0.5);
    paint_sky(scene, u, paint_terrain(scene, u, shore_row, column), column);
    paint_lake(scene, u, shore_row, column);
    paint_foreground(scene, u, column);
}

}  // namespace

Picture landscape(std::size_t width, std::size_t height, std::uint64_t seed) {
    Picture picture{"landscape", width, height, 3, {}};
    if (width == 0 || height == 0) return picture;
    if (width / kWidest > height || width > picture.pixels.max_size() / 3 / height)
        throw std::length_error("sample picture too large");
    picture.pixels.resize(width * height * 3);
    const double pixel = 1.0 / static_cast<double>(height);
    const Scene scene = make_scene(seed, static_cast<double>(width) * pixel * 0.5);
    std::vector<Column> columns(kStrip, Column{height, std::vector<Color>(height)});
    for (std::size_t left = 0; left < width; left += kStrip) {
        const std::size_t count = std::min(kStrip, width - left);
        for (std::size_t i = 0; i < count; ++i)
            paint_column(scene, (static_cast<double>(left + i) + 0.5) * pixel - scene.half_width,
                         columns[i]);
        for (std::size_t row = 0; row < height; ++row) {
            std::uint8_t *out = picture.pixels.data() + (row * width + left) * 3;
            for (std::size_t i = 0; i < count; ++i, out += 3)
                develop(columns[i].light[row], static_cast<std::uint32_t>(left + i),
                        static_cast<std::uint32_t>(row), scene.seed ^ 0xa1u, out);
        }
    }
    return picture;
}

}  // namespace quant::cli::sample

// Paints the mountains: walks over a height field from the shore into the distance, column by
// column. Ground is visible where it rises above all that came before, so every column needs one
// look at each distance.
#include <algorithm>

#include "sample/scene.h"

namespace quant::cli::sample {
namespace {

constexpr double kFarEnd = 42.0;
constexpr double kCoarseFrequency = 0.21;

struct Ground {
    double height, dx, dz;
};

// Returns the share of its height to which a mountain rises at a distance: nothing on the shore,
// and `gap` inland.
double rise(double gap, double z, double from_shore) {
    return (0.025 * smoothstep(0.0, 0.9, from_shore) + gap * smoothstep(0.0, 7.0, from_shore)) *
           (1.0 - 0.45 * smoothstep(13.0, 30.0, z));
}

// Returns the ground: ridges first, then finer and finer relief, with less of it on slopes, where
// scree and rain wear it off. Stops if the ground can hardly reach `least`, or if the next octave
// is smaller than the footprint of a pixel.
Ground ground(const Scene &scene, double x, double z, double envelope, double least,
              double footprint) {
    constexpr double crest = 0.62, rounding = 0.0625;
    double m00 = kCoarseFrequency, m01 = 0.0, amplitude = 0.62, wear = 1.0;
    double height = 0.25, slope_x = 0.0, slope_z = 0.0;
    double possible = 0.75;  // the most that the remaining octaves may add
    const double scale = scene.peak * envelope, finest = 0.14 / (footprint * footprint);
    for (std::uint32_t octave = 0; octave < 13; ++octave) {
        const Noise n = noise(m00 * x + m01 * z + 77.0, m00 * z - m01 * x + 31.0,
                              scene.seed + 0x31u + octave * 0x632be5abu);
        const double wx = m00 * n.dx - m01 * n.dy, wz = m01 * n.dx + m00 * n.dy;
        if (octave < 3) {
            // Folding the noise at 0 makes crests, and a parabola rounds them.
            const double size = std::fabs(n.value), inner = std::min(size, rounding);
            const double fold = size - inner + inner * inner * (0.5 / rounding) + rounding / 2;
            const double side = clamp(n.value * (1.0 / rounding), -1.0, 1.0);
            height += amplitude * (crest - fold);
            slope_x -= amplitude * wx * side;
            slope_z -= amplitude * wz * side;
            possible -= amplitude * (crest - rounding / 2);
            if (octave == 2)
                wear = 0.35 + 0.65 / (1.0 + 0.6 * (slope_x * slope_x + slope_z * slope_z));
        } else {
            height += amplitude * wear * n.value;
            slope_x += amplitude * wear * wx;
            slope_z += amplitude * wear * wz;
            possible -= amplitude;
        }
        if ((height + std::max(possible, 0.0)) * scale < least) return {-1.0, 0.0, 0.0};
        amplitude *= octave < 2 ? 0.5 : 0.47;
        const double turned = 1.6 * m00 - 1.2 * m01;
        m01 = 1.2 * m00 + 1.6 * m01;
        m00 = turned;
        if (m00 * m00 + m01 * m01 > finest) break;
    }
    return {height * scale, slope_x * scale, slope_z * scale};
}

// Returns how much sun reaches a place, by walking over the coarse relief towards the light.
double sunlit(const Scene &scene, double x, double z, double envelope) {
    const double coarse = ground(scene, x, z, envelope, -9.0, 0.55).height;
    double light = 1.0, reach = 0.22;
    for (int step = 0; step < 4; ++step) {
        const Ground there = ground(scene, x + scene.light_x * reach, z + scene.light_z * reach,
                                    envelope, -9.0, 0.55);
        const double over = there.height - coarse - scene.light_y * reach;
        light = std::min(light, 1.0 - smoothstep(-0.03, 0.10 + 0.12 * reach, over));
        reach *= 2.1;
    }
    return light;
}

// Returns the crown of the tree at a place, 1 at its tip and 0 between trees. Every cell of two
// grids has one cone, jittered so little that it stays within its cell.
double crown(double x, double z, std::uint32_t seed) {
    constexpr double offset = 0x1p21;  // keeps the coordinates of any cell positive
    double best = 0.0;
    for (std::uint32_t grid = 0; grid < 2; ++grid) {
        const double gx = x * (grid ? 0.8 : 1.0) + z * (grid ? 0.6 : 0.0) + offset;
        const double gz = z * (grid ? 0.8 : 1.0) - x * (grid ? 0.6 : 0.0) + offset;
        const auto cx = static_cast<std::uint32_t>(gx), cz = static_cast<std::uint32_t>(gz);
        const std::uint32_t bits = hash(cx, cz, seed + grid);
        const double dx = gx - static_cast<double>(cx) - 0.5 - (uniform(bits << 8) - 0.5) * 0.36;
        const double dz = gz - static_cast<double>(cz) - 0.5 - (uniform(bits << 16) - 0.5) * 0.36;
        const double size = 0.55 + 0.45 * uniform(bits);
        best = std::max(best, size * (1.0 - std::sqrt(dx * dx + dz * dz) * 2.0));
    }
    return best;
}

struct Place {
    double x, z, envelope;
    Ground ground;
    double crown;  // negative if there is no forest
    double sun;    // share of the sunlight that no mountain blocks
};

constexpr double kTallestTree = 0.034;

void grow_forest(const Scene &scene, Place &p) {
    Ground &g = p.ground;
    if (g.height <= 0.0 || g.height > scene.tree_line * (0.8 + 0.4 * g.dx) ||
        g.dx * g.dx + g.dz * g.dz > 0.9)
        return;
    p.crown = crown(p.x * 38.0, p.z * 38.0, scene.seed ^ 0x71u);
    g.height += kTallestTree * p.crown;
}

Color land(const Scene &scene, const Place &p) {
    const Mood &mood = scene.mood;
    const Ground &g = p.ground;
    const double up = 1.0 / std::sqrt(1.0 + g.dx * g.dx + g.dz * g.dz);
    const Noise patch = fractal(p.x * 2.3 + 50.0, p.z * 2.3 + 50.0, 3, 0.6, scene.seed ^ 0x41u);
    const Noise strata =
        fractal(g.height * 17.0 + patch.value, p.x * 3.0, 2, 0.9, scene.seed ^ 0x42u);
    Color color = mood.rock * (1.0 + 0.20 * patch.value + 0.17 * strata.value);
    const double green =
        smoothstep(scene.tree_line * 1.9, scene.tree_line * 0.9, g.height + 0.3 * patch.value) *
        smoothstep(0.45, 0.75, up);
    color = mix(color, mood.meadow * (1.0 + 0.25 * patch.value), green);
    const double snow = smoothstep(
        -0.22, 0.22,
        g.height - scene.snow_line + 0.30 * patch.value + 0.12 * strata.value + 0.9 * (up - 0.62));
    color = mix(color, mood.snow, snow * smoothstep(0.36, 0.60, up));
    double facing = (scene.light_y - g.dx * scene.light_x - g.dz * scene.light_z) * up;
    if (p.crown >= 0.0) {
        const Color larch = paint(0xb8862b);
        const double turned = scene.autumn * smoothstep(0.0, 0.5, patch.value + 0.15);
        color = mix(mood.forest, larch, turned) * (0.35 + 0.95 * p.crown);
        facing = mix(facing, 0.75, 0.4) * (0.4 + 0.6 * p.crown);
    }
    return color *
           (mood.sunlight * (std::max(facing, 0.0) * p.sun) + mood.ambient * (0.55 + 0.45 * up));
}

// Returns the color of a place seen through the air, which is brighter towards the sun and has mist
// in the low ground.
Color behind_air(const Scene &scene, const Place &p, const Color &color) {
    const Mood &mood = scene.mood;
    const double far = p.z * p.z / (p.z + 8.0) * 0.1 * mood.haze_strength;
    const double du = p.x / p.z - scene.sun_u;
    const Color air = mood.haze + mood.glow * (0.22 / (1.0 + 14.0 * du * du));
    const Noise drift = noise(p.x * 0.8, p.z * 0.35 + p.ground.height * 5.0, scene.seed ^ 0x51u);
    const double low = p.ground.height * 7.0;
    const double mist = mood.mist * (0.55 + 0.45 * drift.value) / (1.0 + low * low);
    return mix(mix(color, air, far / (1.0 + far)), mix(air, mood.low, 0.5), clamp01(mist * 0.8));
}

// Adds a span of the column, from `bottom` up to `top`, with a gradient from one color to the
// other.
void fill(Column &column, double top, double bottom, const Color &at_top, const Color &at_bottom) {
    const double begin = std::max(top, 0.0);
    if (begin >= bottom) return;
    for (auto row = static_cast<std::size_t>(begin); static_cast<double>(row) < bottom; ++row) {
        const double high = std::max(begin, static_cast<double>(row));
        const double low = std::min(bottom, static_cast<double>(row) + 1.0);
        const double t = clamp01(((high + low) * 0.5 - top) / (bottom - top));
        column.light[row] = column.light[row] + mix(at_top, at_bottom, t) * (low - high);
    }
}

}  // namespace

double shore(const Scene &scene, double u) {
    return 2.3 + 0.5 * fractal(u * 2.5 + 20.0, 3.5, 4, 0.5, scene.seed ^ 0x61u).value;
}

double paint_terrain(const Scene &scene, double u, double shore_row, Column &column) {
    const double rows = static_cast<double>(column.rows);
    const double near_end = shore(scene, u), pixel = 1.0 / rows, stride = 4.4 / (rows + 40.0);
    const double aside = (u - scene.valley) * (u - scene.valley);
    const double gap = mix(scene.pass, 1.0, aside / (aside + 0.055));
    double skyline = shore_row, z = near_end, shadow_end = 0.0, sun = 0.0, pace = 1.0;
    Color before{};
    bool joined = false;
    while (z < kFarEnd && skyline > 0.0) {
        z += z * stride * pace;
        Place p{u * z, z, 0.0, {}, -1.0, 0.0};
        p.envelope = rise(gap, z, z - near_end);
        const double least = scene.eye + (scene.horizon - skyline * pixel) * z;
        if (least > scene.peak * 1.05 + kTallestTree) break;  // no mountain reaches up there
        p.ground = ground(scene, p.x, z, p.envelope, least - kTallestTree, z * 1.3 * pixel);
        grow_forest(scene, p);
        if (p.ground.height < least) {
            joined = false;
            pace = 1.0;
            continue;
        }
        const double top = (scene.horizon - (p.ground.height - scene.eye) / z) * rows;
        if (skyline - top < 0.5) {  // go on until enough is visible to compute a color
            pace = std::min(pace * 1.3, 2.0);
            continue;
        }
        if (z > shadow_end) {
            // Shadows of mountains are soft, so that one value serves the places around it.
            sun = sunlit(scene, p.x, z, p.envelope);
            shadow_end = z * 1.012;
        }
        p.sun = sun;
        const Color color = behind_air(scene, p, land(scene, p));
        fill(column, top, skyline, color, joined ? before : color);
        // Smaller steps up a steep face show its detail.
        pace = clamp(pace * 2.0 / (skyline - top), 0.4, 1.5);
        skyline = top, before = color, joined = true;
    }
    return std::max(skyline, 0.0);
}

}  // namespace quant::cli::sample

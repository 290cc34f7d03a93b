// Paints the sky: a gradient, the glow of the sun, and two layers of clouds on planes overhead.
#include "sample/scene.h"

namespace quant::cli::sample {
namespace {

// Paints thick clouds, dark where they are deep, and brighter where their density falls towards the
// sun.
Color cumulus(const Scene &scene, double u, double v, double glow, const Color &behind) {
    const Mood &mood = scene.mood;
    const double depth = 1.0 / (v + 0.16);
    const double size = 0.62 * scene.cloud_size;
    const double x = u * depth / size + 40.0, z = depth * 1.1 / size;
    const Noise warp = noise(x * 0.9, z * 0.9, scene.seed ^ 0x11u);
    const double wx = x + 0.35 * warp.value, wz = z - 0.3 * warp.value;
    const Noise form = fractal(wx, wz, 2, 0.5, scene.seed ^ 0x12u);
    const double bulk = form.value * 0.62 + scene.cloud_cover - 0.62;
    if (bulk < -0.42) return behind;
    const Noise detail =
        fractal(x * 3.3 + wx * 0.5, z * 3.3 + wz * 0.5, 4, 0.55, scene.seed ^ 0x13u);
    const double thickness = bulk + 0.19 * detail.value;
    const double cover = smoothstep(-0.04, 0.34, thickness);
    if (cover <= 0.0) return behind;
    const double slope = form.dx * scene.light_x - form.dy * (0.25 + scene.sun_v) +
                         0.35 * (detail.dx * scene.light_x - detail.dy * 0.4);
    const double lit = clamp01(0.66 - 0.17 * slope - 0.62 * thickness + 0.6 * glow);
    Color cloud = mix(mood.cloud_shade, mood.cloud_lit, lit);
    cloud = cloud + mood.glow * (glow * (1.0 - cover) * 0.7);
    // Clouds low over the horizon are far away and fade into the sky.
    return mix(behind, mix(cloud, behind, smoothstep(0.22, 0.0, v) * 0.75), cover * 0.96);
}

// Paints high, thin streaks.
Color cirrus(const Scene &scene, double u, double v, const Color &behind) {
    const double depth = 1.0 / (v + 0.25);
    const double x = u * depth * 0.8 + 9.0, z = depth * 2.4 + 0.5 * u;
    const Noise bend = noise(x * 0.7, z * 0.5, scene.seed ^ 0x21u);
    const Noise n = fractal(x * 0.9 + 0.6 * bend.value, z * 2.2 + 1.2 * bend.value, 4, 0.55,
                            scene.seed ^ 0x22u);
    const double veil = smoothstep(-0.1, 0.9, n.value + 0.5 * bend.value);
    return mix(behind, scene.mood.cloud_lit, 0.45 * veil * smoothstep(0.02, 0.25, v));
}

}  // namespace

Color sky(const Scene &scene, double u, double v) {
    const Mood &mood = scene.mood;
    Color light = mix(mix(mood.low, mood.middle, smoothstep(-0.02, 0.26, v)), mood.high,
                      smoothstep(0.06, 0.68, v));
    const double du = u - scene.sun_u, dv = v - scene.sun_v;
    const double distance = du * du + dv * dv;
    const double glow = 0.55 / (1.0 + distance * 70.0) + 0.35 / (1.0 + distance * 9.0);
    light = light + mood.glow * (glow * glow * 1.1);
    light = cirrus(scene, u, v, light);
    light = cumulus(scene, u, v, glow, light);
    // The disc of the sun and its bloom shine through the clouds before them.
    const double disc = smoothstep(0.00034, 0.00016, distance) * 5.0 + 0.0016 / (distance + 0.0012);
    return light + mood.glow * (disc * mood.disc);
}

}  // namespace quant::cli::sample

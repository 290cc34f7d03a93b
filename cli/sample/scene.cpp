// Derives a scene from a seed: a time of day, and the numbers that make each landscape different.
#include "sample/scene.h"

#include <algorithm>
#include <array>

namespace quant::cli::sample {
namespace {

Mood golden_evening() {
    Mood m{};
    m.low = paint(0xffc477), m.middle = paint(0xc9a9a6), m.high = paint(0x48699c);
    m.sunlight = paint(0xffb469) * 2.6, m.ambient = paint(0x67779f) * 0.9;
    m.glow = paint(0xffa53d) * 1.5;
    m.cloud_lit = paint(0xffd9a3) * 1.1, m.cloud_shade = paint(0x8a7f9e);
    m.haze = paint(0xe0a988);
    m.rock = paint(0x86786d), m.meadow = paint(0x6f6b35), m.forest = paint(0x35442a);
    m.snow = paint(0xf3f0f2), m.bank = paint(0x40401f), m.water = paint(0x17303a);
    m.sun_height = 0.20, m.disc = 1.0, m.haze_strength = 1.2, m.mist = 0.35;
    return m;
}

Mood clear_noon() {
    Mood m{};
    m.low = paint(0xcfe4f2), m.middle = paint(0x7fb2e2), m.high = paint(0x2a62b0);
    m.sunlight = paint(0xfff0d8) * 1.3, m.ambient = paint(0x7f9fd0) * 0.6;
    m.glow = paint(0xfff6e0) * 0.7;
    m.cloud_lit = paint(0xffffff) * 1.05, m.cloud_shade = paint(0x9fb2cb);
    m.haze = paint(0xa9c6e2);
    m.rock = paint(0x827c78), m.meadow = paint(0x74863c), m.forest = paint(0x2f5230);
    m.snow = paint(0xf8fafc), m.bank = paint(0x4f6a26), m.water = paint(0x0f5a66);
    m.sun_height = 0.62, m.disc = 0.0, m.haze_strength = 0.7, m.mist = 0.05;
    return m;
}

Mood alpenglow() {
    Mood m{};
    m.low = paint(0xf5b3b4), m.middle = paint(0xa48fc0), m.high = paint(0x2f4580);
    m.sunlight = paint(0xff8a63) * 2.4, m.ambient = paint(0x6477b4) * 0.75;
    m.glow = paint(0xff8f8a) * 0.9;
    m.cloud_lit = paint(0xffa794) * 1.05, m.cloud_shade = paint(0x6a6396);
    m.haze = paint(0xa58dba);
    m.rock = paint(0x7d7277), m.meadow = paint(0x565c38), m.forest = paint(0x25393a);
    m.snow = paint(0xf2eef6), m.bank = paint(0x2a3326), m.water = paint(0x14283f);
    m.sun_height = 0.13, m.disc = 1.0, m.haze_strength = 0.9, m.mist = 0.45;
    return m;
}

Mood misty_dawn() {
    Mood m{};
    m.low = paint(0xffdcae), m.middle = paint(0xb9cbd1), m.high = paint(0x6a9ab8);
    m.sunlight = paint(0xffd49b) * 1.9, m.ambient = paint(0x87a2ac) * 0.8;
    m.glow = paint(0xffd890) * 1.2;
    m.cloud_lit = paint(0xfff0d3), m.cloud_shade = paint(0x9fadb5);
    m.haze = paint(0xc9cfc5);
    m.rock = paint(0x7d7f78), m.meadow = paint(0x7c8444), m.forest = paint(0x2c4a3a);
    m.snow = paint(0xf4f3ef), m.bank = paint(0x4a5626), m.water = paint(0x1d474b);
    m.sun_height = 0.24, m.disc = 0.8, m.haze_strength = 1.8, m.mist = 0.9;
    return m;
}

Mood gathering_storm() {
    Mood m{};
    m.low = paint(0xc8d3c4), m.middle = paint(0x788f9c), m.high = paint(0x3b4d60);
    m.sunlight = paint(0xf1e4b4) * 1.3, m.ambient = paint(0x6f8796) * 0.8;
    m.glow = paint(0xe9e0ae) * 0.5;
    m.cloud_lit = paint(0xc9cfcf), m.cloud_shade = paint(0x49586a);
    m.haze = paint(0x8ea3aa);
    m.rock = paint(0x6d6e70), m.meadow = paint(0x6a7a35), m.forest = paint(0x23402f);
    m.snow = paint(0xe6ebee), m.bank = paint(0x3a4a20), m.water = paint(0x12363c);
    m.sun_height = 0.42, m.disc = 0.05, m.haze_strength = 1.3, m.mist = 0.4;
    return m;
}

Mood blue_hour() {
    Mood m{};
    m.low = paint(0xe8a47f), m.middle = paint(0x5f6fa6), m.high = paint(0x18234f);
    m.sunlight = paint(0xc08c9c) * 0.7, m.ambient = paint(0x4a5c98) * 0.75;
    m.glow = paint(0xff9a5c) * 0.9;
    m.cloud_lit = paint(0xd98f86) * 0.8, m.cloud_shade = paint(0x3a4273);
    m.haze = paint(0x66709c);
    m.rock = paint(0x65687a), m.meadow = paint(0x3c4a3c), m.forest = paint(0x1d2d35);
    m.snow = paint(0xdce4f4), m.bank = paint(0x1c2624), m.water = paint(0x0c1c38);
    m.sun_height = 0.02, m.disc = 1.0, m.haze_strength = 1.1, m.mist = 0.5;
    return m;
}

constexpr std::array<Mood (*)(), 6> kMoods = {golden_evening, clear_noon,      alpenglow,
                                              misty_dawn,     gathering_storm, blue_hour};

// Makes the colors warmer or cooler, more or less green, lighter or darker, so that no two seeds
// share a palette.
void tint(Mood &m, Random &random) {
    const double warmth = random.between(-0.09, 0.09), green = random.between(-0.035, 0.035);
    const double exposure = random.between(0.9, 1.1);
    const Color filter = Color{1.0 + warmth, 1.0 + green, 1.0 - warmth} * exposure;
    for (Color *color : {&m.low, &m.middle, &m.high, &m.sunlight, &m.ambient, &m.glow, &m.cloud_lit,
                         &m.cloud_shade, &m.haze, &m.water})
        *color = *color * filter;
    m.haze_strength *= random.between(0.75, 1.3);
    m.mist *= random.between(0.4, 1.4);
}

// Plants the conifers that frame the lake: a group at one edge of the picture, tallest outside, and
// half as many smaller ones at the other edge.
void plant(Scene &scene, Random &random) {
    const double side = random.between(-1.0, 1.0) < 0.0 ? -1.0 : 1.0;
    const int count = static_cast<int>(random.between(5.0, 11.0));
    for (int i = 0; i < count; ++i) {
        const bool opposite = i % 3 == 2;
        const double inward = random.between(0.0, 1.0) * random.between(0.0, 1.0);
        const double height =
            random.between(0.22, 0.62) * (1.0 - 0.6 * inward) * (opposite ? 0.62 : 1.0);
        const double u = (opposite ? -side : side) * scene.half_width * (1.04 - 0.62 * inward);
        const double base = bank_edge(scene, u) - random.between(0.01, 0.05);
        const double width = height * random.between(0.17, 0.23);
        scene.trees.push_back({u, base, height, width, random.bits()});
    }
    std::sort(scene.trees.begin(), scene.trees.end(), [](const Tree &a, const Tree &b) {
        return a.height != b.height ? a.height < b.height : a.seed < b.seed;
    });
}

}  // namespace

Scene make_scene(std::uint64_t seed, double half_width) {
    Random random(seed, 0x5ce7eu);
    Scene scene;
    scene.half_width = half_width;
    scene.mood = kMoods[random.bits() % kMoods.size()]();
    tint(scene.mood, random);
    scene.seed = random.bits();
    scene.horizon = random.between(0.585, 0.665);
    const double side = random.between(-1.0, 1.0) < 0.0 ? -1.0 : 1.0;
    scene.sun_u = side * random.between(0.12, 0.42);
    scene.sun_v = scene.mood.sun_height * random.between(0.85, 1.15);
    // The land is lit from farther aside than the sun; otherwise only its dark side would be
    // visible.
    const double x = side * 1.25, y = 0.32 + 1.1 * scene.sun_v, z = random.between(-0.55, 0.05);
    const double length = std::sqrt(x * x + y * y + z * z);
    scene.light_x = x / length, scene.light_y = y / length, scene.light_z = z / length;
    scene.cloud_cover = random.between(0.25, 0.8);
    scene.cloud_size = random.between(0.7, 1.5);
    scene.peak = random.between(3.4, 5.4);
    scene.snow_line = random.between(0.8, 2.4);
    scene.tree_line = random.between(0.35, 0.8);
    scene.valley = random.between(-0.55, 0.55);
    scene.pass = random.between(0.08, 0.5);
    scene.ruffle = random.between(0.35, 1.5);
    scene.autumn = clamp01(random.between(-0.6, 0.9));
    plant(scene, random);
    return scene;
}

}  // namespace quant::cli::sample

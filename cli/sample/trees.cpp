// Paints the near bank with its grass, and the conifers that frame the view.
#include <algorithm>

#include "sample/scene.h"

namespace quant::cli::sample {
namespace {

Color grass(const Scene &scene, double u, double v, double depth) {
    const Noise blades = fractal(u * 330.0 + v * 60.0, v * 38.0, 2, 0.7, scene.seed ^ 0x82u);
    const Noise patch = fractal(u * 9.0 + 20.0, v * 22.0 + 20.0, 3, 0.6, scene.seed ^ 0x83u);
    const Mood &mood = scene.mood;
    Color color = mix(mood.bank, mood.meadow, 0.35 + 0.35 * patch.value);
    color = color * (0.8 + 0.5 * blades.value + 0.3 * patch.value);
    const double rim = 1.0 / (1.0 + depth * 45.0);
    return color * (mood.sunlight * (0.16 + 0.40 * rim) + mood.ambient * 0.8);
}

// How much a tree hides at a place, and how much light its needles catch there.
struct Needles {
    double cover, light;
};

Needles conifer(const Scene &scene, const Tree &tree, double u, double v, double pixel) {
    const double t = (tree.base + tree.height - v) / tree.height;  // 0 at the tip, 1 at the foot
    const double across = (u - tree.u) / tree.width;
    const double span = across < 0.0 ? -across : across;
    const Noise ragged = fractal(across * 9.0, t * 62.0 - span * 6.0, 3, 0.7, tree.seed);
    // Branches grow in whorls and droop outwards. The number of a whorl decides the length of its
    // branches at random.
    const double whorl = t * 15.0 - span * 1.9 + 0.35 * ragged.value + 8.0;
    const auto number = static_cast<std::uint32_t>(whorl);
    const double phase = whorl - static_cast<double>(number);
    const std::uint32_t bits = hash(number, across < 0.0, tree.seed);
    const double length = 0.62 + 0.5 * uniform(bits);
    const double reach = (0.02 + 1.02 * t * (1.35 - 0.45 * t)) * length * (0.38 + 0.62 * phase) +
                         0.15 * ragged.value * (0.2 + t);
    const double soft = pixel / tree.width + 0.015;
    const double trunk = smoothstep(0.035 + soft, 0.035, span);
    const double cover =
        std::max(smoothstep(soft, -soft, span - reach), trunk * smoothstep(0.0, 0.1, t));
    const double side = across * (scene.light_x < 0.0 ? -1.0 : 1.0);
    return {cover, clamp01(0.30 + 0.45 * side + 0.35 * (phase - 0.5) + 0.35 * ragged.value)};
}

}  // namespace

double bank_edge(const Scene &scene, double u) {
    const Noise n = fractal(u * 2.2 + 11.0, 0.5, 4, 0.5, scene.seed ^ 0x81u);
    const double aside = u / scene.half_width;
    return (1.0 - scene.horizon) * (0.22 * aside * aside - 0.93) + 0.035 * n.value;
}

void paint_foreground(const Scene &scene, double u, Column &column) {
    const double rows = static_cast<double>(column.rows), pixel = 1.0 / rows;
    const auto row_of = [&](double v) {
        return static_cast<std::size_t>(clamp((scene.horizon - v) * rows, 0.0, rows));
    };
    const Mood &mood = scene.mood;
    for (const Tree &tree : scene.trees) {
        const double aside = u < tree.u ? tree.u - u : u - tree.u;
        if (aside > tree.width * 1.2) continue;
        const std::size_t foot = row_of(tree.base);
        for (std::size_t row = row_of(tree.base + tree.height); row < foot; ++row) {
            const double v = scene.horizon - (static_cast<double>(row) + 0.5) * pixel;
            // Most of the box around a tree lies outside the cone of its branches.
            const double below_tip = (tree.base + tree.height - v) / tree.height;
            if (aside > (0.14 + 1.25 * below_tip) * tree.width + pixel) continue;
            const Needles n = conifer(scene, tree, u, v, pixel);
            if (n.cover <= 0.0) continue;
            const Color needles = mood.forest * (mood.sunlight * (n.light * n.light * 0.75) +
                                                 mood.ambient * (0.25 + 0.45 * n.light));
            column.light[row] = mix(column.light[row], needles, n.cover);
        }
    }
    const double edge = bank_edge(scene, u);
    for (std::size_t row = row_of(edge + 0.025); row < column.rows; ++row) {
        const double v = scene.horizon - (static_cast<double>(row) + 0.5) * pixel;
        const double tuft =
            fractal(u * 210.0 + v * 50.0, v * 9.0, 2, 0.8, scene.seed ^ 0x84u).value * 0.011;
        const double cover = smoothstep(-pixel, 0.003 + pixel, edge + tuft - v);
        if (cover > 0.0)
            column.light[row] = mix(column.light[row], grass(scene, u, v, edge - v), cover);
    }
}

}  // namespace quant::cli::sample

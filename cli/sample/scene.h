// What a seed decides about a landscape, and the functions that paint it. Picture coordinates: u to
// the right of the middle, v up from the horizon, in picture heights. World coordinates: x right
// and z away from the eye, and the height above the lake, in km. A point appears at u = x / z, v =
// (height - eye) / z.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "sample/noise.h"

namespace quant::cli::sample {

// The light and the colors of one time of day.
struct Mood {
    Color low, middle, high;  // sky from the horizon to the zenith
    Color sunlight, ambient;  // light on the land
    Color glow;               // color of the sky around the sun
    Color cloud_lit, cloud_shade;
    Color haze;
    Color rock, meadow, forest, snow, bank;
    Color water;              // seen where the lake does not reflect
    double sun_height, disc;  // v of the sun, and how clearly its disc shows
    double haze_strength, mist;
};

struct Tree {
    double u, base, height, width;
    std::uint32_t seed;
};

struct Scene {
    std::uint32_t seed = 0;
    Mood mood{};
    double half_width = 0.5;  // u of the right edge
    double horizon = 0.6;     // distance from the top of the picture
    double eye = 0.012;
    double sun_u = 0.0, sun_v = 0.0;
    double light_x = 0.0, light_y = 1.0, light_z = 0.0;
    double cloud_cover = 0.5, cloud_size = 1.0;
    double peak = 2.5, snow_line = 1.4, tree_line = 0.7;
    double valley = 0.0;      // u of the gap between the mountains
    double pass = 0.2;        // share of their height that the mountains keep there
    double ruffle = 1.0;      // strength of the ripples on the lake
    double autumn = 0.0;      // share of larches in autumn color
    std::vector<Tree> trees;  // sorted by height, the small ones first
};

Scene make_scene(std::uint64_t seed, double half_width);

Color sky(const Scene &scene, double u, double v);

// One column of the picture, in linear light. Row r covers v from horizon - (r + 1) / rows to
// horizon - r / rows.
struct Column {
    std::size_t rows;
    std::vector<Color> light;
};

// Adds the land to the column at u and returns the row of the skyline, with its fraction.
// Everything above the skyline and below `shore_row` stays unchanged.
double paint_terrain(const Scene &scene, double u, double shore_row, Column &column);

// Returns the distance of the far shore.
double shore(const Scene &scene, double u);

// Returns v of the edge of the near bank.
double bank_edge(const Scene &scene, double u);

// Covers the column at u with the near bank and the trees on it.
void paint_foreground(const Scene &scene, double u, Column &column);

}  // namespace quant::cli::sample

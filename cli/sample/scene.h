// What a landscape seed decides, and the painters that share it. Picture coordinates: u to the
// right of the middle, v up from the horizon, in picture heights. World: x right and z away from
// the eye, height above the lake, in km; a point shows at u = x / z, v = (height - eye) / z.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "sample/noise.h"

namespace quant::cli::sample {

// The light and paints of one time of day.
struct Mood {
    Color low, middle, high;  // sky from the horizon to the zenith
    Color sunlight, ambient;  // on the land
    Color glow;               // of the sky around the sun
    Color cloud_lit, cloud_shade;
    Color haze;
    Color rock, meadow, forest, snow, bank;
    Color water;              // seen where the lake does not reflect
    double sun_height, disc;  // v of the sun, and how clearly it shows
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
    double horizon = 0.6;     // from the top of the picture
    double eye = 0.012;
    double sun_u = 0.0, sun_v = 0.0;
    double light_x = 0.0, light_y = 1.0, light_z = 0.0;
    double cloud_cover = 0.5, cloud_size = 1.0;
    double peak = 2.5, snow_line = 1.4, tree_line = 0.7;
    double valley = 0.0;      // u of the gap between the mountains
    double pass = 0.2;        // how much of their height they keep there
    double ruffle = 1.0;      // of the lake
    double autumn = 0.0;      // share of larches that have turned
    std::vector<Tree> trees;  // the small ones first
};

Scene make_scene(std::uint64_t seed, double half_width);

Color sky(const Scene &scene, double u, double v);

// One column of the picture, in linear light; the row r covers v from horizon - (r + 1) / rows to
// horizon - r / rows.
struct Column {
    std::size_t rows;
    std::vector<Color> light;
};

// Adds the land of the column at u and returns the row, with its fraction, of the skyline; what is
// above it, and all below `shore_row`, is left as it was.
double paint_terrain(const Scene &scene, double u, double shore_row, Column &column);

// Distance of the far shore.
double shore(const Scene &scene, double u);

// v of the edge of the near bank.
double bank_edge(const Scene &scene, double u);

// Covers the column with the near bank and the trees on it.
void paint_foreground(const Scene &scene, double u, Column &column);

}  // namespace quant::cli::sample

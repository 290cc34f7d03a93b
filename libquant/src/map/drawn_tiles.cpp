// Counts the pairs of neighbors of each tile that are equal, nearly equal and different.
#include "map/drawn_tiles.h"

#include <algorithm>
#include <span>

namespace quant::core {
namespace {

struct Pairs {
    std::uint64_t equal = 0, near = 0, far = 0;

    // `step` is an 8-bit step in the values of the colors.
    void add(std::uint64_t a, std::uint64_t b, std::uint32_t step) {
        if (a == b) {
            ++equal;
            return;
        }
        std::uint32_t most = 0;
        for (unsigned c = 0; c < 64; c += 16) {
            const auto u = static_cast<std::uint32_t>(a >> c & 0xFFFF),
                       v = static_cast<std::uint32_t>(b >> c & 0xFFFF);
            most = std::max(most, u > v ? u - v : v - u);
        }
        constexpr std::uint32_t kNearSteps = 4;
        ++(most <= kNearSteps * step ? near : far);
    }

    // A tile of one color is drawn too.
    bool is_drawn() const { return equal >= near + far && 3 * near <= far; }
};

std::size_t tiles_along(std::size_t pixels) {
    return (pixels + DrawnTiles::kSide - 1) / DrawnTiles::kSide;
}

// Sets whether each tile of a row of tiles is drawn, unless the team is stopped.
void look_at(const ImageView &image, std::size_t tile_row, Team &team,
             std::span<std::uint8_t> is_drawn) {
    const std::uint32_t step = image.bits() == 8 ? 1 : 257;
    std::vector<Pairs> pairs(is_drawn.size());
    std::vector<std::uint64_t> above(image.width()), row(image.width());
    const std::size_t first = tile_row * DrawnTiles::kSide;
    const std::size_t last = std::min(first + DrawnTiles::kSide, image.height());
    Pace pace(&team);
    for (std::size_t y = first; y < last; ++y) {
        image.load_colors(y * image.width(), image.width(), row.data());
        for (std::size_t x = 0; x < image.width(); ++x) {
            Pairs &tile = pairs[x / DrawnTiles::kSide];
            if (x > 0) tile.add(row[x - 1], row[x], step);
            if (y > first) tile.add(above[x], row[x], step);
        }
        row.swap(above);
        if (pace.is_stopped(image.width())) return;
    }
    for (std::size_t x = 0; x < pairs.size(); ++x) is_drawn[x] = pairs[x].is_drawn() ? 1 : 0;
}

bool are_drawn(std::span<const std::uint8_t> tiles) {
    return std::ranges::all_of(tiles, [](std::uint8_t drawn) { return drawn != 0; });
}

}  // namespace

DrawnTiles::DrawnTiles(const ImageView &image, Team &team)
    : across_(tiles_along(image.width())), is_drawn_(across_ * tiles_along(image.height())) {
    team.share(tiles_along(image.height()), team.workers_for(image.pixels(), kLeastPixels),
               [&](std::size_t tile_row, unsigned) {
                   look_at(image, tile_row, team,
                           std::span(is_drawn_).subspan(tile_row * across_, across_));
               });
}

bool DrawnTiles::are_all() const { return are_drawn(is_drawn_); }

bool is_all_drawn(const ImageView &image, Team &team) {
    std::vector<std::uint8_t> tiles(tiles_along(image.width()));
    for (std::size_t tile_row = 0; tile_row < tiles_along(image.height()); ++tile_row) {
        look_at(image, tile_row, team, tiles);
        if (!are_drawn(tiles)) return false;
    }
    return true;
}

}  // namespace quant::core

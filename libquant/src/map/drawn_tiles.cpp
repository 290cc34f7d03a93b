// Counts the pairs of neighbors of each tile that are equal, nearly equal and different.
#include "map/drawn_tiles.h"

#include <algorithm>
#include <span>

#include "simd/kernels.h"

namespace quant::core {
namespace {

struct Pairs {
    std::uint64_t equal = 0, near = 0, all = 0;

    // `step` is an 8-bit step in the values of the colors.
    void add(const std::uint64_t *a, const std::uint64_t *b, std::size_t count,
             std::uint16_t step) {
        constexpr unsigned kNearSteps = 4;
        const PairCounts counts =
            kernels().count_pairs(a, b, count, static_cast<std::uint16_t>(kNearSteps * step));
        equal += counts.equal;
        near += counts.near;
        all += count;
    }

    // A tile of one color is drawn too.
    bool is_drawn() const { return 2 * equal >= all && 3 * near <= all - equal - near; }
};

std::size_t tiles_along(std::size_t pixels) {
    return (pixels + DrawnTiles::kSide - 1) / DrawnTiles::kSide;
}

// Sets whether each tile of a row of tiles is drawn, unless the team is stopped.
void look_at(const ImageView &image, std::size_t tile_row, Team &team,
             std::span<std::uint8_t> is_drawn) {
    const std::uint16_t step = image.bits() == 8 ? 1 : 257;
    std::vector<Pairs> pairs(is_drawn.size());
    std::vector<std::uint64_t> above(image.width()), row(image.width());
    const std::size_t first = tile_row * DrawnTiles::kSide;
    const std::size_t last = std::min(first + DrawnTiles::kSide, image.height());
    Pace pace(&team);
    for (std::size_t y = first; y < last; ++y) {
        image.load_colors(y * image.width(), image.width(), row.data());
        for (std::size_t tile = 0; tile < pairs.size(); ++tile) {
            const std::size_t begin = tile * DrawnTiles::kSide;
            const std::size_t end = std::min(begin + DrawnTiles::kSide, image.width());
            const std::size_t second = std::max<std::size_t>(begin, 1);
            pairs[tile].add(&row[second - 1], row.data() + second, end - second, step);
            if (y > first) pairs[tile].add(&above[begin], &row[begin], end - begin, step);
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

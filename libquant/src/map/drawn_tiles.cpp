// Counts the pairs of neighbors of each tile that are equal, nearly equal and different.
#include "map/drawn_tiles.h"

#include <algorithm>

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

}  // namespace

DrawnTiles::DrawnTiles(const ImageView &image, Team &team)
    : across_((image.width() + kSide - 1) / kSide),
      is_drawn_(across_ * ((image.height() + kSide - 1) / kSide)) {
    const std::uint32_t step = image.bits() == 8 ? 1 : 257;
    const std::size_t down = is_drawn_.size() / across_;
    team.share(down, team.workers_for(image.pixels(), kLeastPixels),
               [&](std::size_t tile_row, unsigned) {
                   std::vector<Pairs> pairs(across_);
                   std::vector<std::uint64_t> above(image.width()), row(image.width());
                   const std::size_t first = tile_row * kSide;
                   const std::size_t last = std::min(first + kSide, image.height());
                   Pace pace(&team);
                   for (std::size_t y = first; y < last; ++y) {
                       image.load_colors(y * image.width(), image.width(), row.data());
                       for (std::size_t x = 0; x < image.width(); ++x) {
                           Pairs &tile = pairs[x / kSide];
                           if (x > 0) tile.add(row[x - 1], row[x], step);
                           if (y > first) tile.add(above[x], row[x], step);
                       }
                       row.swap(above);
                       if (pace.is_stopped(image.width())) return;
                   }
                   for (std::size_t x = 0; x < across_; ++x)
                       is_drawn_[tile_row * across_ + x] = pairs[x].is_drawn() ? 1 : 0;
               });
}

bool DrawnTiles::are_all() const {
    return std::ranges::all_of(is_drawn_, [](std::uint8_t drawn) { return drawn != 0; });
}

}  // namespace quant::core

// Counts the pixels of each cell and takes powers of the counts.
#include "map/color_rarity.h"

#include <algorithm>
#include <cmath>

#include "base/power.h"
#include "histogram/weights.h"

namespace quant::core {

ColorRarity::ColorRarity(const ImageView &image, const DitherSpace &space, unsigned protection,
                         std::size_t every, Team &team)
    : weights_(std::size_t{1} << 3 * kCellBits, std::uint8_t{kMost}) {
    std::vector<std::uint64_t> counts(weights_.size());
    std::vector<Point> points(image.width());
    for (std::size_t y = 0; y < image.height(); y += every) {
        space.load_points(image, y * image.width(), image.width(), points.data());
        for (const Point &p : points) ++counts[cell_of(p)];
        if (team.is_stopped()) return;
    }
    const auto most = static_cast<double>(*std::ranges::max_element(counts));
    for (std::size_t cell = 0; cell < counts.size(); ++cell) {
        if (counts[cell] == 0) continue;
        double ratio = most / static_cast<double>(counts[cell]);
        if (protection < kFullProtection) ratio = root_power(ratio, protection, kProtectionBits);
        weights_[cell] =
            static_cast<std::uint8_t>(std::min(std::round(kLeast * ratio), double{kMost}));
    }
}

}  // namespace quant::core

// Counts the pixels of each cell and takes powers of the counts.
#include "map/color_rarity.h"

#include <algorithm>
#include <cmath>

#include "base/power.h"
#include "histogram/weights.h"

namespace quant::core {

ColorRarity::ColorRarity(const ImageView &image, const DitherSpace &space, unsigned protection,
                         Team &team)
    : weights_(std::size_t{1} << 3 * kCellBits, std::uint8_t{kMost}) {
    constexpr std::size_t kMostCounted = std::size_t{1} << 21;
    const std::size_t every =
        std::max<std::size_t>(2, (image.pixels() + kMostCounted - 1) / kMostCounted);
    const std::size_t rows = (image.height() + every - 1) / every;
    const unsigned workers = team.workers_for(rows * image.width(), kLeastPixels);
    std::vector<std::vector<std::uint64_t>> counts_of_workers(workers);
    team.share(rows, workers, [&](std::size_t unit, unsigned worker) {
        auto &counts = counts_of_workers[worker];
        counts.resize(weights_.size());
        const std::size_t begin = unit * every * image.width();
        Point points[kBlockPixels];
        for (std::size_t first = 0; first < image.width(); first += kBlockPixels) {
            const std::size_t count = std::min(kBlockPixels, image.width() - first);
            space.load_points(image, begin + first, count, points);
            for (std::size_t i = 0; i < count; ++i)
                if (!image.has_alpha() || points[i].x[3] != 0) ++counts[cell_of(points[i])];
            if (first % kUnitPixels == 0 && team.is_stopped()) return;
        }
    });
    std::vector<std::uint64_t> counts(weights_.size());
    for (const auto &own : counts_of_workers)
        for (std::size_t cell = 0; cell < own.size(); ++cell) counts[cell] += own[cell];
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

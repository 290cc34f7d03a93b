// Counts the colors in sRGB first, and converts the entries of that histogram.
#include "histogram/converted_colors.h"

#include <algorithm>

#include "histogram/label_table.h"
#include "simd/kernels.h"

namespace quant::core {
namespace {

// Fewer colors than this are not worth a thread.
inline constexpr std::size_t kLeastColors = std::size_t{1} << 13;

// The work that a thread takes at a time.
inline constexpr std::size_t kUnitColors = std::size_t{1} << 12;
inline constexpr std::size_t kUnitCells = 64;

// Returns the straight color of an entry, packed as by ImageView::load_colors().
std::uint64_t straight_color(std::uint32_t key, std::uint16_t residue) {
    const Point p = residue_point(cell_base(key), residue);
    std::uint64_t color = std::uint64_t{255} << 48;
    for (unsigned d = 0; d < 3; ++d)
        color |= static_cast<std::uint64_t>(p.x[d] / kPointScale) << 16 * d;
    return color;
}

}  // namespace

ConvertedColors::ConvertedColors(const ImageView &image, Team &team)
    : srgb_(image.in(ColorSpace()), team) {
    std::size_t entries = 0;
    for (const Cell &cell : srgb_.cells()) {
        first_.push_back(entries);
        entries += cell.size;
    }
    first_.push_back(entries);
    points_ = std::make_unique_for_overwrite<Point[]>(entries);
    const unsigned workers = team.workers_for(entries, kLeastColors);
    team.share_ranges(srgb_.cells().size(), kUnitCells, workers, [&](Range cells, unsigned) {
        std::uint64_t colors[Histogram::kBlock];
        for (std::size_t i = cells.first; i < cells.last; ++i) {
            const Cell &cell = srgb_.cells()[i];
            for (std::size_t done = 0; done < cell.size; done += Histogram::kBlock) {
                const std::size_t count = std::min(Histogram::kBlock, cell.size - done);
                const std::uint16_t *residues = srgb_.residues() + cell.first + done;
                for (std::size_t j = 0; j < count; ++j)
                    colors[j] = straight_color(cell.key, residues[j]);
                image.space().convert(colors, count, 8, false, &points_[first_[i] + done]);
            }
        }
    });
}

Histogram ConvertedColors::histogram(Team &team) const {
    std::vector<std::uint32_t> weights;
    weights.reserve(size());
    Pace pace(&team);
    for (const Cell &cell : srgb_.cells()) {
        const std::uint16_t *first = srgb_.compact_weights() + cell.first;
        weights.insert(weights.end(), first, first + cell.size);
        pace.is_stopped(cell.size);
    }
    return {{points_.get(), size()}, weights, false, team};
}

void ConvertedColors::map(const ImageView &image, std::span<const Centroid> centroids,
                          const std::array<std::uint8_t, 256> &order, Team &team,
                          std::uint8_t *indices) const {
    const CentroidTable centroid_table(centroids);
    const auto labels = std::make_unique_for_overwrite<std::uint8_t[]>(first_.back());
    const unsigned workers = team.workers_for(first_.back(), kLeastColors);
    team.share_ranges(first_.back(), kUnitColors, workers, [&](Range part, unsigned) {
        kernels().assign(&points_[part.first], part.size(), centroid_table, &labels[part.first],
                         nullptr);
    });
    const auto cells = srgb_.cells();
    LabelTable table(cells.size());
    Pace pace(&team);
    for (std::size_t i = 0; i < cells.size(); ++i) {
        std::uint8_t *const block = table.new_block();
        table.set(cells[i].key, block);
        for (std::size_t entry = 0; entry < cells[i].size; ++entry)
            block[srgb_.residues()[cells[i].first + entry]] = order[labels[first_[i] + entry]];
        pace.is_stopped(cells[i].size);
    }
    table.map(image, team, indices);
}

}  // namespace quant::core

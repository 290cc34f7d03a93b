// The engine `cells`. It computes the same labels and sums as `sequential`, but from the histogram
// instead of the pixels, and without reading most of the colors: cells_tree.cpp assigns the colors,
// and this file maps the pixels.
#include <utility>

#include "cluster/cells_tree.h"
#include "cluster/lloyd.h"
#include "histogram/candidate_table.h"
#include "histogram/converted_colors.h"
#include "histogram/label_table.h"
#include "simd/kernels.h"

namespace quant::core {
namespace {

// The number of blocks of colors that a thread labels at a time.
inline constexpr std::size_t kUnitBlocks = 64;

// With more centroids than this, a wide image is mapped by the candidates of cells.
inline constexpr std::size_t kFewCentroids = 32;

class CellsEngine : public Engine {
public:
    CellsEngine(const ImageView *image, const Histogram &histogram,
                const ConvertedColors *converted, Team &team, std::uint8_t *indices,
                CellOrder order)
        : image_(image),
          histogram_(histogram),
          converted_(converted),
          indices_(indices),
          team_(team),
          tree_(histogram, order, team) {}

    std::vector<Moments> assign(std::span<const Centroid> centroids) override {
        centroids_.assign(centroids.begin(), centroids.end());
        std::vector<Moments> clusters = tree_.assign(centroids);
        evaluations_ += tree_.last_evaluations();
        return clusters;
    }
    void map(const std::array<std::uint8_t, 256> &order) override;
    unsigned threads() const override { return team_.used(); }

private:
    void map_compact(const std::array<std::uint8_t, 256> &order);
    void label_colors(const Cell &cell, const CentroidTable &list,
                      const std::array<std::uint8_t, 256> &order, std::uint8_t *block) const;
    void map_wide(const std::array<std::uint8_t, 256> &order);

    const ImageView *image_;  // null: map() must not be called
    const Histogram &histogram_;
    const ConvertedColors *converted_;
    std::uint8_t *indices_;
    Team &team_;
    CellsTree tree_;
    std::vector<Centroid> centroids_;
};

void CellsEngine::map(const std::array<std::uint8_t, 256> &order) {
    if (converted_) {
        evaluations_ += converted_->size() * centroids_.size();
        converted_->map(*image_, centroids_, order, team_, indices_);
    } else if (histogram_.residues()) {
        map_compact(order);
    } else {
        map_wide(order);
    }
}

void CellsEngine::map_compact(const std::array<std::uint8_t, 256> &order) {
    std::size_t mixed = 0;
    for (std::size_t i = 0; i < tree_.size(); ++i) mixed += tree_.is_uniform(i) ? 0U : 1U;
    LabelTable table(mixed);
    std::vector<std::pair<std::size_t, std::uint8_t *>> blocks;
    for (std::size_t i = 0; i < tree_.size(); ++i) {
        const Cell &cell = tree_.cell_of(i);
        if (tree_.is_uniform(i)) {
            table.set(cell.key, order[tree_.label(i)]);
        } else {
            blocks.emplace_back(i, table.new_block());
            table.set(cell.key, blocks.back().second);
            evaluations_ += std::uint64_t{cell.size} * tree_.candidates(i);
        }
    }
    const unsigned workers = team_.workers_for(blocks.size(), kUnitBlocks);
    team_.share_ranges(blocks.size(), kUnitBlocks, workers, [&](Range range, unsigned) {
        for (std::size_t i = range.first; i < range.last; ++i) {
            const auto [leaf, block] = blocks[i];
            label_colors(tree_.cell_of(leaf), tree_.list(leaf), order, block);
        }
    });
    table.map(*image_, team_, indices_);
}

void CellsEngine::label_colors(const Cell &cell, const CentroidTable &list,
                               const std::array<std::uint8_t, 256> &order,
                               std::uint8_t *block) const {
    Point points[Histogram::kBlock];
    std::uint32_t weights[Histogram::kBlock];
    std::uint8_t nearest[Histogram::kBlock];
    for (std::size_t first = 0; first < cell.size; first += Histogram::kBlock) {
        const std::size_t count = std::min<std::size_t>(Histogram::kBlock, cell.size - first);
        histogram_.load(cell, first, count, points, weights);
        kernels().assign(points, count, list, nearest, nullptr);
        for (std::size_t i = 0; i < count; ++i)
            block[histogram_.residues()[cell.first + first + i]] = order[list.id[nearest[i]]];
    }
}

// Maps a wide image by the candidates of each cell, because there is no small table of all colors
// that it can have. To compare with few centroids, it takes less time to compare with all of them.
void CellsEngine::map_wide(const std::array<std::uint8_t, 256> &order) {
    if (tree_.centroids().size <= kFewCentroids) {
        evaluations_ += image_->pixels() * tree_.centroids().size;
        map_to_nearest(*image_, tree_.centroids(), order, team_, indices_);
        return;
    }
    CandidateTable table;
    for (std::size_t i = 0; i < tree_.size(); ++i) {
        const Cell &cell = tree_.cell_of(i);
        if (tree_.is_uniform(i)) {
            table.set(cell, order[tree_.label(i)]);
        } else {
            table.set(cell, tree_.list(i), order);
            evaluations_ += cell.moments.n * tree_.candidates(i);
        }
    }
    table.map(*image_, team_, indices_);
}

}  // namespace

bool cells_pay(const Histogram &histogram, std::size_t colors) {
    // Measured: the vector kernel of `openmp` takes 0.75 + 0.034 K ns for each pixel, and the tree
    // takes about 10 ns for each cell if the cells hold few colors. If they hold many, there are
    // many pixels too.
    const std::uint64_t pixels = histogram.total().n;
    return pixels * (22 + colors) >= histogram.cells().size() * 300;
}

std::unique_ptr<Engine> make_cells_engine(const ImageView *image, const Histogram &histogram,
                                          const ConvertedColors *converted, Team &team,
                                          std::uint8_t *indices, CellOrder order) {
    return std::make_unique<CellsEngine>(image, histogram, converted, team, indices, order);
}

}  // namespace quant::core

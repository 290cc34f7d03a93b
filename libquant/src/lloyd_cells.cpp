// The engine `cells`: the same labels and sums as `sequential` from the histogram instead of the
// pixels, without looking at most of its colors.
//
// The cells are the leaves of a tree of tight boxes with sixteen children a node. On the way down
// each node keeps the list of centroids that can be nearest to a point of its box: those that no
// other centroid of the list beats all over it (the filtering of Kanungo et al., "An efficient
// k-means clustering algorithm", 2002, with an exact integer test). In a cell with one candidate
// all colors belong to it, and the cell's exact moments move at once; in the others only the few
// candidates are compared, and only colors whose label changed move. A node whose list is the one
// of the last iteration, and none of whose candidates has moved since, is left as it is. Hence the
// cost of an iteration follows what changes in it. docs/algorithm.md has the proofs.
#include <algorithm>
#include <atomic>
#include <bit>

#include "cell_sort.h"
#include "converted_colors.h"
#include "label_table.h"
#include "lloyd.h"
#include "parallel.h"
#include "simd/kernels.h"

namespace quant::core {
namespace {

// A set of centroids.
struct CentroidSet {
    std::array<std::uint64_t, 4> words{};

    void add(std::size_t k) { words[k / 64] |= std::uint64_t{1} << k % 64; }
    bool intersects(const CentroidSet &other) const {
        std::uint64_t common = 0;
        for (std::size_t i = 0; i < 4; ++i) common |= words[i] & other.words[i];
        return common != 0;
    }
    friend bool operator==(const CentroidSet &, const CentroidSet &) = default;
};

// The boxes of sixteen siblings at a time.
std::vector<BoxLanes> pack(std::span<const Box> boxes) {
    std::vector<BoxLanes> packed((boxes.size() + kBoxLanes - 1) / kBoxLanes);
    for (std::size_t i = 0; i < packed.size() * kBoxLanes; ++i) {
        const Box &box = boxes[std::min(i, boxes.size() - 1)];
        packed[i / kBoxLanes].set(i % kBoxLanes, box.lo, box.hi);
    }
    return packed;
}

std::vector<Box> parents_of(std::span<const Box> boxes) {
    std::vector<Box> parents;
    for (std::size_t i = 0; i < boxes.size(); ++i) {
        if (i % kBoxLanes == 0) parents.push_back(boxes[i]);
        Box &parent = parents.back();
        for (std::size_t d = 0; d < kDimensions; ++d) {
            parent.lo.x[d] = std::min(parent.lo.x[d], boxes[i].lo.x[d]);
            parent.hi.x[d] = std::max(parent.hi.x[d], boxes[i].hi.x[d]);
        }
    }
    return parents;
}

// What happened to a node's list since the last iteration.
enum class Change { none, moved, other_centroids };

// The candidates of one node, and whether its part of the tree has to be looked at.
struct Node {
    CentroidTable list;
    CentroidSet set;

    void choose(const CentroidTable &from, const Candidates &candidates, std::size_t lane) {
        list.size = 0;
        set = {};
        for (std::size_t word = 0; word * 32 < from.size; ++word) {
            for (std::uint32_t bits = candidates.masks[word][lane]; bits != 0; bits &= bits - 1) {
                const std::size_t k = word * 32 + static_cast<std::size_t>(std::countr_zero(bits));
                list.append(from, k);
                set.add(from.id[k]);
            }
        }
    }
    Change since(const CentroidSet &last, const CentroidSet &moved) const {
        if (set != last) return Change::other_centroids;
        return list.size > 1 && set.intersects(moved) ? Change::moved : Change::none;
    }
};

class CellsEngine : public Engine {
public:
    CellsEngine(const ImageView &image, const Histogram &histogram,
                const ConvertedColors *converted, unsigned threads, std::uint8_t *indices);

    std::vector<Moments> assign(std::span<const Centroid> centroids) override;
    void map(const std::array<std::uint8_t, 256> &order) override;
    unsigned threads() const override { return most_threads_; }

private:
    // What one thread needs besides the shared arrays, of which it writes its own part only.
    struct Worker {
        std::vector<Moments> moved;  // what its colors added to and took from each cluster
        CentroidSet centroids_moved;
        Node branch, twig;
        Candidates of_twigs, of_cells;
    };
    void visit_branch(std::size_t branch, Worker &worker);
    void visit_twig(std::size_t twig, Worker &worker);
    void set_uniform(std::size_t index, std::uint8_t label, Worker &worker);
    void set_mixed(std::size_t index, std::size_t lane, Change twig_change, Worker &worker);
    void assign_entries(const Cell &cell, const CentroidTable &list, Moments *clusters);

    void map_compact(const std::array<std::uint8_t, 256> &order);
    void map_wide(const std::array<std::uint8_t, 256> &order);

    // A cell's label if all its colors have the same, else:
    static constexpr std::uint16_t kMixed = 256, kNone = 257;

    const ImageView &image_;
    const Histogram &histogram_;
    const ConvertedColors *converted_;
    std::uint8_t *indices_;
    unsigned most_threads_, tree_threads_;

    std::vector<BoxLanes> cell_boxes_, twig_boxes_, branch_boxes_;
    std::vector<CentroidSet> twig_sets_, branch_sets_;
    std::vector<std::uint16_t> labels_of_cells_;
    std::vector<std::uint32_t> masks_of_cells_;     // candidates of mixed ones, in the twig's list
    std::unique_ptr<std::uint8_t[]> entry_labels_;  // of mixed ones

    std::vector<Centroid> centroids_;
    CentroidTable all_;
    std::vector<Moments> clusters_;
    std::vector<Worker> workers_;
};

// Fewer colors than this are not worth a thread in an iteration: it takes some 0.1 ms, which
// waiting for a thread that another process keeps from running exceeds many times.
inline constexpr std::size_t kLeastEntries = std::size_t{1} << 18;

CellsEngine::CellsEngine(const ImageView &image, const Histogram &histogram,
                         const ConvertedColors *converted, unsigned threads, std::uint8_t *indices)
    : image_(image),
      histogram_(histogram),
      converted_(converted),
      indices_(indices),
      most_threads_(threads_for(image.pixels(), kLeastTilePixels, threads)),
      tree_threads_(threads_for(histogram.unique_colors(), kLeastEntries, threads)) {
    const auto cells = histogram.cells();
    std::vector<Box> boxes;
    boxes.reserve(cells.size());
    for (const Cell &cell : cells) boxes.push_back(cell.box);
    cell_boxes_ = pack(boxes);
    boxes = parents_of(boxes);
    twig_boxes_ = pack(boxes);
    twig_sets_.resize(boxes.size());
    boxes = parents_of(boxes);
    branch_boxes_ = pack(boxes);
    branch_sets_.resize(boxes.size());
    labels_of_cells_.assign(cells.size(), kNone);
    masks_of_cells_.resize(cells.size());
    entry_labels_ = std::make_unique_for_overwrite<std::uint8_t[]>(histogram.entries_end());
    workers_.resize(tree_threads_);
}

std::vector<Moments> CellsEngine::assign(std::span<const Centroid> centroids) {
    CentroidSet moved;
    for (std::size_t k = 0; k < centroids.size(); ++k)
        if (k >= centroids_.size() || centroids[k] != centroids_[k]) moved.add(k);
    centroids_.assign(centroids.begin(), centroids.end());
    clusters_.resize(centroids.size());

    all_ = CentroidTable(centroids);
    std::atomic<std::size_t> next{0};
    parallel(tree_threads_, [&](unsigned thread) {
        Worker &worker = workers_[thread];
        worker.moved.assign(centroids.size(), {});
        worker.centroids_moved = moved;
        Candidates of_branches;
        std::size_t pruned = branch_boxes_.size();
        for (std::size_t branch = next++; branch < branch_sets_.size(); branch = next++) {
            if (branch / kBoxLanes != pruned) {
                pruned = branch / kBoxLanes;
                kernels().prune(branch_boxes_[pruned], all_, of_branches);
            }
            worker.branch.choose(all_, of_branches, branch % kBoxLanes);
            visit_branch(branch, worker);
        }
    });
    for (const Worker &worker : workers_)
        for (std::size_t k = 0; k < clusters_.size(); ++k) clusters_[k] += worker.moved[k];
    return clusters_;
}

void CellsEngine::visit_branch(std::size_t branch, Worker &worker) {
    if (worker.branch.since(branch_sets_[branch], worker.centroids_moved) == Change::none) return;
    branch_sets_[branch] = worker.branch.set;
    kernels().prune(twig_boxes_[branch], worker.branch.list, worker.of_twigs);
    const std::size_t first = branch * kBoxLanes;
    const std::size_t last = std::min(first + kBoxLanes, twig_sets_.size());
    for (std::size_t twig = first; twig < last; ++twig) {
        worker.twig.choose(worker.branch.list, worker.of_twigs, twig - first);
        visit_twig(twig, worker);
    }
}

void CellsEngine::visit_twig(std::size_t twig, Worker &worker) {
    const Change change = worker.twig.since(twig_sets_[twig], worker.centroids_moved);
    if (change == Change::none) return;
    twig_sets_[twig] = worker.twig.set;
    const std::size_t first = twig * kBoxLanes;
    const std::size_t last = std::min(first + kBoxLanes, labels_of_cells_.size());
    const CentroidTable &list = worker.twig.list;
    if (list.size == 1) {
        for (std::size_t cell = first; cell < last; ++cell) set_uniform(cell, list.id[0], worker);
        return;
    }
    kernels().prune(cell_boxes_[twig], list, worker.of_cells);
    for (std::size_t cell = first; cell < last; ++cell) {
        const std::size_t lane = cell - first;
        int candidates = 0;
        for (std::size_t word = 0; word * 32 < list.size; ++word)
            candidates += std::popcount(worker.of_cells.masks[word][lane]);
        if (candidates == 1) {
            set_uniform(cell, list.id[worker.of_cells.likely[lane]], worker);
        } else {
            set_mixed(cell, lane, change, worker);
        }
    }
}

void CellsEngine::set_uniform(std::size_t index, std::uint8_t label, Worker &worker) {
    const std::uint16_t last = labels_of_cells_[index];
    if (last == label) return;
    labels_of_cells_[index] = label;
    const Cell &cell = histogram_.cells()[index];
    if (last == kMixed) {
        CentroidTable only;
        only.append(all_, label);
        assign_entries(cell, only, worker.moved.data());
        return;
    }
    if (last != kNone) worker.moved[last] -= cell.moments;
    worker.moved[label] += cell.moments;
}

void CellsEngine::set_mixed(std::size_t index, std::size_t lane, Change twig_change,
                            Worker &worker) {
    const CentroidTable &list = worker.twig.list;
    const Cell &cell = histogram_.cells()[index];
    const std::uint32_t mask = worker.of_cells.masks[0][lane];
    std::uint16_t last = labels_of_cells_[index];
    if (last == kMixed && twig_change == Change::moved && list.size <= 32 &&
        mask == masks_of_cells_[index]) {
        CentroidSet candidates;
        for (std::uint32_t bits = mask; bits != 0; bits &= bits - 1)
            candidates.add(list.id[static_cast<std::size_t>(std::countr_zero(bits))]);
        if (!candidates.intersects(worker.centroids_moved)) return;
    }
    masks_of_cells_[index] = mask;
    if (last != kMixed) {
        if (last == kNone) {
            last = list.id[worker.of_cells.likely[lane]];
            worker.moved[last] += cell.moments;
        }
        std::fill_n(entry_labels_.get() + cell.first, cell.size, static_cast<std::uint8_t>(last));
        labels_of_cells_[index] = kMixed;
    }
    Node node;
    node.choose(list, worker.of_cells, lane);
    assign_entries(cell, node.list, worker.moved.data());
}

void CellsEngine::assign_entries(const Cell &cell, const CentroidTable &list, Moments *clusters) {
    std::uint8_t *labels = entry_labels_.get() + cell.first;
    if (histogram_.residues()) {
        kernels().assign_compact(cell_base(cell.key), histogram_.residues() + cell.first,
                                 histogram_.compact_weights() + cell.first, labels, cell.size, list,
                                 clusters);
    } else {
        kernels().assign_wide(histogram_.points() + cell.first, histogram_.weights() + cell.first,
                              labels, cell.size, list, clusters);
    }
}

void CellsEngine::map(const std::array<std::uint8_t, 256> &order) {
    if (converted_) {
        converted_->labels(centroids_, order, most_threads_).map(image_, most_threads_, indices_);
    } else if (image_.has_byte_points()) {
        map_compact(order);
    } else {
        map_wide(order);
    }
}

void CellsEngine::map_compact(const std::array<std::uint8_t, 256> &order) {
    const auto cells = histogram_.cells();
    const auto mixed =
        static_cast<std::size_t>(std::ranges::count(labels_of_cells_, std::uint16_t{kMixed}));
    LabelTable table(order, mixed);
    for (std::size_t i = 0; i < cells.size(); ++i) {
        if (labels_of_cells_[i] == kMixed) {
            table.set(cells[i], histogram_, entry_labels_.get() + cells[i].first);
        } else {
            table.set(cells[i], static_cast<std::uint8_t>(labels_of_cells_[i]));
        }
    }
    table.map(image_, most_threads_, indices_);
}

// There is no small table of all colors that a wide image could have.
void CellsEngine::map_wide(const std::array<std::uint8_t, 256> &order) {
    const unsigned threads = threads_for(image_.pixels(), kLeastTilePixels, most_threads_);
    parallel(threads, [&](unsigned thread) {
        Point points[kKeyBlock];
        const Range range = part_of(image_.pixels(), thread, threads);
        for (std::size_t first = range.first; first < range.last; first += kKeyBlock) {
            const std::size_t count = std::min(kKeyBlock, range.last - first);
            image_.load_points(first, count, points);
            kernels().assign(points, count, all_, indices_ + first, nullptr);
            for (std::size_t i = first; i < first + count; ++i) indices_[i] = order[indices_[i]];
        }
    });
}

}  // namespace

std::unique_ptr<Engine> make_cells_engine(const ImageView &image, const Histogram &histogram,
                                          const ConvertedColors *converted, unsigned threads,
                                          std::uint8_t *indices) {
    return std::make_unique<CellsEngine>(image, histogram, converted, threads, indices);
}

}  // namespace quant::core

// Walks down the tree of cells.
//
// The cells are the leaves of a tree of tight boxes with sixteen children for each node. On the way
// down, each node gets the list of centroids that can be nearest to a point of its box: those that
// no other centroid of the list beats at every point of the box (the filtering of Kanungo et al.,
// "An efficient k-means clustering algorithm", 2002, with an exact integer test). If a cell has one
// candidate, all its colors belong to that candidate, and the exact moments of the cell are added
// at once. In the other cells the colors are compared with the few candidates, and the cell
// remembers the moments that it gave to each. A node is left as it is if its list is that of the
// last iteration and it has one candidate, or none of its candidates has moved since. Therefore the
// cost of an iteration depends on what changes in it. docs/algorithm.md has the proofs.
#include "cluster/cells_tree.h"

#include <algorithm>
#include <numeric>

#include "cluster/leaves.h"

namespace quant::core {
namespace {

// Returns the boxes in groups of sixteen siblings. The last group is filled up with copies of the
// last box.
std::vector<BoxLanes> pack(std::span<const Box> boxes) {
    std::vector<BoxLanes> packed((boxes.size() + kBoxLanes - 1) / kBoxLanes);
    for (std::size_t i = 0; i < packed.size() * kBoxLanes; ++i) {
        const Box &box = boxes[std::min(i, boxes.size() - 1)];
        packed[i / kBoxLanes].set(i % kBoxLanes, box.lo, box.hi);
    }
    return packed;
}

// Returns the box around each group of sixteen siblings.
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

// The candidates of sixteen cells: how many each has, counted to two, and whether one of them has
// moved. Most cells have one; this tells it without a look at each candidate.
struct CellCandidates {
    std::array<bool, kBoxLanes> several, moved;

    CellCandidates(const Candidates &candidates, const CentroidTable &list,
                   const CentroidSet &centroids_moved) {
        several = moved = {};
        std::array<std::uint32_t, kBoxLanes> before{};
        for (std::size_t word = 0; word * 32 < list.size; ++word) {
            std::uint32_t moved_places = 0;
            for (std::size_t i = word * 32; i < std::min(list.size, word * 32 + 32); ++i)
                if (centroids_moved.has(list.id[i])) moved_places |= std::uint32_t{1} << i % 32;
            for (std::size_t lane = 0; lane < kBoxLanes; ++lane) {
                const std::uint32_t mask = candidates.masks[word][lane];
                several[lane] |= (mask & (mask - 1)) != 0 || (mask != 0 && before[lane] != 0);
                moved[lane] |= (mask & moved_places) != 0;
                before[lane] |= mask;
            }
        }
    }
};

// A thread is not worth waking for fewer colors in the first assignment, or for fewer evaluations
// than this in the others, which take about 5 microseconds.
inline constexpr std::size_t kLeastColors = std::size_t{1} << 11;
inline constexpr std::size_t kLeastEvaluations = 8000;

// In another order than that of memory, more cells than this take longer to fetch than smaller
// boxes save. They are those of noise, which fill their boxes evenly anyway.
inline constexpr std::size_t kMostTightCells = 12000;

// These take more than a millisecond.
inline constexpr std::uint64_t kManyEvaluations = std::uint64_t{1} << 22;

// The largest number of colors of a cell that are split at a time.
inline constexpr std::size_t kPieceColors = std::size_t{1} << 16;

// Threads take quarters of branches, so that they end together: units of this many twigs. A thread
// that takes the quarters of a branch one after another prunes the branch once.
inline constexpr std::size_t kUnitTwigs = 4;
inline constexpr std::size_t kBranchUnits = kBoxLanes / kUnitTwigs;

}  // namespace

void Node::choose(const CentroidTable &from, const Candidates &candidates, std::size_t lane) {
    list.size = 0;
    set = {};
    for_each_candidate(candidates, from.size, lane, [&](std::size_t place) {
        list.append(from, place);
        set.add(from.id[place]);
    });
}

CellsTree::CellsTree(const Histogram &histogram, CellOrder order, Team &team)
    : histogram_(histogram), team_(team) {
    const auto cells = histogram.cells();
    std::vector<Box> boxes;
    boxes.reserve(cells.size());
    if (order == CellOrder::tight && cells.size() <= kMostTightCells) {
        leaves_ = leaves_in_small_boxes(cells, kBoxLanes);
    } else {
        leaves_.resize(cells.size());
        std::iota(leaves_.begin(), leaves_.end(), 0U);
    }
    for (const std::uint32_t leaf : leaves_) boxes.push_back(cells[leaf].box);
    cell_boxes_ = pack(boxes);
    boxes = parents_of(boxes);
    twig_boxes_ = pack(boxes);
    twig_sets_.resize(boxes.size());
    boxes = parents_of(boxes);
    branch_boxes_ = pack(boxes);
    unit_sets_.resize(boxes.size() * kBranchUnits);
    cell_states_.resize(cells.size());
}

const std::vector<Moments> &CellsTree::assign(std::span<const Centroid> centroids) {
    CentroidSet moved;
    for (std::size_t k = 0; k < centroids.size(); ++k)
        if (k >= centroids_.size() || centroids[k] != centroids_[k]) moved.add(k);
    centroids_.assign(centroids.begin(), centroids.end());
    clusters_.resize(centroids.size());

    all_ = CentroidTable(centroids);
    const unsigned threads = useful_threads();
    if (workers_.size() < threads) workers_.resize(threads);
    for (unsigned thread = 0; thread < threads; ++thread) {
        Worker &worker = workers_[thread];
        worker.moved.assign(centroids.size(), {});
        worker.evaluations = 0;
        worker.centroids_moved = moved;
        worker.pruned_group = worker.chosen_branch = worker.pruned_branch = kNone;
    }
    team_.share_again(unit_sets_.size(), threads, [&](std::size_t unit, unsigned thread) {
        visit_unit(unit, workers_[thread]);
    });
    last_evaluations_ = 0;
    for (const Worker &worker : std::span(workers_).first(threads)) {
        last_evaluations_ += worker.evaluations;
        for (std::size_t k = 0; k < clusters_.size(); ++k) clusters_[k] += worker.moved[k];
    }
    return clusters_;
}

unsigned CellsTree::useful_threads() const {
    const unsigned most = team_.workers_for(histogram_.unique_colors(), kLeastColors);
    if (last_evaluations_ == 0) return most;
    return std::min(most, team_.workers_for(last_evaluations_, kLeastEvaluations));
}

// The counts of evaluations are those of a visit by one thread, whatever threads prune again.
void CellsTree::visit_unit(std::size_t unit, Worker &worker) {
    const std::size_t branch = unit / kBranchUnits;
    if (worker.chosen_branch != branch) {
        if (worker.pruned_group != branch / kBoxLanes) {
            worker.pruned_group = branch / kBoxLanes;
            kernels().prune(branch_boxes_[worker.pruned_group], all_, worker.of_branches);
        }
        worker.branch.choose(all_, worker.of_branches, branch % kBoxLanes);
        worker.chosen_branch = branch;
    }
    if (unit % kBranchUnits == 0) worker.evaluations += tests(1, all_);
    if (!worker.branch.has_changed(unit_sets_[unit], worker.centroids_moved)) return;
    unit_sets_[unit] = worker.branch.set;
    if (worker.pruned_branch != branch) {
        worker.pruned_branch = branch;
        kernels().prune(twig_boxes_[branch], worker.branch.list, worker.of_twigs);
    }
    const std::uint64_t before = worker.evaluations;
    const std::size_t first = unit * kUnitTwigs;
    const std::size_t last = std::min(first + kUnitTwigs, twig_sets_.size());
    if (first < last) worker.evaluations += tests(last - first, worker.branch.list);
    for (std::size_t twig = first; twig < last; ++twig) {
        worker.twig.choose(worker.branch.list, worker.of_twigs, twig % kBoxLanes);
        visit_twig(twig, worker);
        // The cells of a picture of 16 bits can hold very many colors.
        if (worker.evaluations - before > kManyEvaluations && team_.is_stopped()) return;
    }
}

void CellsTree::visit_twig(std::size_t twig, Worker &worker) {
    if (!worker.twig.has_changed(twig_sets_[twig], worker.centroids_moved)) return;
    twig_sets_[twig] = worker.twig.set;
    const std::size_t first = twig * kBoxLanes;
    const std::size_t last = std::min(first + kBoxLanes, cell_states_.size());
    const CentroidTable &list = worker.twig.list;
    if (list.size == 1) {
        for (std::size_t cell = first; cell < last; ++cell) set_uniform(cell, list.id[0], worker);
        return;
    }
    kernels().prune(cell_boxes_[twig], list, worker.of_cells);
    worker.evaluations += tests(last - first, list);
    const CellCandidates found(worker.of_cells, list, worker.centroids_moved);
    for (std::size_t cell = first; cell < last; ++cell) {
        const std::size_t lane = cell - first;
        if (found.several[lane]) {
            visit_mixed(cell, lane, found.moved[lane], worker);
        } else {
            set_uniform(cell, list.id[worker.of_cells.likely[lane]], worker);
        }
    }
}

void CellsTree::take_back(std::size_t index, Worker &worker) {
    const CellState &state = cell_states_[index];
    if (state.parts == 1) worker.moved[state.label] -= cell_of(index).moments;
    if (state.parts > 1)
        for (const Part &part : std::span(state.mixed, state.parts))
            worker.moved[part.label] -= part.moments;
}

void CellsTree::set_uniform(std::size_t index, std::uint8_t label, Worker &worker) {
    CellState &state = cell_states_[index];
    if (state.parts == 1 && state.label == label) return;
    take_back(index, worker);
    state.parts = 1;
    state.label = label;
    worker.moved[label] += cell_of(index).moments;
}

void CellsTree::visit_mixed(std::size_t index, std::size_t lane, bool has_moved, Worker &worker) {
    const CellState &state = cell_states_[index];
    const CentroidTable &from = worker.twig.list;
    std::size_t size = 0;
    bool same = state.parts > 1;
    for_each_candidate(worker.of_cells, from.size, lane, [&](std::size_t place) {
        same = same && size < state.parts && state.mixed[size].label == from.id[place];
        ++size;
    });
    same = same && size == state.parts;
    if (same && !has_moved) return;
    worker.cell.size = 0;
    for_each_candidate(worker.of_cells, from.size, lane,
                       [&](std::size_t place) { worker.cell.append(from, place); });
    set_mixed(index, same, worker);
}

// Splits a cell among its candidates. `same` says whether they are those of its parts.
void CellsTree::set_mixed(std::size_t index, bool same, Worker &worker) {
    CellState &state = cell_states_[index];
    const CentroidTable &list = worker.cell;
    const Cell &cell = cell_of(index);
    worker.evaluations += std::uint64_t{cell.size} * list.size;
    if (histogram_.residues()) {
        kernels().split_compact(cell, histogram_.residues() + cell.first,
                                histogram_.compact_weights() + cell.first, list,
                                worker.parts.data());
    } else {
        split_wide(cell, list, worker.parts);
    }
    if (same) {
        for (Part &part : std::span(state.mixed, state.parts)) {
            const Moments &now = worker.parts[static_cast<std::size_t>(&part - state.mixed)];
            if (now == part.moments) continue;
            worker.moved[part.label] += now;
            worker.moved[part.label] -= part.moments;
            part.moments = now;
        }
        return;
    }
    take_back(index, worker);
    if (list.size > state.capacity) {
        state.mixed = worker.arena.take(list.size);
        state.capacity = static_cast<std::uint16_t>(list.size);
    }
    state.parts = static_cast<std::uint16_t>(list.size);
    for (std::size_t i = 0; i < list.size; ++i) {
        state.mixed[i] = {worker.parts[i], list.id[i]};
        worker.moved[list.id[i]] += worker.parts[i];
    }
}

// Splits a cell of very many colors piece by piece, so that the caller can cancel meanwhile.
void CellsTree::split_wide(const Cell &cell, const CentroidTable &list,
                           std::array<Moments, 256> &parts) {
    const Point *points = histogram_.points() + cell.first;
    const std::uint32_t *weights = histogram_.weights() + cell.first;
    if (cell.size <= kPieceColors) {
        kernels().split_wide(cell, points, weights, list, parts.data());
        return;
    }
    std::fill_n(parts.begin(), list.size, Moments{});
    std::array<Moments, 256> some;
    Cell piece = cell;
    for (std::size_t first = 0; first < cell.size; first += kPieceColors) {
        piece.size = static_cast<std::uint32_t>(std::min(kPieceColors, cell.size - first));
        kernels().split_wide(piece, points + first, weights + first, list, some.data());
        for (std::size_t i = 0; i < list.size; ++i) parts[i] += some[i];
        // A part that is computed as the rest of the moments of a piece is right in the sum, which
        // contains the moments of the cell once.
        piece.moments = {};
        if (team_.is_stopped()) return;
    }
}

CentroidTable CellsTree::list(std::size_t leaf) const {
    const CellState &state = cell_states_[leaf];
    CentroidTable list;
    for (const Part &part : std::span(state.mixed, state.parts)) list.append(all_, part.label);
    return list;
}

}  // namespace quant::core

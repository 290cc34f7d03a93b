// The engine `cells`. It computes the same labels and sums as `sequential`, but from the histogram
// instead of the pixels, and without reading most of the colors.
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
#include <algorithm>
#include <bit>
#include <numeric>
#include <utility>

#include "cluster/leaves.h"
#include "cluster/lloyd.h"
#include "histogram/candidate_table.h"
#include "histogram/converted_colors.h"
#include "histogram/label_table.h"
#include "simd/kernels.h"

namespace quant::core {
namespace {

// A set of centroids.
struct CentroidSet {
    std::array<std::uint64_t, 4> words{};

    void add(std::size_t k) { words[k / 64] |= std::uint64_t{1} << k % 64; }
    bool has(std::size_t k) const { return (words[k / 64] >> k % 64 & 1) != 0; }
    bool intersects(const CentroidSet &other) const {
        std::uint64_t common = 0;
        for (std::size_t i = 0; i < 4; ++i) common |= words[i] & other.words[i];
        return common != 0;
    }
    friend bool operator==(const CentroidSet &, const CentroidSet &) = default;
};

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

// What has happened to the list of a node since the last iteration.
enum class Change { none, moved, other_centroids };

// Calls visit(place in the list) for each candidate of one lane, in ascending order.
template <typename Visit>
void for_each_candidate(const Candidates &candidates, std::size_t size, std::size_t lane,
                        Visit &&visit) {
    for (std::size_t word = 0; word * 32 < size; ++word)
        for (std::uint32_t bits = candidates.masks[word][lane]; bits != 0; bits &= bits - 1)
            visit(word * 32 + static_cast<std::size_t>(std::countr_zero(bits)));
}

// The candidates of one node, and a test whether its part of the tree must be visited.
struct Node {
    CentroidTable list;
    CentroidSet set;

    void choose(const CentroidTable &from, const Candidates &candidates, std::size_t lane) {
        list.size = 0;
        set = {};
        for_each_candidate(candidates, from.size, lane, [&](std::size_t place) {
            list.append(from, place);
            set.add(from.id[place]);
        });
    }
    Change since(const CentroidSet &last, const CentroidSet &moved) const {
        if (set != last) return Change::other_centroids;
        return list.size > 1 && set.intersects(moved) ? Change::moved : Change::none;
    }
};

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

// The moments that a cell gave to one cluster.
struct Part {
    Moments moments;
    std::uint8_t label;
};

// Allocates arrays of parts, which keep their addresses and live as long as the arena.
class PartArena {
public:
    Part *take(std::size_t count) {
        if (used_ + count > kChunk) {
            chunks_.push_back(std::make_unique<Part[]>(kChunk));
            used_ = 0;
        }
        return chunks_.back().get() + std::exchange(used_, used_ + count);
    }

private:
    static constexpr std::size_t kChunk = 1024;
    std::vector<std::unique_ptr<Part[]>> chunks_;
    std::size_t used_ = kChunk;
};

// The parts that a cell is split into: one with all its moments, or several.
struct CellState {
    std::uint16_t parts = 0;     // 0 before the first assignment
    std::uint16_t capacity = 0;  // the length of `mixed`
    std::uint8_t label = 0;      // used if there is one part
    Part *mixed = nullptr;       // used if there are several
};

class CellsEngine : public Engine {
public:
    CellsEngine(const ImageView *image, const Histogram &histogram,
                const ConvertedColors *converted, Team &team, std::uint8_t *indices,
                CellOrder order);

    std::vector<Moments> assign(std::span<const Centroid> centroids) override;
    void map(const std::array<std::uint8_t, 256> &order) override;
    unsigned threads() const override { return team_.used(); }

private:
    static constexpr std::size_t kNone = ~std::size_t{0};

    // The data of one thread besides the shared arrays, of which it writes only its own part.
    struct Worker {
        // What its cells gave to each cluster, less what they took back.
        std::vector<Moments> moved;
        std::uint64_t evaluations;
        CentroidSet centroids_moved;
        Node branch, twig;
        CentroidTable cell;
        Candidates of_branches, of_twigs, of_cells;
        // What of_branches, `branch` and of_twigs belong to.
        std::size_t pruned_group, chosen_branch, pruned_branch;
        std::array<Moments, 256> parts;
        PartArena arena;
    };
    // Returns the number of scores that pruning computes for each centroid and box: one of the
    // middle of the box, to find the likely centroid, and one to test the centroid against the
    // likely one.
    static std::uint64_t tests(std::size_t boxes, const CentroidTable &list) {
        return 2 * boxes * list.size;
    }
    // Returns the number of threads that are worth their while in the next assignment.
    unsigned useful_threads() const;
    void visit_unit(std::size_t unit, Worker &worker);
    void visit_twig(std::size_t twig, Worker &worker);
    void set_uniform(std::size_t index, std::uint8_t label, Worker &worker);
    void visit_mixed(std::size_t index, std::size_t lane, bool has_moved, Worker &worker);
    void set_mixed(std::size_t index, bool same, Worker &worker);
    void take_back(std::size_t index, Worker &worker);

    void map_compact(const std::array<std::uint8_t, 256> &order);
    void label_colors(const Cell &cell, const CellState &state,
                      const std::array<std::uint8_t, 256> &order, std::uint8_t *block) const;
    void map_wide(const std::array<std::uint8_t, 256> &order);

    // Returns the candidates of a cell that has several.
    CentroidTable list_of(const CellState &state) const;

    const ImageView *image_;  // null: map() must not be called
    const Histogram &histogram_;
    const ConvertedColors *converted_;
    std::uint8_t *indices_;
    Team &team_;

    std::vector<BoxLanes> cell_boxes_, twig_boxes_, branch_boxes_;
    std::vector<CentroidSet> twig_sets_, unit_sets_;
    // The cells in the order of the leaves of the tree: places in the histogram.
    std::vector<std::uint32_t> leaves_;
    const Cell &cell_at(std::size_t leaf) const { return histogram_.cells()[leaves_[leaf]]; }

    std::vector<CellState> cell_states_;

    std::vector<Centroid> centroids_;
    CentroidTable all_;
    std::vector<Moments> clusters_;
    std::vector<Worker> workers_;
    std::uint64_t last_evaluations_ = 0;  // those of the last assignment
};

// A thread is not worth waking for fewer colors in the first assignment, or for fewer evaluations
// than this in the others, which take about 10 microseconds.
inline constexpr std::size_t kLeastColors = std::size_t{1} << 11;
inline constexpr std::size_t kLeastEvaluations = 25000;

// Threads take quarters of branches: units of this many twigs. A thread that takes the quarters of
// a branch one after another prunes the branch once.
inline constexpr std::size_t kUnitTwigs = 4;
inline constexpr std::size_t kBranchUnits = kBoxLanes / kUnitTwigs;

// The number of blocks of colors that a thread labels at a time.
inline constexpr std::size_t kUnitBlocks = 16;

// With more centroids than this, a wide image is mapped by the candidates of cells.
inline constexpr std::size_t kFewCentroids = 32;

CellsEngine::CellsEngine(const ImageView *image, const Histogram &histogram,
                         const ConvertedColors *converted, Team &team, std::uint8_t *indices,
                         CellOrder order)
    : image_(image), histogram_(histogram), converted_(converted), indices_(indices), team_(team) {
    const auto cells = histogram.cells();
    std::vector<Box> boxes;
    boxes.reserve(cells.size());
    if (order == CellOrder::tight) {
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
    workers_.resize(threads_for(histogram.unique_colors(), kLeastColors, team.size()));
}

std::vector<Moments> CellsEngine::assign(std::span<const Centroid> centroids) {
    CentroidSet moved;
    for (std::size_t k = 0; k < centroids.size(); ++k)
        if (k >= centroids_.size() || centroids[k] != centroids_[k]) moved.add(k);
    centroids_.assign(centroids.begin(), centroids.end());
    clusters_.resize(centroids.size());

    all_ = CentroidTable(centroids);
    const unsigned threads = useful_threads();
    for (unsigned thread = 0; thread < threads; ++thread) {
        Worker &worker = workers_[thread];
        worker.moved.assign(centroids.size(), {});
        worker.evaluations = 0;
        worker.centroids_moved = moved;
        worker.pruned_group = worker.chosen_branch = worker.pruned_branch = kNone;
    }
    // At first, threads take whole branches; at the end quarters, so that they end together.
    const std::size_t branches = unit_sets_.size() / kBranchUnits;
    const std::size_t whole =
        threads == 1 ? branches : branches - std::min<std::size_t>(branches, 2 * threads);
    const std::size_t shares = whole + (branches - whole) * kBranchUnits;
    team_.share(shares, threads, [&](std::size_t share, unsigned thread) {
        const std::size_t first =
            share < whole ? share * kBranchUnits : whole * kBranchUnits + share - whole;
        const std::size_t last = share < whole ? first + kBranchUnits : first + 1;
        for (std::size_t unit = first; unit < last; ++unit) visit_unit(unit, workers_[thread]);
    });
    last_evaluations_ = 0;
    for (const Worker &worker : std::span(workers_).first(threads)) {
        last_evaluations_ += worker.evaluations;
        for (std::size_t k = 0; k < clusters_.size(); ++k) clusters_[k] += worker.moved[k];
    }
    evaluations_ += last_evaluations_;
    return clusters_;
}

unsigned CellsEngine::useful_threads() const {
    const auto most = static_cast<unsigned>(workers_.size());
    return last_evaluations_ == 0 ? most : threads_for(last_evaluations_, kLeastEvaluations, most);
}

// The counts of evaluations are those of a visit by one thread, whatever threads prune again.
void CellsEngine::visit_unit(std::size_t unit, Worker &worker) {
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
    if (worker.branch.since(unit_sets_[unit], worker.centroids_moved) == Change::none) return;
    unit_sets_[unit] = worker.branch.set;
    if (worker.pruned_branch != branch) {
        worker.pruned_branch = branch;
        kernels().prune(twig_boxes_[branch], worker.branch.list, worker.of_twigs);
    }
    const std::size_t first = unit * kUnitTwigs;
    const std::size_t last = std::min(first + kUnitTwigs, twig_sets_.size());
    if (first < last) worker.evaluations += tests(last - first, worker.branch.list);
    for (std::size_t twig = first; twig < last; ++twig) {
        worker.twig.choose(worker.branch.list, worker.of_twigs, twig % kBoxLanes);
        visit_twig(twig, worker);
    }
}

void CellsEngine::visit_twig(std::size_t twig, Worker &worker) {
    const Change change = worker.twig.since(twig_sets_[twig], worker.centroids_moved);
    if (change == Change::none) return;
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

void CellsEngine::take_back(std::size_t index, Worker &worker) {
    const CellState &state = cell_states_[index];
    if (state.parts == 1) worker.moved[state.label] -= cell_at(index).moments;
    if (state.parts > 1)
        for (const Part &part : std::span(state.mixed, state.parts))
            worker.moved[part.label] -= part.moments;
}

void CellsEngine::set_uniform(std::size_t index, std::uint8_t label, Worker &worker) {
    CellState &state = cell_states_[index];
    if (state.parts == 1 && state.label == label) return;
    take_back(index, worker);
    state.parts = 1;
    state.label = label;
    worker.moved[label] += cell_at(index).moments;
}

void CellsEngine::visit_mixed(std::size_t index, std::size_t lane, bool has_moved, Worker &worker) {
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
void CellsEngine::set_mixed(std::size_t index, bool same, Worker &worker) {
    CellState &state = cell_states_[index];
    const CentroidTable &list = worker.cell;
    const Cell &cell = cell_at(index);
    worker.evaluations += std::uint64_t{cell.size} * list.size;
    if (histogram_.residues()) {
        kernels().split_compact(cell, histogram_.residues() + cell.first,
                                histogram_.compact_weights() + cell.first, list,
                                worker.parts.data());
    } else {
        kernels().split_wide(cell, histogram_.points() + cell.first,
                             histogram_.weights() + cell.first, list, worker.parts.data());
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

void CellsEngine::map(const std::array<std::uint8_t, 256> &order) {
    if (converted_) {
        evaluations_ += converted_->size() * centroids_.size();
        converted_->labels(centroids_, order, team_).map(*image_, team_, indices_);
    } else if (histogram_.residues()) {
        map_compact(order);
    } else {
        map_wide(order);
    }
}

void CellsEngine::map_compact(const std::array<std::uint8_t, 256> &order) {
    const auto cells = histogram_.cells();
    const auto is_mixed = [](const CellState &state) { return state.parts > 1; };
    LabelTable table(static_cast<std::size_t>(std::ranges::count_if(cell_states_, is_mixed)));
    std::vector<std::pair<std::size_t, std::uint8_t *>> blocks;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        const Cell &cell = cell_at(i);
        if (is_mixed(cell_states_[i])) {
            blocks.emplace_back(i, table.add_block(cell));
            evaluations_ += std::uint64_t{cell.size} * cell_states_[i].parts;
        } else {
            table.set(cell, order[cell_states_[i].label]);
        }
    }
    const unsigned workers = threads_for(blocks.size(), kUnitBlocks, team_.size());
    team_.share_ranges(blocks.size(), kUnitBlocks, workers, [&](Range range, unsigned) {
        for (std::size_t i = range.first; i < range.last; ++i) {
            const auto [index, block] = blocks[i];
            label_colors(cell_at(index), cell_states_[index], order, block);
        }
    });
    table.map(*image_, team_, indices_);
}

CentroidTable CellsEngine::list_of(const CellState &state) const {
    CentroidTable list;
    for (const Part &part : std::span(state.mixed, state.parts)) list.append(all_, part.label);
    return list;
}

void CellsEngine::label_colors(const Cell &cell, const CellState &state,
                               const std::array<std::uint8_t, 256> &order,
                               std::uint8_t *block) const {
    const CentroidTable list = list_of(state);
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
    if (all_.size <= kFewCentroids) {
        evaluations_ += image_->pixels() * all_.size;
        map_to_nearest(*image_, all_, order, team_, indices_);
        return;
    }
    CandidateTable table;
    for (std::size_t i = 0; i < cell_states_.size(); ++i) {
        const Cell &cell = cell_at(i);
        const CellState &state = cell_states_[i];
        if (state.parts == 1) {
            table.set(cell, order[state.label]);
        } else {
            table.set(cell, list_of(state), order);
            evaluations_ += cell.moments.n * state.parts;
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

// The tree of the engine `cells`: assigns the colors of a histogram to their nearest centroids.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "base/parallel.h"
#include "cluster/lloyd.h"
#include "histogram/histogram.h"
#include "simd/kernels.h"

namespace quant::core {

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

// The candidates of one node, and a test whether its part of the tree must be visited.
struct Node {
    CentroidTable list;
    CentroidSet set;

    void choose(const CentroidTable &from, const Candidates &candidates, std::size_t lane);
    // Returns whether anything may have changed below the node since the last iteration, in which
    // it had the candidates `last`.
    bool has_changed(const CentroidSet &last, const CentroidSet &moved) const {
        return set != last || (list.size > 1 && set.intersects(moved));
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

class CellsTree {
public:
    // The tree refers to the histogram and to the team.
    CellsTree(const Histogram &histogram, CellOrder order, Team &team);

    // Assigns all colors, and returns the moments of each cluster.
    const std::vector<Moments> &assign(std::span<const Centroid> centroids);

    // Returns the number of scores that the last assignment computed.
    std::uint64_t last_evaluations() const { return last_evaluations_; }

    // Return the cells one by one as the last assignment left them: whether all colors of a cell
    // have the same nearest centroid, that centroid, or else the few that are nearest to some.
    std::size_t size() const { return cell_states_.size(); }
    const Cell &cell_of(std::size_t leaf) const { return histogram_.cells()[leaves_[leaf]]; }
    bool is_uniform(std::size_t leaf) const { return cell_states_[leaf].parts == 1; }
    std::uint8_t label(std::size_t leaf) const { return cell_states_[leaf].label; }
    std::size_t candidates(std::size_t leaf) const { return cell_states_[leaf].parts; }
    CentroidTable list(std::size_t leaf) const;
    const CentroidTable &centroids() const { return all_; }

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
    void split_wide(const Cell &cell, const CentroidTable &list, std::array<Moments, 256> &parts);
    void take_back(std::size_t index, Worker &worker);

    const Histogram &histogram_;
    Team &team_;

    std::vector<BoxLanes> cell_boxes_, twig_boxes_, branch_boxes_;
    std::vector<CentroidSet> twig_sets_, unit_sets_;

    // One element for each leaf: its cell's place in the histogram, and what it is split into.
    std::vector<std::uint32_t> leaves_;
    std::vector<CellState> cell_states_;

    std::vector<Centroid> centroids_;
    CentroidTable all_;
    std::vector<Moments> clusters_;
    std::vector<Worker> workers_;
    std::uint64_t last_evaluations_ = 0;
};

}  // namespace quant::core

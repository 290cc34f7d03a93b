// Merges with a list of nearest neighbors, and moves colors with sums that follow each move.
#include "cluster/few_colors.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <limits>
#include <memory>
#include <thread>
#include <utility>

#include "base/progress.h"
#include "cluster/lloyd.h"
#include "cluster/seeding.h"

namespace quant::core {
namespace {

inline constexpr std::uint64_t kMostFewColors = 1024;

using Vector = std::array<double, kDimensions>;

double squared_distance(const Vector &a, const Vector &b) {
    double sum = 0;
    for (std::size_t d = 0; d < kDimensions; ++d) sum += (a[d] - b[d]) * (a[d] - b[d]);
    return sum;
}

Vector vector_of(const Point &point) {
    Vector v;
    for (std::size_t d = 0; d < kDimensions; ++d) v[d] = point.x[d];
    return v;
}

Centroid centroid_at(const Vector &mean) {
    Centroid c;
    for (std::size_t d = 0; d < kDimensions; ++d)
        c.x[d] = static_cast<std::int16_t>(
            std::clamp(std::floor(mean[d] / 2 + 0.5), 0.0, double{kCentroidMax}));
    return c;
}

// Merges clusters. Each knows its nearest neighbor of those that follow it. A cluster that was
// merged into another one stays in the arrays, far from all others, until they are compacted.
class Merging {
public:
    Merging(std::span<const WeightedColor> colors, Team *team) : left_(colors.size()), pace_(team) {
        for (const WeightedColor &color : colors) {
            weight_.push_back(static_cast<double>(color.weight));
            for (std::size_t d = 0; d < kDimensions; ++d) mean_[d].push_back(color.point.x[d]);
        }
        cost_.resize(left_);
        neighbor_.resize(left_);
        costs_.resize(left_);
        for (std::size_t i = 0; i < left_; ++i) find_neighbor(i);
    }

    void merge_to(std::size_t count) {
        while (left_ > count) {
            merge_nearest();
            if (left_ * 4 < weight_.size() * 3) compact();
        }
        compact();
    }

    std::vector<Centroid> centroids() const {
        std::vector<Centroid> centroids;
        for (std::size_t i = 0; i < weight_.size(); ++i)
            centroids.push_back(centroid_at({mean_[0][i], mean_[1][i], mean_[2][i], mean_[3][i]}));
        return centroids;
    }

private:
    static constexpr double kFarAway = 1e30;

    // Writes the costs of merging a cluster with those from `first` on.
    void compare(std::size_t i, std::size_t first, std::size_t last) {
        for (std::size_t j = first; j < last; ++j) {
            double distance = 0;
            for (std::size_t d = 0; d < kDimensions; ++d)
                distance += (mean_[d][i] - mean_[d][j]) * (mean_[d][i] - mean_[d][j]);
            costs_[j] = distance * (weight_[i] * weight_[j] / (weight_[i] + weight_[j]));
        }
    }

    // Of equal costs, the first one counts.
    void find_neighbor(std::size_t i) {
        cost_[i] = kFarAway;
        compare(i, i + 1, weight_.size());
        pace_.is_stopped(weight_.size());
        for (std::size_t j = i + 1; j < weight_.size(); ++j) {
            if (costs_[j] >= cost_[i]) continue;
            cost_[i] = costs_[j];
            neighbor_[i] = j;
        }
    }

    void merge_nearest() {
        const auto kept = static_cast<std::size_t>(std::ranges::min_element(cost_) - cost_.begin());
        const std::size_t gone = neighbor_[kept];
        const double weight = weight_[kept] + weight_[gone];
        for (auto &x : mean_) {
            x[kept] = (x[kept] * weight_[kept] + x[gone] * weight_[gone]) / weight;
            x[gone] = kFarAway;
        }
        weight_[kept] = weight;
        weight_[gone] = 1;
        cost_[gone] = kFarAway;
        --left_;
        compare(kept, 0, kept);
        std::vector<std::size_t> &again = again_;
        again.assign(1, kept);
        for (std::size_t i = 0; i < weight_.size(); ++i) {
            if (i == kept || cost_[i] >= kFarAway) continue;
            if (neighbor_[i] == kept || neighbor_[i] == gone) {
                again.push_back(i);
            } else if (i < kept && costs_[i] < cost_[i]) {
                cost_[i] = costs_[i];
                neighbor_[i] = kept;
            }
        }
        for (const std::size_t i : again) find_neighbor(i);
    }

    // Drops the clusters that were merged into others.
    void compact() {
        std::size_t kept = 0;
        std::vector<std::size_t> place(weight_.size());
        for (std::size_t i = 0; i < weight_.size(); ++i) {
            if (mean_[0][i] >= kFarAway) continue;
            place[i] = kept;
            for (auto &x : mean_) x[kept] = x[i];
            weight_[kept] = weight_[i];
            cost_[kept] = cost_[i];
            neighbor_[kept++] = neighbor_[i];
        }
        for (auto &x : mean_) x.resize(kept);
        weight_.resize(kept);
        cost_.resize(kept);
        neighbor_.resize(kept);
        for (std::size_t &neighbor : neighbor_) neighbor = place[neighbor];
    }

    std::size_t left_;  // clusters
    Pace pace_;
    std::array<std::vector<double>, kDimensions> mean_;
    std::vector<double> weight_;
    std::vector<double> cost_;  // of merging a cluster with its neighbor
    std::vector<std::size_t> neighbor_;
    std::vector<double> costs_;       // of the last comparison
    std::vector<std::size_t> again_;  // those that need a new neighbor
};

// The clusters of colors that are moved one by one.
class Moving {
public:
    Moving(std::span<const WeightedColor> colors, std::span<const Centroid> centroids,
           std::size_t fixed)
        : colors_(colors), fixed_(fixed), clusters_(centroids.size()) {
        for (std::size_t k = 0; k < centroids.size(); ++k)
            clusters_[k].mean = vector_of(point_of(centroids[k]));
        const std::vector<std::int32_t> norms = norms_of(centroids);
        for (const WeightedColor &color : colors) {
            labels_.push_back(nearest(color.point, centroids, norms));
            add(labels_.back(), color, 1);
        }
    }

    // Goes through all colors once. Returns whether one has moved.
    bool pass() {
        bool moved = false;
        for (std::size_t i = 0; i < colors_.size(); ++i) {
            const std::size_t to = best_place_of(i);
            if (to == labels_[i]) continue;
            add(labels_[i], colors_[i], -1);
            add(to, colors_[i], 1);
            labels_[i] = to;
            moved = true;
        }
        return moved;
    }

    Centroid centroid(std::size_t k) const { return centroid_at(clusters_[k].mean); }
    bool is_empty(std::size_t k) const { return clusters_[k].weight <= 0; }

private:
    struct MovedColors {
        double weight = 0;
        Vector sum{}, mean{};
    };

    void add(std::size_t k, const WeightedColor &color, double sign) {
        MovedColors &cluster = clusters_[k];
        const double weight = sign * static_cast<double>(color.weight);
        cluster.weight += weight;
        for (std::size_t d = 0; d < kDimensions; ++d) {
            cluster.sum[d] += weight * color.point.x[d];
            if (k >= fixed_ && cluster.weight > 0)
                cluster.mean[d] = cluster.sum[d] / cluster.weight;
        }
    }

    // Returns the cluster in which a color adds the least inertia.
    std::size_t best_place_of(std::size_t i) const {
        const std::size_t own = labels_[i];
        const auto weight = static_cast<double>(colors_[i].weight);
        const Vector at = vector_of(colors_[i].point);
        const double rest = clusters_[own].weight - weight;
        if (rest <= 0) return own;
        double least = squared_distance(at, clusters_[own].mean);
        if (own >= fixed_) least *= clusters_[own].weight / rest;
        // A move must gain more than rounding could.
        least *= 1 - 1e-9;
        std::size_t best = own;
        for (std::size_t k = 0; k < clusters_.size(); ++k) {
            if (k == own) continue;
            double cost = squared_distance(at, clusters_[k].mean);
            if (k >= fixed_) cost *= clusters_[k].weight / (clusters_[k].weight + weight);
            if (cost < least) {
                least = cost;
                best = k;
            }
        }
        return best;
    }

    std::span<const WeightedColor> colors_;
    std::size_t fixed_;
    std::vector<MovedColors> clusters_;
    std::vector<std::size_t> labels_;
};

// How long the search is. The fewer the colors and clusters, the less time a start takes.
struct Effort {
    std::size_t starts;
    unsigned most_failures;  // of each start
};

Effort effort_of(const quant_options &options, std::uint64_t colors) {
    const std::uint64_t size = colors * options.colors;
    const bool thorough = options.search == QUANT_SEARCH_THOROUGH;
    const std::uint64_t starts = (thorough ? 400000 : 30000) / size;
    const std::uint64_t failures = (thorough ? 12000000 : 2000000) / size;
    return {std::clamp<std::uint64_t>(starts, thorough ? 3 : 2, 8),
            static_cast<unsigned>(
                std::clamp<std::uint64_t>(failures, thorough ? 20 : 6, 40 + options.colors / 4))};
}

// With few colors for each cluster, merging from below is best; otherwise it only takes longer.
std::vector<Centroid> seeds_of_start(const Histogram &rest, std::size_t count,
                                     const quant_options &options, std::size_t start, Team &team) {
    constexpr std::size_t kFewColorsEach = 12;
    if (start == 0) return seed_wu(rest, count, &team);
    if (start == 1 && count * kFewColorsEach >= rest.unique_colors())
        return seed_ward(rest, count, &team);
    return seed_kmeans_plus_plus(rest, count, options.seed + start, &team);
}

}  // namespace

bool searches_few_colors(const quant_options &options, const Histogram &histogram) {
    if (options.seeding != QUANT_SEEDING_WU || options.search < QUANT_SEARCH_STANDARD) return false;
    // A tiny photograph has few colors, too, but nearly as many as pixels. The long search would
    // take ten times as long as all else.
    const std::uint64_t colors = histogram.unique_colors();
    return colors <= kMostFewColors &&
           (options.search > QUANT_SEARCH_STANDARD || histogram.total().n >= 2 * colors);
}

std::vector<Centroid> seed_ward(const Histogram &histogram, std::size_t count, Team *team) {
    const std::vector<WeightedColor> colors = histogram.colors(team);
    Merging merging(colors, team);
    merging.merge_to(count);
    return merging.centroids();
}

std::vector<Centroid> move_colors(std::span<const WeightedColor> colors,
                                  std::vector<Centroid> centroids, std::size_t fixed, Team *team) {
    constexpr int kMostPasses = 100;
    Moving moving(colors, centroids, fixed);
    for (int pass = 0; pass < kMostPasses && moving.pass(); ++pass)
        if (team && team->is_stopped()) break;
    for (std::size_t k = fixed; k < centroids.size(); ++k)
        if (!moving.is_empty(k)) centroids[k] = moving.centroid(k);
    return centroids;
}

Searched search_few_colors(const Histogram &histogram, std::span<const Point> given_points,
                           std::span<const Centroid> given, std::size_t count,
                           const quant_options &options, Team &team,
                           const std::function<void(unsigned, double)> &progress) {
    struct Found {
        Searched searched;
        std::uint64_t inertia = 0;
    };
    const std::vector<WeightedColor> colors = histogram.colors(&team);
    const Histogram rest = histogram.without(given_points, &team);
    const Effort few = effort_of(options, histogram.unique_colors());
    std::vector<Found> found(few.starts);
    const auto workers = std::min(team.size(), static_cast<unsigned>(found.size()));
    const auto owner = std::this_thread::get_id();
    std::atomic<unsigned> ended{0};           // starts
    unsigned reported = 0, steps_before = 0;  // by the owner
    team.share(found.size(), workers, [&](std::size_t start, unsigned) {
        Team alone(team);
        std::vector<Centroid> centroids(given.begin(), given.end());
        const auto seeds = seeds_of_start(rest, count, options, start, alone);
        centroids.insert(centroids.end(), seeds.begin(), seeds.end());
        const auto engine = make_cells_engine(nullptr, histogram, nullptr, alone, nullptr);
        SearchEffort effort = effort_of(QUANT_SEARCH_THOROUGH, centroids.size());
        effort.most_failures = few.most_failures;
        const bool is_owner = std::this_thread::get_id() == owner;
        if (is_owner) steps_before = reported;
        const auto report = [&](unsigned steps, double done) {
            if (is_owner) {
                reported = steps_before + steps;
                progress(reported, (ended + done) / static_cast<double>(found.size()));
            }
            // Ends this thread's search. The first exception is the one that the caller gets.
            if (alone.is_stopped()) throw Canceled();
        };
        Searched searched =
            search(*engine, histogram, std::move(centroids), given.size(), effort, alone, report);
        searched.centroids =
            move_colors(colors, std::move(searched.centroids), given.size(), &alone);
        const auto clusters = engine->assign(searched.centroids);
        found[start].inertia = inertia_of(histogram, searched.centroids, clusters);
        found[start].searched = std::move(searched);
        ++ended;
    });
    unsigned steps = 0;
    for (const Found &one : found) steps += one.searched.steps;
    // Of equal results, the first one counts.
    Searched best = std::move(std::ranges::min_element(found, {}, &Found::inertia)->searched);
    best.steps = steps;
    return best;
}

}  // namespace quant::core

// Plans each exchange by what it costs, about, if each color of a cluster goes to the one that is
// next best for it, and by what the best cut of a cluster gains.
#include "cluster/color_exchange.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>
#include <vector>

#include "base/random.h"

namespace quant::core {
namespace {

using Vector = std::array<double, kDimensions>;

// The best cut of a cluster along its axis of largest variance.
struct Cut {
    double gain = 0;
    std::vector<std::uint32_t> part;  // the colors that leave
};

// Returns the direction in which weighted colors vary most, not normalized.
Vector axis_of(const ColorArrays &colors, std::span<const std::uint32_t> members,
               const Vector &mean) {
    std::array<Vector, kDimensions> covariance{};
    for (const std::uint32_t i : members)
        for (std::size_t d = 0; d < kDimensions; ++d)
            for (std::size_t e = 0; e < kDimensions; ++e)
                covariance[d][e] +=
                    colors.weight[i] * (colors.x[d][i] - mean[d]) * (colors.x[e][i] - mean[e]);
    // The power method, from the row of the largest variance. A rough direction is enough.
    std::size_t largest = 0;
    for (std::size_t d = 1; d < kDimensions; ++d)
        if (covariance[d][d] > covariance[largest][largest]) largest = d;
    Vector axis = covariance[largest];
    for (int round = 0; round < 4; ++round) {
        double scale = 0;
        for (const double a : axis) scale = std::max(scale, std::abs(a));
        if (scale <= 0) break;
        Vector next{};
        for (std::size_t d = 0; d < kDimensions; ++d)
            for (std::size_t e = 0; e < kDimensions; ++e)
                next[d] += covariance[d][e] * (axis[e] / scale);
        axis = next;
    }
    return axis;
}

// What is known of the kept clusters for the next exchanges.
class Plans {
public:
    explicit Plans(const ColorClusters &clusters)
        : members_(clusters.size()),
          cuts_(clusters.size()),
          removal_costs_(clusters.size()),
          next_to_remove_(clusters.size()),
          costs_(clusters.size()),
          other_(clusters.colors().size()),
          other_costs_(clusters.colors().size()),
          labels_(clusters.colors().size(), kNone) {
        look_at(clusters, 0);
    }

    // Brings everything up to date with the clusters that have changed since a pass.
    void look_at(const ColorClusters &clusters, unsigned since) {
        std::vector<std::uint32_t> changed;
        for (std::uint32_t k = 0; k < clusters.size(); ++k)
            if (clusters.changed_in(k) >= since) changed.push_back(k);
        for (auto &members : members_) members.clear();
        for (std::uint32_t i = 0; i < clusters.colors().size(); ++i)
            members_[clusters.label(i)].push_back(i);
        find_others(clusters, changed, since);
        for (const std::uint32_t k : changed) cuts_[k] = cut_of(clusters, k);
        sort(clusters);
    }

    // Finds the exchange that promises most of those that were not returned before. Returns false
    // if there is none.
    bool next(std::size_t &removed, std::size_t &cut) {
        double most = -std::numeric_limits<double>::infinity();
        std::size_t best = kNone;
        for (std::size_t s = 0; s < cuts_.size(); ++s) {
            if (cuts_[s].part.empty()) continue;
            std::size_t &next = next_to_remove_[s];
            if (next < order_.size() && order_[next] == s) ++next;
            if (next >= order_.size()) continue;
            const double gain = cuts_[s].gain - removal_costs_[order_[next]];
            if (gain > most) {
                most = gain;
                best = s;
            }
        }
        if (best == kNone) return false;
        removed = order_[next_to_remove_[best]++];
        cut = best;
        return true;
    }

    // Colors that an exchange before has moved stay where they are.
    void carry_out(std::size_t removed, std::size_t cut, ColorClusters &clusters) const {
        for (const std::uint32_t i : members_[removed])
            if (clusters.label(i) == removed) clusters.move(i, other_[i]);
        for (const std::uint32_t i : cuts_[cut].part)
            if (clusters.label(i) == cut) clusters.move(i, removed);
    }

    // Carries out an exchange that is drawn at random, if it is possible.
    void carry_out_any(Random &random, ColorClusters &clusters) const {
        if (order_.empty()) return;
        const std::size_t removed = order_[random.below(order_.size())];
        const std::size_t cut = random.below(cuts_.size());
        if (cut != removed && !cuts_[cut].part.empty()) carry_out(removed, cut, clusters);
    }

private:
    static constexpr std::uint32_t kNone = ~std::uint32_t{0};

    // Finds, for each color, the cluster that is the best one besides its own.
    void find_others(const ColorClusters &clusters, std::span<const std::uint32_t> changed,
                     unsigned since) {
        for (std::size_t i = 0; i < labels_.size(); ++i) {
            const auto own = static_cast<std::uint32_t>(clusters.label(i));
            if (labels_[i] == own && clusters.changed_in(other_[i]) < since) {
                for (const std::uint32_t k : changed)
                    if (k != own) consider(i, k, clusters.cost_of(i, k));
                continue;
            }
            labels_[i] = own;
            other_costs_[i] = std::numeric_limits<double>::infinity();
            clusters.costs_of(i, costs_);
            for (std::uint32_t k = 0; k < clusters.size(); ++k)
                if (k != own) consider(i, k, costs_[k]);
        }
    }
    void consider(std::size_t i, std::uint32_t k, double cost) {
        if (cost >= other_costs_[i]) return;
        other_costs_[i] = cost;
        other_[i] = k;
    }

    // Sorts the clusters by what their removal costs.
    void sort(const ColorClusters &clusters) {
        std::ranges::fill(removal_costs_, 0.0);
        for (std::size_t i = 0; i < labels_.size(); ++i)
            removal_costs_[labels_[i]] +=
                clusters.colors().weight[i] *
                (other_costs_[i] - clusters.squared_distance(i, labels_[i]));
        order_.resize(clusters.size() - clusters.fixed());
        std::iota(order_.begin(), order_.end(), static_cast<std::uint32_t>(clusters.fixed()));
        std::ranges::stable_sort(order_, {}, [&](std::uint32_t k) { return removal_costs_[k]; });
        std::ranges::fill(next_to_remove_, std::size_t{0});
    }

    Cut cut_of(const ColorClusters &clusters, std::size_t k) const;

    std::vector<std::vector<std::uint32_t>> members_;
    std::vector<Cut> cuts_;
    std::vector<double> removal_costs_;
    std::vector<std::uint32_t> order_;
    std::vector<std::size_t> next_to_remove_;  // for each cut, from where in order_
    std::vector<double> costs_;
    std::vector<std::uint32_t> other_;
    std::vector<double> other_costs_;
    std::vector<std::uint32_t> labels_;
};

// Returns the colors of a cluster in their order along an axis.
std::vector<std::uint32_t> along(const Vector &axis, const ColorArrays &colors,
                                 std::span<const std::uint32_t> members) {
    std::vector<std::pair<double, std::uint32_t>> places;
    for (const std::uint32_t i : members) {
        double place = 0;
        for (std::size_t d = 0; d < kDimensions; ++d) place += axis[d] * colors.x[d][i];
        places.emplace_back(place, i);
    }
    std::ranges::sort(places);
    std::vector<std::uint32_t> order;
    order.reserve(places.size());
    for (const auto &[place, i] : places) order.push_back(i);
    return order;
}

// Some colors of a cluster: their weight, and the weighted sum of their coordinates.
struct ColorSums {
    double weight = 0;
    Vector sum{};

    void add(const ColorArrays &colors, std::uint32_t i) {
        weight += colors.weight[i];
        for (std::size_t d = 0; d < kDimensions; ++d) sum[d] += colors.weight[i] * colors.x[d][i];
    }
    Vector mean() const {
        Vector mean;
        for (std::size_t d = 0; d < kDimensions; ++d) mean[d] = sum[d] / weight;
        return mean;
    }
    ColorSums without(const ColorSums &part) const {
        ColorSums rest{weight - part.weight, {}};
        for (std::size_t d = 0; d < kDimensions; ++d) rest.sum[d] = sum[d] - part.sum[d];
        return rest;
    }
    // Returns what is gained if the colors leave a center for their own mean.
    double gain(const Vector &center) const {
        if (weight <= 0) return 0;
        const Vector own = mean();
        double way = 0;
        for (std::size_t d = 0; d < kDimensions; ++d)
            way += (own[d] - center[d]) * (own[d] - center[d]);
        return weight * way;
    }
};

// Of an unfixed cluster, both parts get their means; of a fixed one, only the part that leaves.
Cut Plans::cut_of(const ColorClusters &clusters, std::size_t k) const {
    const ColorArrays &colors = clusters.colors();
    const std::vector<std::uint32_t> &members = members_[k];
    const bool is_fixed = k < clusters.fixed();
    if (members.size() < (is_fixed ? 1 : 2)) return {};
    ColorSums all;
    for (const std::uint32_t i : members) all.add(colors, i);
    const auto order = along(axis_of(colors, members, all.mean()), colors, members);
    const Vector center = is_fixed ? clusters.center(k) : all.mean();
    double best = 0;
    std::size_t first = 0, last = 0;
    ColorSums below;
    for (std::size_t n = 0; n < order.size(); ++n) {
        const double low = below.gain(center), high = all.without(below).gain(center);
        const double gain = is_fixed ? std::max(low, high) : low + high;
        if (gain > best && (is_fixed || n > 0)) {
            best = gain;
            const bool takes_low = !is_fixed || low > high;
            first = takes_low ? 0 : n;
            last = takes_low ? n : order.size();
        }
        below.add(colors, order[n]);
    }
    const auto begin = order.begin();
    return {
        best,
        {begin + static_cast<std::ptrdiff_t>(first), begin + static_cast<std::ptrdiff_t>(last)}};
}

// Moves colors until none moves, or until the goal is out of reach: a pass gains less than the one
// before.
void settle(ColorClusters &clusters, double goal) {
    constexpr unsigned kMostPasses = 20;
    double before = clusters.explained();
    for (unsigned pass = 0; pass < kMostPasses && clusters.pass(); ++pass) {
        const double now = clusters.explained();
        if (now + (now - before) < goal) return;
        before = now;
    }
}

// A partition, and what is known of it.
struct Found {
    explicit Found(ColorClusters start) : clusters(std::move(start)), plans(clusters) {}

    // Returns whether clusters explain more than these, and more than rounding could.
    bool is_beaten_by(double explains) const {
        return explains > explained + 1e-12 * clusters.colors().squares;
    }

    // Takes other clusters, which came from these.
    void replace(const ColorClusters &others) {
        const unsigned since = clusters.passes();
        clusters = others;
        explained = clusters.explained();
        plans.look_at(clusters, since);
    }

    ColorClusters clusters;
    Plans plans;
    double explained = clusters.explained();
};

// Tries exchanges, those first that promise most, until some in a row have failed.
void exchange(Found &found, unsigned most_failures, const std::function<void()> &check) {
    ColorClusters trial = found.clusters;
    std::size_t removed = 0, cut = 0;
    for (unsigned failures = 0; failures < most_failures && found.plans.next(removed, cut);) {
        check();
        found.plans.carry_out(removed, cut, trial);
        settle(trial, found.explained);
        if (found.is_beaten_by(trial.explained())) {
            found.replace(trial);
            failures = 0;
        } else {
            trial = found.clusters;
            ++failures;
        }
    }
}

// Makes some exchanges at random.
void disturb(const Found &found, Random &random, ColorClusters &clusters) {
    constexpr int kExchanges = 2;
    for (int n = 0; n < kExchanges; ++n) found.plans.carry_out_any(random, clusters);
}

}  // namespace

void exchange_clusters(ColorClusters &clusters, const ExchangeEffort &effort, std::uint64_t seed,
                       const std::function<void(double)> &progress) {
    constexpr unsigned kFailuresAfter = 5, kMostSuccesses = 100;
    Random random(seed);
    double done = 0;
    const auto check = [&] { progress(done); };
    Found best(clusters);
    exchange(best, effort.most_failures, check);
    for (unsigned failures = 0, successes = 0;
         failures < effort.most_disturbances && successes < kMostSuccesses;) {
        Found trial = best;
        ColorClusters disturbed = best.clusters;
        disturb(best, random, disturbed);
        settle(disturbed, -std::numeric_limits<double>::infinity());
        trial.replace(disturbed);
        exchange(trial, kFailuresAfter, check);
        if (best.is_beaten_by(trial.explained)) {
            best = std::move(trial);
            failures = 0;
            ++successes;
        } else {
            ++failures;
        }
        done = std::max(done, failures / static_cast<double>(effort.most_disturbances));
    }
    clusters = std::move(best.clusters);
}

}  // namespace quant::core

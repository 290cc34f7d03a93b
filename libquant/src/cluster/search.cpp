// A search by exchanges, similar to Fritzke's LBG-U (1997) and breathing k-means (2020). A centroid
// of low utility is removed and placed where the error is large, Lloyd steps follow, and the result
// is kept if its inertia is lower.
//
// Many exchanges are made at once as long as that succeeds, and half as many after each failure.
// The cost and the gain of an exchange are estimated from the cells, a few thousand points with
// exact moments. The steps after it, and the decision, are exact; the steps end early if the
// exchange is not expected to succeed. Steps are over-relaxed: a centroid moves 1.9 times as far as
// to its mean, which is worth about two plain steps.
#include "cluster/search.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>
#include <optional>
#include <set>

#include "simd/kernels.h"

namespace quant::core {
namespace {

// The number of nearest other centroids that may get the pixels of a centroid that is removed.
inline constexpr std::size_t kHeirs = 12;

using Vector = std::array<double, kDimensions>;

Vector mean_of(const Moments &m) {
    Vector mean;
    for (std::size_t d = 0; d < kDimensions; ++d)
        mean[d] = static_cast<double>(m.sum[d]) / static_cast<double>(m.n);
    return mean;
}
// Returns the mean that a centroid stands for.
Vector mean_of(const Centroid &c) {
    Vector mean;
    for (std::size_t d = 0; d < kDimensions; ++d) mean[d] = 2.0 * c.x[d];
    return mean;
}
double squared_distance(const Vector &a, const Vector &b) {
    double sum = 0;
    for (std::size_t d = 0; d < kDimensions; ++d) sum += (a[d] - b[d]) * (a[d] - b[d]);
    return sum;
}

// The estimated figures of a cluster.
struct Shape {
    double n = 0;
    double utility = 0;  // the inertia that its absence would add
    std::array<Vector, kDimensions> scatter{};
    double spread = 0;  // the largest variance in any direction
    Vector axis{};      // the direction of that variance
};

// Sets the spread and the axis to the largest eigenvalue of scatter / n and its direction, by power
// iteration.
void find_axis(Shape &shape) {
    std::size_t widest = 0;
    for (std::size_t d = 1; d < kDimensions; ++d)
        if (shape.scatter[d][d] > shape.scatter[widest][widest]) widest = d;
    shape.axis = shape.scatter[widest];
    double length = 0;
    for (int round = 0; round < 8; ++round) {
        Vector next{};
        length = 0;
        for (std::size_t d = 0; d < kDimensions; ++d) {
            for (std::size_t e = 0; e < kDimensions; ++e)
                next[d] += shape.scatter[d][e] * shape.axis[e];
            length += next[d] * next[d];
        }
        length = std::sqrt(length);
        if (!(length > 0)) return;
        for (std::size_t d = 0; d < kDimensions; ++d) shape.axis[d] = next[d] / length;
    }
    Vector image{};
    for (std::size_t d = 0; d < kDimensions; ++d)
        for (std::size_t e = 0; e < kDimensions; ++e)
            image[d] += shape.scatter[d][e] * shape.axis[e];
    double along = 0;
    for (std::size_t d = 0; d < kDimensions; ++d) along += image[d] * shape.axis[d];
    shape.spread = along / shape.n;
}

// Returns, for each centroid, the nearest others, nearest first.
std::vector<std::vector<std::uint8_t>> heirs_of(std::span<const Vector> means) {
    std::vector<std::vector<std::uint8_t>> heirs(means.size());
    std::vector<std::pair<double, std::uint8_t>> others;
    for (std::size_t k = 0; k < means.size(); ++k) {
        others.clear();
        for (std::size_t i = 0; i < means.size(); ++i)
            if (i != k)
                others.emplace_back(squared_distance(means[k], means[i]),
                                    static_cast<std::uint8_t>(i));
        const std::size_t kept = std::min(kHeirs, others.size());
        std::partial_sort(others.begin(), others.begin() + static_cast<std::ptrdiff_t>(kept),
                          others.end());
        for (std::size_t i = 0; i < kept; ++i) heirs[k].push_back(others[i].second);
    }
    return heirs;
}

// An exchange: the centroid `from` is removed and placed in the cluster `to`, which it halves.
struct Exchange {
    std::uint8_t from, to;
    friend bool operator<(const Exchange &a, const Exchange &b) {
        return std::pair(a.from, a.to) < std::pair(b.from, b.to);
    }
};

// Estimates the shapes of clusters from the cells, and plans exchanges.
class Planner {
public:
    Planner(const Histogram &histogram, std::size_t fixed) : histogram_(histogram), fixed_(fixed) {
        for (const Cell &cell : histogram.cells()) {
            const auto n = static_cast<std::int64_t>(cell.moments.n);
            Point mean{};
            for (std::size_t d = 0; d < kDimensions; ++d)
                mean.x[d] = static_cast<std::int16_t>((2 * cell.moments.sum[d] + n) / (2 * n));
            points_.push_back(mean);
        }
        labels_.resize(points_.size());
    }

    // Estimates the shapes of the clusters of some centroids.
    void look_at(std::span<const Centroid> centroids) {
        means_.clear();
        for (const Centroid &c : centroids) means_.push_back(mean_of(c));
        heirs_ = heirs_of(means_);
        shapes_.assign(centroids.size(), {});
        kernels().assign(points_.data(), points_.size(), CentroidTable(centroids), labels_.data(),
                         nullptr);
        for (std::size_t i = 0; i < points_.size(); ++i) add(histogram_.cells()[i], labels_[i]);
        for (Shape &shape : shapes_)
            if (shape.n > 0) find_axis(shape);
    }

    // Returns up to `most` exchanges that do not disturb each other, the most promising first.
    std::vector<Exchange> plan(std::size_t most, double hopeful,
                               const std::set<Exchange> &failed) const {
        std::vector<std::uint8_t> by_utility(shapes_.size() - fixed_);
        std::iota(by_utility.begin(), by_utility.end(), static_cast<std::uint8_t>(fixed_));
        auto by_gain = by_utility;
        std::ranges::stable_sort(by_utility, {}, [&](auto k) { return shapes_[k].utility; });
        std::ranges::stable_sort(by_gain, std::greater{}, [&](auto k) { return gain(k); });

        std::vector<Exchange> plan;
        std::vector<bool> busy(shapes_.size());
        while (plan.size() < most) {
            const std::optional<Exchange> next =
                next_of(by_utility, by_gain, hopeful, busy, failed);
            if (!next) break;
            plan.push_back(*next);
            busy[next->from] = busy[next->to] = true;
            // Its pixels go to its nearest heir, which must stay.
            if (!heirs_[next->from].empty()) busy[heirs_[next->from][0]] = true;
        }
        return plan;
    }

    // Moves the two centroids to either side along the axis by 0.8 standard deviations, where the
    // means of the halves are.
    void carry_out(const Exchange &exchange, std::vector<Centroid> &centroids) const {
        const Shape &shape = shapes_[exchange.to];
        const double step = 0.8 * std::sqrt(shape.spread) / 2;
        const Centroid middle = centroids[exchange.to];
        for (std::size_t d = 0; d < kDimensions; ++d) {
            const auto shifted = [&](double by) {
                const double at = std::floor(middle.x[d] + by + 0.5);
                return static_cast<std::int16_t>(std::clamp(at, 0.0, double{kCentroidMax}));
            };
            centroids[exchange.from].x[d] = shifted(step * shape.axis[d]);
            centroids[exchange.to].x[d] = shifted(-step * shape.axis[d]);
        }
    }

private:
    // Returns how much halving a cluster lowers the inertia: about 0.64 of the variance along the
    // axis for each pixel.
    double gain(std::uint8_t k) const { return 0.64 * shapes_[k].n * shapes_[k].spread; }

    // Returns the most promising exchange of clusters that are not busy.
    std::optional<Exchange> next_of(std::span<const std::uint8_t> by_utility,
                                    std::span<const std::uint8_t> by_gain, double hopeful,
                                    const std::vector<bool> &busy,
                                    const std::set<Exchange> &failed) const {
        std::optional<Exchange> chosen;
        double highest = -std::numeric_limits<double>::infinity();
        for (const std::uint8_t from : by_utility) {
            if (busy[from]) continue;
            const double costs = shapes_[from].utility;
            for (const std::uint8_t to : by_gain) {
                if (hopeful * gain(to) <= costs || gain(to) - costs <= highest) break;
                if (to == from || busy[to] || failed.contains({from, to})) continue;
                chosen = Exchange{from, to};
                highest = gain(to) - costs;
                break;
            }
        }
        return chosen;
    }

    // Adds a cell to the shape of its cluster.
    void add(const Cell &cell, std::uint8_t label) {
        Shape &shape = shapes_[label];
        const auto n = static_cast<double>(cell.moments.n);
        const Vector mean = mean_of(cell.moments);
        const Vector &own = means_[label];
        Vector offset;
        double within = static_cast<double>(cell.squared);  // squared distances to this mean
        for (std::size_t d = 0; d < kDimensions; ++d) {
            offset[d] = mean[d] - own[d];
            within -= mean[d] * static_cast<double>(cell.moments.sum[d]);
        }
        shape.n += n;
        for (std::size_t d = 0; d < kDimensions; ++d) {
            for (std::size_t e = 0; e < kDimensions; ++e)
                shape.scatter[d][e] += n * offset[d] * offset[e];
            if (d < histogram_.dimensions())
                shape.scatter[d][d] += within / histogram_.dimensions();
        }
        double next = std::numeric_limits<double>::infinity();
        for (const std::uint8_t heir : heirs_[label])
            next = std::min(next, squared_distance(mean, means_[heir]));
        shape.utility += n * std::max(0.0, next - squared_distance(mean, own));
    }

    const Histogram &histogram_;
    std::size_t fixed_;
    std::vector<Point> points_;
    std::vector<std::uint8_t> labels_;
    std::vector<Vector> means_;
    std::vector<std::vector<std::uint8_t>> heirs_;
    std::vector<Shape> shapes_;
};

// Returns the difference between the sum of squares of all points and the inertia around the means
// of the clusters, or around the centroids of fixed clusters. The higher it is, the lower the
// inertia is.
double explained(std::span<const Moments> clusters, std::span<const Centroid> fixed) {
    double sum = 0;
    for (std::size_t k = 0; k < fixed.size(); ++k)
        sum -= static_cast<double>(
            static_cast<std::int64_t>(squared_error_part(clusters[k], point_of(fixed[k]))));
    for (const Moments &m : clusters.subspan(fixed.size())) {
        if (m.n == 0) continue;
        double squares = 0;
        for (const std::int64_t s : m.sum)
            squares += static_cast<double>(s) * static_cast<double>(s);
        sum += squares / static_cast<double>(m.n);
    }
    return sum;
}

// Returns c + 1.9 (mean - c), in integers.
Centroid relaxed(const Centroid &c, const Centroid &mean) {
    Centroid moved;
    for (std::size_t d = 0; d < kDimensions; ++d) {
        const int way = mean.x[d] - c.x[d];
        moved.x[d] = static_cast<std::int16_t>(std::clamp(c.x[d] + way * 19 / 10, 0, kCentroidMax));
    }
    return moved;
}

// Does Lloyd steps and counts them.
class Steps {
public:
    Steps(Engine &engine, std::size_t fixed, const std::function<void(unsigned)> &progress)
        : engine_(engine), fixed_(fixed), progress_(progress) {}

    // Does over-relaxed steps and, at last, a plain one. Returns explained() of the clusters before
    // the last one. Ends early if that is not expected to exceed the goal, given that each step
    // gains less than the one before.
    double run(std::vector<Centroid> &at, unsigned steps, double goal) {
        double result = 0;
        for (unsigned step = 1; step <= steps; ++step) {
            const std::vector<Moments> clusters = engine_.assign(at);
            const double before = result;
            result = explained(clusters, std::span(at).first(fixed_));
            progress_(++done_);
            if (step > 1 && result + (steps - step) * (result - before) < goal) break;
            for (std::size_t k = fixed_; k < at.size(); ++k) {
                if (clusters[k].n == 0) continue;
                const Centroid mean = centroid_of(clusters[k]);
                at[k] = step < steps ? relaxed(at[k], mean) : mean;
            }
        }
        return result;
    }

private:
    Engine &engine_;
    std::size_t fixed_;
    const std::function<void(unsigned)> &progress_;
    unsigned done_ = 0;
};

}  // namespace

SearchEffort effort_of(int search, std::size_t colors) {
    switch (search) {
        case QUANT_SEARCH_QUICK: return {8, 0, 0, 0, 0};
        case QUANT_SEARCH_STANDARD:
            // With few colors, steps are cheap and minima are far apart.
            return colors <= 16 ? SearchEffort{8, 8, 20, 6, 10} : SearchEffort{4, 4, 10, 3, 3};
        // The more colors there are, the more exchanges look as good as those that failed.
        default: return {8, 15, 1000, 40 + static_cast<unsigned>(colors / 4), 10};
    }
}

std::vector<Centroid> search(Engine &engine, const Histogram &histogram,
                             std::vector<Centroid> centroids, std::size_t fixed,
                             const SearchEffort &effort,
                             const std::function<void(unsigned)> &progress) {
    Steps steps(engine, fixed, progress);
    double best =
        steps.run(centroids, effort.first_steps, -std::numeric_limits<double>::infinity());
    Planner planner(histogram, fixed);
    planner.look_at(centroids);
    std::set<Exchange> failed;
    std::size_t most = std::max<std::size_t>(1, centroids.size() / 8);
    for (unsigned tried = 0, failures = 0;
         tried < effort.most_exchanges && failures < effort.most_failures; ++tried) {
        const std::vector<Exchange> plan = planner.plan(most, effort.hopeful, failed);
        if (plan.empty()) break;
        std::vector<Centroid> candidate = centroids;
        for (const Exchange &exchange : plan) planner.carry_out(exchange, candidate);
        const double explains = steps.run(candidate, effort.steps, best);
        if (explains > best) {
            best = explains;
            centroids = std::move(candidate);
            planner.look_at(centroids);
            failed.clear();
            failures = 0;
        } else {
            if (plan.size() == 1) {
                failed.insert(plan[0]);
                ++failures;
            }
            most = std::max<std::size_t>(1, plan.size() / 2);
        }
    }
    return centroids;
}

}  // namespace quant::core

// Finds the best runs by a price for each run, instead of by dynamic programming over the number of
// runs, whose time is proportional to that number.
//
// Write c(i, j) for the cost of the positions i .. j - 1 in one run. It satisfies Monge's
// inequality c(a, c) + c(b, d) <= c(a, d) + c(b, c) for a <= b <= c <= d (X. Wu, "Optimal
// quantization by matrix searching", 1991). The same holds if each position may take its fixed cost
// instead, be that what it may: let x be the mean of the run on (a, d), and y the one of the run on
// (b, c). Then the lower one of x and y serves (a, c), and the higher one serves (b, d), and no
// position gets farther away.
//
// It follows that the least cost D(K) is convex in the number K of runs (A. Aggarwal, B. Schieber,
// T. Tokuyama, "Finding a minimum-weight k-link path in graphs with the concave Monge property",
// 1994; for K-Means: A. Gronlund et al., "Fast exact k-means, k-medians and Bregman divergence
// clustering in 1D", 2017). Therefore a price p exists for which K runs minimize D(K) + p K. A path
// of least D + p k for a price is found without a bound on k, in n log n steps, and has more runs
// the lower the price is. If paths of fewer and of more than K runs are equally good at a price, so
// is one of K runs, which is the beginning of one path and the end of the other.
#include "cluster/line_runs.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace quant::core {
namespace {

__extension__ using Wide = unsigned __int128;

constexpr double kInfinite = std::numeric_limits<double>::infinity();

// The sums over all positions before one.
struct LineSums {
    std::uint64_t weight = 0, first = 0, second = 0;  // of w, w t and w t^2
    std::uint64_t fixed = 0;                          // of the fixed costs
};

// The costs of runs between some places on the line: all of them, or each n-th one.
class RunCosts {
public:
    explicit RunCosts(const LineProblem &problem)
        : unit_(static_cast<double>(problem.unit)), has_fixed_(!problem.fixed_costs.empty()) {
        sums_.reserve(problem.positions.size() + 1);
        LineSums sums;
        sums_.push_back(sums);
        for (std::size_t i = 0; i < problem.positions.size(); ++i) {
            const std::uint64_t t = problem.positions[i], w = problem.weights[i];
            sums.weight += w;
            sums.first += w * t;
            sums.second += w * t * t;
            if (has_fixed_) sums.fixed += problem.fixed_costs[i];
            sums_.push_back(sums);
        }
    }

    // Keeps each n-th place, and the last one.
    RunCosts every(std::size_t n) const {
        RunCosts some = *this;
        some.sums_.clear();
        for (std::size_t i = 0; i < size(); i += n) some.sums_.push_back(sums_[i]);
        some.sums_.push_back(sums_.back());
        return some;
    }

    std::size_t size() const { return sums_.size() - 1; }
    bool has_fixed() const { return has_fixed_; }

    // Returns the sum of w (t - mean)^2, which is W second - first^2, divided by W. The dividend is
    // exact; in double, terms of heavy runs would cancel out all bits.
    double of_run(std::size_t i, std::size_t j) const {
        const std::uint64_t weight = sums_[j].weight - sums_[i].weight;
        const std::uint64_t first = sums_[j].first - sums_[i].first;
        const std::uint64_t second = sums_[j].second - sums_[i].second;
        const Wide dividend = Wide{weight} * second - Wide{first} * first;
        const auto high = static_cast<std::uint64_t>(dividend >> 64);
        const auto low = static_cast<double>(static_cast<std::uint64_t>(dividend));
        const double whole = high == 0 ? low : static_cast<double>(high) * 0x1p64 + low;
        return whole / static_cast<double>(weight);
    }
    double fixed(std::size_t i, std::size_t j) const {
        return static_cast<double>(sums_[j].fixed - sums_[i].fixed) / unit_;
    }
    double mean(const Run &run) const {
        const LineSums &a = sums_[run.first], &b = sums_[run.last];
        return static_cast<double>(b.first - a.first) / static_cast<double>(b.weight - a.weight);
    }

    // Returns the cost of one position if its cluster has its mean at x.
    double at_distance(std::size_t i, double x) const {
        const Run alone{i, i + 1};
        const double distance = mean(alone) - x;
        return static_cast<double>(sums_[i + 1].weight - sums_[i].weight) * distance * distance;
    }

    double of_path(std::span<const Run> runs) const {
        double sum = 0;
        std::size_t end = 0;
        for (const Run &run : runs) {
            if (has_fixed_) sum += fixed(end, run.first);
            sum += of_run(run.first, run.last);
            end = run.last;
        }
        return has_fixed_ ? sum + fixed(end, size()) : sum;
    }

private:
    std::vector<LineSums> sums_;
    double unit_;
    bool has_fixed_;
};

// The path of least cost from place 0 to the last one, where a run also costs a price.
//
// By Monge's inequality the best start of a run ascends with its end. Therefore the best start for
// the middle of a range lies between those for both ends, and ranges are halved. The starts in the
// left half become known only when that half is solved; then they are tried for the right end.
class CheapestPath {
public:
    CheapestPath(const RunCosts &costs, double price)
        : costs_(costs), price_(price), ends_(costs.size() + 1) {
        ends_[0].cost = 0;
        try_run(0, costs.size());
        solve(0, costs.size());
    }

    std::vector<Run> runs() const {
        std::vector<Run> runs;
        for (std::size_t j = costs_.size(); j > 0;) {
            if (ends_[j].is_fixed) {
                --j;
            } else {
                runs.push_back({ends_[j].start, j});
                j = ends_[j].start;
            }
        }
        std::ranges::reverse(runs);
        return runs;
    }

private:
    struct End {
        double cost = kInfinite;
        std::uint32_t start = 0;  // of the best run with this end
        bool is_fixed = false;    // the position before this end takes its fixed cost instead
    };

    // Returns the cost of the run alone.
    double try_run(std::size_t i, std::size_t j) {
        const double run = costs_.of_run(i, j) + price_;
        const double cost = ends_[i].cost + run;
        if (cost < ends_[j].cost) {
            ends_[j].cost = cost;
            ends_[j].start = static_cast<std::uint32_t>(i);
        }
        return run;
    }

    // Solves the places after `low` up to `high`. `low` is solved, and the starts up to `low` have
    // been tried for `high`.
    void solve(std::size_t low, std::size_t high) {
        if (high - low == 1) {
            if (!costs_.has_fixed()) return;
            const double cost = ends_[low].cost + costs_.fixed(low, high);
            ends_[high].is_fixed = cost <= ends_[high].cost;
            if (ends_[high].is_fixed) ends_[high].cost = cost;
            return;
        }
        const std::size_t middle = (low + high) / 2;
        // Where rounding hides a difference, the starts need not ascend.
        const auto [first, last] = std::minmax({ends_[low].start, ends_[high].start});
        for (std::size_t i = first; i <= last; ++i) try_run(i, middle);
        solve(low, middle);
        // Longer runs cost more, and no place after `low` costs less than `low` does.
        for (std::size_t i = middle; i > low; --i)
            if (ends_[low].cost + try_run(i, high) >= ends_[high].cost) break;
        solve(middle, high);
    }

    const RunCosts &costs_;
    double price_;
    std::vector<End> ends_;
};

struct Path {
    std::vector<Run> runs;
    double cost;

    std::size_t size() const { return runs.size(); }

    // Return the places between which the k-th run decides, fixed costs included. The parts of a
    // path follow each other without gaps.
    std::size_t start(std::size_t k) const { return k == 0 ? 0 : runs[k - 1].last; }
    std::size_t end(std::size_t k, std::size_t places) const {
        return k + 1 < runs.size() ? runs[k].last : places;
    }
};

// Returns the runs that begin as those of `few` and end as those of `many`, `count` in all. Both
// paths must be best at one price. Where a part of `few` contains a part of `many`, Monge's
// inequality for both says that the paths can change places there, and that none gets worse.
std::vector<Run> spliced(const RunCosts &costs, const Path &few, const Path &many,
                         std::size_t count) {
    const std::size_t places = costs.size(), shift = many.size() - count;
    std::size_t k = 0;
    while (k < few.size() && many.end(k + shift, places) > few.end(k, places)) ++k;
    std::vector<Run> runs(few.runs.begin(), few.runs.begin() + static_cast<std::ptrdiff_t>(k));

    // The run in between has the lower of both means.
    Run between{few.start(k), many.end(k + shift, places)};
    if (costs.has_fixed()) {
        double mean = costs.mean(many.runs[k + shift]);
        if (k < few.size()) mean = std::min(mean, costs.mean(few.runs[k]));
        const auto is_fixed = [&](std::size_t i) {
            return costs.fixed(i, i + 1) <= costs.at_distance(i, mean);
        };
        while (between.first < between.last && is_fixed(between.first)) ++between.first;
        while (between.first < between.last && is_fixed(between.last - 1)) --between.last;
    }
    if (between.first < between.last) runs.push_back(between);
    runs.insert(runs.end(), many.runs.begin() + static_cast<std::ptrdiff_t>(k + shift + 1),
                many.runs.end());
    return runs;
}

// The runs of least cost, and a price at which they are best.
struct Priced {
    std::vector<Run> runs;
    double price;
};

// Returns the best `count` runs, which must be fewer than there are places. `price` is a guess.
Priced search_price(const RunCosts &costs, std::size_t count, double price, Team *team) {
    const auto path_of = [&](std::vector<Run> runs) {
        const double cost = costs.of_path(runs);
        return Path{std::move(runs), cost};
    };
    std::vector<Run> none, each;
    if (!costs.has_fixed()) none.push_back({0, costs.size()});
    for (std::size_t i = 0; i < costs.size(); ++i) each.push_back({i, i + 1});
    Path few = path_of(std::move(none)), many = path_of(std::move(each));
    if (few.size() == count) return {std::move(few.runs), kInfinite};
    double low = 0, high = kInfinite;
    for (unsigned tries = 1;; ++tries) {
        if (team) team->is_stopped();
        // At this price `few` and `many` are equally good. Either a path of another number is
        // better, or all numbers in between are as good. Guesses are better in most cases, but
        // need not come to an end.
        const double equal = (few.cost - many.cost) / static_cast<double>(many.size() - few.size());
        const bool is_equal =
            tries % 4 == 0 || many.size() - few.size() <= 4 || !(price > low && price < high);
        if (is_equal) price = equal;
        Path path = path_of(CheapestPath(costs, price).runs());
        const std::size_t size = path.size();
        if (size == count) return {std::move(path.runs), price};
        if (is_equal && (size <= few.size() || size >= many.size()))
            return {spliced(costs, few, many, count), price};
        if (size < count) {
            high = price;
            if (size >= few.size()) few = std::move(path);
        } else {
            low = price;
            if (size <= many.size()) many = std::move(path);
        }
        // The error of a fine quantizer is proportional to 1 / K^2, and so the price to 1 / K^3.
        const double ratio = std::max(0.5, static_cast<double>(size)) / static_cast<double>(count);
        price *= ratio * ratio * ratio;
    }
}

}  // namespace

std::vector<Run> best_runs(const LineProblem &problem, std::size_t most, Team *team) {
    if (most == 0 || problem.positions.empty()) return {};
    const RunCosts costs(problem);
    if (most >= costs.size()) {
        std::vector<Run> runs;
        for (std::size_t i = 0; i < costs.size(); ++i) runs.push_back({i, i + 1});
        return runs;
    }
    const auto count = static_cast<double>(most);
    double price = 2 * costs.of_run(0, costs.size()) / (count * count * count);
    // Some of the places are enough for a good guess.
    const std::size_t step = costs.size() / std::max<std::size_t>(2048, 8 * most);
    if (step > 1) price = search_price(costs.every(step), most, price, team).price;
    return search_price(costs, most, price, team).runs;
}

double cost_of(const LineProblem &problem, std::span<const Run> runs) {
    return RunCosts(problem).of_path(runs);
}

}  // namespace quant::core

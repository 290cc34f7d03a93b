// A search by exchanges, similar to Fritzke's LBG-U (1997) and breathing k-means (2020). A centroid
// of low utility is removed and placed where the error is large, Lloyd steps follow, and the result
// is kept if its inertia is lower.
//
// Many exchanges are made at once as long as that succeeds, and half as many after each failure.
// The cost and the gain of an exchange are estimated from the cells, a few thousand points with
// exact moments. The steps after it, and the decision, are exact; the steps end early if the
// exchange is not expected to succeed. Steps are over-relaxed: a centroid moves 1.9 times as far as
// to its mean, which is worth about two plain steps.
//
// A single exchange is likely to fail, and so are the next ones after a failure. With several
// threads, each then tries another one of the exchanges that would follow if all before it failed.
// The first one of this sequence that succeeds is kept, and what was tried after it is dropped.
// This is what one thread does.
#include "cluster/search.h"

#include <algorithm>
#include <atomic>
#include <deque>
#include <limits>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <span>
#include <thread>
#include <tuple>
#include <utility>

#include "cluster/planner.h"

namespace quant::core {
namespace {

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

// What some Lloyd steps have come to.
struct Outcome {
    double explains = 0;  // explained() of the clusters before the last step
    unsigned steps = 0;
};

// Does over-relaxed steps and, at last, a plain one, after those that the outcome has already. Ends
// early if explained() is not expected to exceed the goal, given that each step gains less than the
// one before, or if going_on(outcome) is false.
template <typename GoingOn>
void do_steps(Engine &engine, std::size_t fixed, std::vector<Centroid> &at, unsigned steps,
              double goal, Outcome &outcome, GoingOn &&going_on) {
    while (outcome.steps < steps) {
        const std::vector<Moments> clusters = engine.assign(at);
        const double before = outcome.explains;
        outcome.explains = explained(clusters, std::span(at).first(fixed));
        ++outcome.steps;
        const unsigned left = steps - outcome.steps;
        const bool is_hopeless =
            outcome.steps > 1 && outcome.explains + left * (outcome.explains - before) < goal;
        for (std::size_t k = fixed; k < at.size() && !is_hopeless; ++k) {
            if (clusters[k].n == 0) continue;
            const Centroid mean = centroid_of(clusters[k]);
            at[k] = left > 0 ? relaxed(at[k], mean) : mean;
        }
        if (!going_on(outcome) || is_hopeless) break;
    }
}

class Search {
public:
    Search(Engine &engine, const Histogram &histogram, std::vector<Centroid> centroids,
           std::size_t fixed, const SearchEffort &effort, Team &team,
           const std::function<void(unsigned, double)> &progress)
        : engine_(engine),
          histogram_(histogram),
          centroids_(std::move(centroids)),
          fixed_(fixed),
          effort_(effort),
          team_(team),
          progress_(progress),
          most_(std::max<std::size_t>(1, centroids_.size() / 8)) {
        if (effort_.most_exchanges > 0) planner_.emplace(histogram, fixed, team);
    }

    Searched run() {
        // Nothing is expected of the first steps.
        const double any = -std::numeric_limits<double>::infinity();
        best_ = go_on(engine_, centroids_, effort_.first_steps, any, {}).explains;
        if (planner_) planner_->look_at(centroids_);
        bool has_failed = false;
        while (const auto plan = next_plan()) {
            if (effort_.fails_mostly && team_.size() > 1 && (has_failed || plan->size() == 1)) {
                try_in_lanes();
                has_failed = false;
                continue;
            }
            std::vector<Centroid> candidate = candidate_of(*plan);
            const Outcome outcome = go_on(engine_, candidate, effort_.steps, best_, {});
            ++tried_;
            has_failed = outcome.explains <= best_;
            if (has_failed) {
                note_failure(*plan);
            } else {
                keep(std::move(candidate), outcome.explains);
            }
        }
        // Whatever the engines have seen, the evaluations that follow are the same.
        engine_.assign(centroids_);
        return {std::move(centroids_), done_};
    }

private:
    using Plan = std::vector<Exchange>;

    struct Lane;

    // One of the exchanges that are tried at the same time.
    struct Try {
        Plan plan;
        std::vector<Centroid> candidate;
        std::size_t most;  // most_ when it was planned
        Lane *lane;
        Outcome outcome{};
    };

    // A thread's own engine. Its team is this thread while threads try exchanges beside each other,
    // and all of them when they go on with one.
    struct Lane {
        Lane(const Histogram &histogram, Team &all)
            : team(all),
              engine(make_cells_engine(nullptr, histogram, nullptr, team, nullptr,
                                       CellOrder::tight)) {}
        Team team;
        std::unique_ptr<Engine> engine;
    };

    // Does steps with all threads, after those that the outcome has, and counts them.
    Outcome go_on(Engine &engine, std::vector<Centroid> &at, unsigned steps, double goal,
                  Outcome outcome) {
        const unsigned before = outcome.steps;
        do_steps(engine, fixed_, at, steps, goal, outcome, [&](const Outcome &now) {
            report(done_ + now.steps - before);
            return true;
        });
        done_ += outcome.steps - before;
        return outcome;
    }

    // Returns the exchanges to try next, or nothing at the end of the search.
    std::optional<Plan> next_plan() const {
        if (tried_ >= effort_.most_exchanges || failures_ >= effort_.most_failures) return {};
        Plan plan = planner_->plan(most_, effort_.hopeful, failed_);
        if (plan.empty()) return {};
        return plan;
    }
    std::vector<Centroid> candidate_of(const Plan &plan) const {
        std::vector<Centroid> candidate = centroids_;
        for (const Exchange &exchange : plan) planner_->carry_out(exchange, candidate);
        return candidate;
    }
    void keep(std::vector<Centroid> candidate, double explains) {
        best_ = explains;
        centroids_ = std::move(candidate);
        planner_->look_at(centroids_);
        failed_.clear();
        failures_ = 0;
    }
    void note_failure(const Plan &plan) {
        if (plan.size() == 1) {
            failed_.insert(plan[0]);
            ++failures_;
        }
        most_ = std::max<std::size_t>(1, plan.size() / 2);
    }
    // Undoes what was noted of a try.
    void forget(const Try &one) {
        --tried_;
        if (one.plan.size() == 1) {
            failed_.erase(one.plan[0]);
            --failures_;
        }
        most_ = one.most;
    }

    // Reports steps, which can be more than those that are kept in the end.
    void report(unsigned steps) {
        reported_ = std::max(reported_, steps);
        progress_(reported_, part_done());
    }

    // Estimates the part of the search that is done. How often it fails in a row is not known
    // before.
    double part_done() const {
        const double first = effort_.first_steps, rest = effort_.most_exchanges * effort_.steps;
        const double tried = tried_, failures = failures_;
        const double exchanges = std::max(tried / std::max(1U, effort_.most_exchanges),
                                          failures / std::max(1U, effort_.most_failures));
        const double steps = std::min<double>(reported_, first);
        return (steps + rest * exchanges) / (first + rest);
    }

    void try_in_lanes();

    Engine &engine_;
    const Histogram &histogram_;
    std::vector<Centroid> centroids_;
    std::size_t fixed_;
    const SearchEffort &effort_;
    Team &team_;
    const std::function<void(unsigned, double)> &progress_;
    std::optional<Planner> planner_;  // absent if there will be no exchanges

    double best_ = 0;  // explained() of the centroids
    std::size_t most_;
    std::set<Exchange> failed_;
    std::atomic<unsigned> tried_ = 0, failures_ = 0;  // read while other lanes count
    unsigned done_ = 0, reported_ = 0;                // steps
    std::vector<std::unique_ptr<Lane>> lanes_;        // one for each thread that has needed it
};

// Tries exchanges at the same time until one exceeds what is explained so far, or until the search
// is at its end. Each is planned as if all before it had failed. With the one that exceeds it, all
// threads go on.
void Search::try_in_lanes() {
    constexpr std::size_t kNone = ~std::size_t{0};
    lanes_.resize(team_.size());
    const auto owner = std::this_thread::get_id();
    std::mutex planning;
    std::deque<Try> tries;
    std::atomic<std::size_t> success{kNone};  // the first try of those that exceed it
    std::atomic<unsigned> steps_of_all{0};
    const auto begin_try = [&]() -> std::pair<Try *, std::size_t> {
        if (team_.is_stopped()) return {nullptr, 0};
        const std::lock_guard lock(planning);
        if (success != kNone) return {nullptr, 0};
        const auto plan = next_plan();
        if (!plan) return {nullptr, 0};
        tries.push_back({*plan, candidate_of(*plan), most_, nullptr});
        ++tried_;
        note_failure(*plan);
        return {&tries.back(), tries.size() - 1};
    };
    team_.run(team_.size(), [&](unsigned worker) {
        for (auto [mine, index] = begin_try(); mine; std::tie(mine, index) = begin_try()) {
            if (!lanes_[worker]) lanes_[worker] = std::make_unique<Lane>(histogram_, team_);
            Lane &lane = *lanes_[worker];
            mine->lane = &lane;
            lane.team.set_within(true);
            const auto going_on = [&, number = index](const Outcome &now) {
                const unsigned steps = ++steps_of_all;
                if (std::this_thread::get_id() == owner) report(done_ + steps);
                return now.explains <= best_ && !team_.is_stopped() && number < success;
            };
            do_steps(*lane.engine, fixed_, mine->candidate, effort_.steps, best_, mine->outcome,
                     going_on);
            lane.team.set_within(false);
            const std::lock_guard lock(planning);
            if (mine->outcome.explains > best_ && index < success) success = index;
        }
    });
    for (; success != kNone && tries.size() > success + 1; tries.pop_back()) forget(tries.back());
    for (const Try &one : tries) done_ += one.outcome.steps;
    if (success == kNone) return;
    Try &last = tries.back();
    const Outcome outcome =
        go_on(*last.lane->engine, last.candidate, effort_.steps, best_, last.outcome);
    if (outcome.explains <= best_) return;  // rounding can undo what little it was
    most_ = last.most;
    keep(std::move(last.candidate), outcome.explains);
}

}  // namespace

SearchEffort effort_of(int search, std::size_t colors) {
    switch (search) {
        case QUANT_SEARCH_QUICK: return {8, 0, 0, 0, 0, false};
        case QUANT_SEARCH_STANDARD:
            // With few colors, steps are cheap and minima are far apart.
            return colors <= 16 ? SearchEffort{8, 8, 20, 6, 10, false}
                                : SearchEffort{4, 4, 10, 3, 3, false};
        // The more colors there are, the more exchanges look as good as those that failed.
        default: return {8, 15, 1000, 40 + static_cast<unsigned>(colors / 4), 10, true};
    }
}

Searched search(Engine &engine, const Histogram &histogram, std::vector<Centroid> centroids,
                std::size_t fixed, const SearchEffort &effort, Team &team,
                const std::function<void(unsigned, double)> &progress) {
    return Search(engine, histogram, std::move(centroids), fixed, effort, team, progress).run();
}

}  // namespace quant::core

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
// With several threads, a failure makes it likely that the next exchanges fail too. Then each
// thread tries another one of the exchanges that would follow if all before it failed. The first
// one of this sequence that succeeds is kept, and what was tried after it is dropped. This is what
// one thread does.
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

// What some Lloyd steps came to.
struct Outcome {
    double explains;  // explained() of the clusters before the last step
    unsigned steps;
};

// Does over-relaxed steps and, at last, a plain one. Ends early if explained() is not expected to
// exceed the goal, given that each step gains less than the one before, or if going_on(steps done)
// is false.
template <typename GoingOn>
Outcome do_steps(Engine &engine, std::size_t fixed, std::vector<Centroid> &at, unsigned steps,
                 double goal, GoingOn &&going_on) {
    Outcome outcome{0, 0};
    while (outcome.steps < steps) {
        const std::vector<Moments> clusters = engine.assign(at);
        const double before = outcome.explains;
        outcome.explains = explained(clusters, std::span(at).first(fixed));
        ++outcome.steps;
        const unsigned left = steps - outcome.steps;
        if (!going_on(outcome.steps)) break;
        if (outcome.steps > 1 && outcome.explains + left * (outcome.explains - before) < goal)
            break;
        for (std::size_t k = fixed; k < at.size(); ++k) {
            if (clusters[k].n == 0) continue;
            const Centroid mean = centroid_of(clusters[k]);
            at[k] = left > 0 ? relaxed(at[k], mean) : mean;
        }
    }
    return outcome;
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
        const auto report_step = [&](unsigned steps) {
            report(done_ + steps);
            return true;
        };
        const Outcome first =
            do_steps(engine_, fixed_, centroids_, effort_.first_steps, any, report_step);
        best_ = first.explains;
        done_ += first.steps;
        if (planner_) planner_->look_at(centroids_);
        while (const auto plan = next_plan()) {
            std::vector<Centroid> candidate = candidate_of(*plan);
            const Outcome outcome =
                do_steps(engine_, fixed_, candidate, effort_.steps, best_, report_step);
            done_ += outcome.steps;
            ++tried_;
            if (outcome.explains > best_) {
                keep(std::move(candidate), outcome.explains);
            } else {
                note_failure(*plan);
                if (effort_.fails_mostly && team_.size() > 1) try_in_lanes();
            }
        }
        // Whatever the engines have seen, the evaluations that follow are the same.
        engine_.assign(centroids_);
        return {std::move(centroids_), done_};
    }

private:
    using Plan = std::vector<Exchange>;

    // One of the exchanges that are tried at the same time.
    struct Try {
        Plan plan;
        std::vector<Centroid> candidate;
        std::size_t most;  // most_ when it was planned
        Outcome outcome{};
    };

    // A thread's own engine.
    struct Lane {
        Lane(const Histogram &histogram, Team &all)
            : team(all),
              engine(make_cells_engine(nullptr, histogram, nullptr, team, nullptr,
                                       CellOrder::tight)) {}
        Team team;
        std::unique_ptr<Engine> engine;
    };

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

// Tries exchanges at the same time until one succeeds or the search is at its end. Each is planned
// as if all before it had failed.
void Search::try_in_lanes() {
    constexpr std::size_t kNone = ~std::size_t{0};
    lanes_.resize(team_.size());
    const unsigned tried_before = tried_;
    const auto owner = std::this_thread::get_id();
    std::mutex planning;
    std::deque<Try> tries;
    std::atomic<std::size_t> success{kNone};  // the first try of those that have succeeded
    std::atomic<unsigned> steps_of_all{0};
    const auto begin_try = [&]() -> std::pair<Try *, std::size_t> {
        const std::lock_guard lock(planning);
        if (success != kNone) return {nullptr, 0};
        const auto plan = next_plan();
        if (!plan) return {nullptr, 0};
        tries.push_back({*plan, candidate_of(*plan), most_, {}});
        ++tried_;
        note_failure(*plan);
        return {&tries.back(), tries.size() - 1};
    };
    team_.run(team_.size(), [&](unsigned worker) {
        std::unique_ptr<Lane> &lane = lanes_[worker];
        for (auto [mine, index] = begin_try(); mine; std::tie(mine, index) = begin_try()) {
            const auto going_on = [&, number = index](unsigned) {
                const unsigned steps = ++steps_of_all;
                if (std::this_thread::get_id() == owner) report(done_ + steps);
                return !team_.is_stopped() && number < success;
            };
            if (!lane) lane = std::make_unique<Lane>(histogram_, team_);
            mine->outcome =
                do_steps(*lane->engine, fixed_, mine->candidate, effort_.steps, best_, going_on);
            const std::lock_guard lock(planning);
            if (mine->outcome.explains > best_ && index < success) success = index;
        }
    });
    const std::size_t kept = success;
    for (std::size_t i = 0; i < tries.size() && (kept == kNone || i <= kept); ++i)
        done_ += tries[i].outcome.steps;
    if (kept == kNone) return;
    tried_ = tried_before + static_cast<unsigned>(kept) + 1;
    most_ = tries[kept].most;
    keep(std::move(tries[kept].candidate), tries[kept].outcome.explains);
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

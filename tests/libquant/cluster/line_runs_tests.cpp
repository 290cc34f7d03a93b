// Compares the best runs with all assignments of few positions, and with dynamic programming over
// the number of runs for many positions.
#include "cluster/line_runs.h"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "base/random.h"

namespace {

using namespace quant::core;

constexpr double kInfinite = std::numeric_limits<double>::infinity();

// Positions with weights and, perhaps, fixed costs.
struct OwnedProblem {
    std::vector<std::uint32_t> positions;
    std::vector<std::uint64_t> weights, fixed;
    std::uint64_t unit = 1;

    LineProblem view() const { return {positions, weights, fixed, unit}; }
    std::size_t size() const { return positions.size(); }
    double fixed_cost(std::size_t i) const {
        return fixed.empty() ? kInfinite
                             : static_cast<double>(fixed[i]) / static_cast<double>(unit);
    }
};

OwnedProblem of_weights(std::vector<std::uint64_t> weights) {
    OwnedProblem problem;
    for (std::size_t i = 0; i < weights.size(); ++i)
        problem.positions.push_back(static_cast<std::uint32_t>(i));
    problem.weights = std::move(weights);
    return problem;
}

// Sets the fixed costs to those of colors at places on the line, `apart` away from it.
void add_fixed(OwnedProblem &problem, const std::vector<int> &places, int apart) {
    problem.unit = 3;
    for (std::size_t i = 0; i < problem.size(); ++i) {
        std::int64_t least = std::numeric_limits<std::int64_t>::max();
        for (const int place : places) {
            const std::int64_t along = std::int64_t{problem.positions[i]} - place;
            least = std::min(least, 3 * along * along + apart);
        }
        problem.fixed.push_back(problem.weights[i] * static_cast<std::uint64_t>(least));
    }
}

// Returns the least cost over all assignments of positions to `most` clusters, neighbors or not, or
// to none.
double brute_force(const OwnedProblem &problem, std::size_t most) {
    std::vector<std::size_t> cluster(problem.size());
    double least = kInfinite;
    for (;;) {
        double cost = 0;
        std::vector<double> weight(most + 1), mean(most + 1);
        for (std::size_t i = 0; i < problem.size(); ++i) {
            if (cluster[i] == most) {
                cost += problem.fixed_cost(i);
                continue;
            }
            const auto w = static_cast<double>(problem.weights[i]);
            weight[cluster[i]] += w;
            mean[cluster[i]] += w * problem.positions[i];
        }
        for (std::size_t i = 0; i < problem.size(); ++i) {
            if (cluster[i] == most) continue;
            const double x = problem.positions[i] - mean[cluster[i]] / weight[cluster[i]];
            cost += static_cast<double>(problem.weights[i]) * x * x;
        }
        least = std::min(least, cost);
        std::size_t i = 0;
        while (i < cluster.size() && cluster[i] == most) cluster[i++] = 0;
        if (i == cluster.size()) return least;
        ++cluster[i];
    }
}

// Returns the least costs of 0, 1, ... `most` runs, row by row: the best start of a run ascends
// with its end, and halving the ends halves the starts to try.
class Rows {
public:
    explicit Rows(const OwnedProblem &problem)
        : problem_(problem),
          weight_(1),
          first_(1),
          second_(1),
          before_(1),
          row_(problem.size() + 1) {
        for (std::size_t i = 0; i < problem.size(); ++i) {
            const long double t = problem.positions[i], w = problem.weights[i];
            weight_.push_back(weight_.back() + w);
            first_.push_back(first_.back() + w * t);
            second_.push_back(second_.back() + w * t * t);
            before_.push_back(before_.back() + problem.fixed_cost(i));
        }
    }
    std::vector<double> costs(std::size_t most) {
        std::vector<double> costs{before_.back()};
        while (costs.size() <= most) {
            row_.assign(row_.size(), kInfinite);
            fill(1, problem_.size(), 0, problem_.size() - 1);
            row_[0] = 0;
            for (std::size_t j = 1; j < row_.size(); ++j)
                row_[j] = std::min(row_[j], row_[j - 1] + problem_.fixed_cost(j - 1));
            before_ = row_;
            costs.push_back(row_.back());
        }
        return costs;
    }

private:
    double run(std::size_t i, std::size_t j) const {
        const long double w = weight_[j] - weight_[i], x = first_[j] - first_[i];
        return static_cast<double>(second_[j] - second_[i] - x * x / w);
    }
    void fill(std::size_t low, std::size_t high, std::size_t first, std::size_t last) {
        if (low > high) return;
        const std::size_t middle = (low + high) / 2;
        std::size_t best = first;
        for (std::size_t i = first; i <= std::min(last, middle - 1); ++i) {
            const double cost = before_[i] + run(i, middle);
            if (cost < row_[middle]) {
                row_[middle] = cost;
                best = i;
            }
        }
        fill(low, middle - 1, first, best);
        fill(middle + 1, high, best, last);
    }

    const OwnedProblem &problem_;
    std::vector<long double> weight_, first_, second_;
    std::vector<double> before_, row_;
};

void check_form(const OwnedProblem &problem, const std::vector<Run> &runs, std::size_t most) {
    BOOST_TEST(runs.size() <= most);
    if (problem.fixed.empty()) BOOST_TEST(runs.size() == std::min(most, problem.size()));
    std::size_t end = 0;
    for (const Run &run : runs) {
        BOOST_REQUIRE(run.first < run.last);
        BOOST_REQUIRE((problem.fixed.empty() ? run.first == end : run.first >= end));
        end = run.last;
    }
    BOOST_REQUIRE((problem.fixed.empty() ? end == problem.size() : end <= problem.size()));
}

// Checks the results for each number of runs against the rows.
void check_against_rows(const OwnedProblem &problem, const std::vector<std::size_t> &counts) {
    const auto expected = Rows(problem).costs(std::ranges::max(counts));
    for (const std::size_t count : counts) {
        const auto runs = best_runs(problem.view(), count);
        check_form(problem, runs, count);
        BOOST_TEST(cost_of(problem.view(), runs) == expected[count],
                   boost::test_tools::tolerance(1e-10));
    }
}

std::vector<std::size_t> all_counts(const OwnedProblem &problem) {
    std::vector<std::size_t> counts;
    for (std::size_t k = 1; k <= problem.size() + 1; ++k) counts.push_back(k);
    return counts;
}

BOOST_AUTO_TEST_SUITE(line_runs_tests)

BOOST_AUTO_TEST_CASE(no_assignment_of_few_positions_costs_less) {
    Random random(1);
    for (int round = 0; round < 60; ++round) {
        OwnedProblem problem;
        std::uint32_t position = 0;
        const std::size_t size = 2 + random.next() % 5;
        // Small numbers make ties frequent.
        const std::uint64_t widest = round % 3 == 0 ? 1 : 9, heaviest = round % 2 == 0 ? 1 : 50;
        for (std::size_t i = 0; i < size; ++i) {
            problem.positions.push_back(position);
            problem.weights.push_back(1 + random.next() % heaviest);
            position += static_cast<std::uint32_t>(1 + random.next() % widest);
        }
        if (round % 5 > 1)
            add_fixed(problem,
                      {static_cast<int>(random.next() % 12), static_cast<int>(random.next() % 20)},
                      round % 5 == 2 ? 0 : static_cast<int>(random.next() % 30));
        for (std::size_t most = 1; most <= 4; ++most) {
            const auto runs = best_runs(problem.view(), most);
            check_form(problem, runs, most);
            BOOST_TEST(std::abs(cost_of(problem.view(), runs) - brute_force(problem, most)) < 1e-9);
        }
    }
}

BOOST_AUTO_TEST_CASE(every_number_of_runs_is_solved_where_many_numbers_are_equally_good) {
    // Equal weights, equal groups, and groups of groups: D(K) is linear over long stretches.
    OwnedProblem groups;
    for (std::uint32_t i = 0; i < 96; ++i) {
        groups.positions.push_back(i / 8 * 100 + i % 8);
        groups.weights.push_back(i % 2 == 0 ? 3 : 1);
    }
    for (OwnedProblem problem : {of_weights(std::vector<std::uint64_t>(130, 7)), groups}) {
        check_against_rows(problem, all_counts(problem));
        add_fixed(problem, {10, 300, 304, 900}, 20);
        check_against_rows(problem, all_counts(problem));
    }
}

BOOST_AUTO_TEST_CASE(every_number_of_runs_of_a_gray_picture_is_solved) {
    Random random(2);
    std::vector<std::uint64_t> weights;
    for (int i = 0; i < 256; ++i)
        weights.push_back(1 + random.next() % 100 * (i > 90 && i < 120 ? 50 : 1));
    OwnedProblem problem = of_weights(weights);
    check_against_rows(problem, all_counts(problem));
    add_fixed(problem, {40, 100, 300}, 7);
    check_against_rows(problem, all_counts(problem));
}

BOOST_AUTO_TEST_CASE(long_lines_are_solved) {
    Random random(3);
    for (const std::uint64_t most : {1U, 1000U}) {
        std::vector<std::uint64_t> weights;
        for (int i = 0; i < 6000; ++i) weights.push_back(1 + random.next() % most);
        OwnedProblem problem = of_weights(weights);
        check_against_rows(problem, {1, 2, 20});
        add_fixed(problem, {-100, 1000, 1001, 5000}, 100000);
        check_against_rows(problem, {1, 2, 20});
    }
}

BOOST_AUTO_TEST_CASE(the_longest_and_heaviest_line_does_not_overflow) {
    // 2^32 - 1 pixels in all, most of them far from the beginning.
    std::vector<std::uint64_t> weights(32641, 1);
    weights.back() = 0xFFFFFFFF - 32640;
    const OwnedProblem problem = of_weights(weights);
    const auto runs = best_runs(problem.view(), 2);
    // The m positions of the first run cost about m^3 / 12, and the others, whose mean is near the
    // last position, (32640 - m)^3 / 3. The sum is least for m = 2/3 of 32640.
    BOOST_REQUIRE(runs.size() == 2U);
    BOOST_TEST(runs[1].first == 21760U);
    const double m = 21760, n = 32640 - m, weight = 0xFFFFFFFF - m;
    const double sum = n * (n + 1) / 2, squares = sum * (2 * n + 1) / 3;
    BOOST_TEST(cost_of(problem.view(), runs) == m * (m * m - 1) / 12 + squares - sum * sum / weight,
               boost::test_tools::tolerance(1e-14));
    BOOST_TEST(best_runs(problem.view(), 256).size() == 256U);
}

BOOST_AUTO_TEST_CASE(positions_that_cost_nothing_need_no_run) {
    OwnedProblem problem = of_weights({5, 1, 9, 2});
    BOOST_TEST(best_runs(problem.view(), 0).empty());
    BOOST_TEST(best_runs({}, 3).empty());
    BOOST_TEST(best_runs(problem.view(), 4).size() == 4U);
    problem.fixed = {0, 0, 7, 0};
    const auto runs = best_runs(problem.view(), 1);
    BOOST_REQUIRE(runs.size() == 1U);
    BOOST_TEST((runs[0] == Run{2, 3}));
    for (std::size_t most = 1; most <= 5; ++most) {
        BOOST_TEST(cost_of(problem.view(), best_runs(problem.view(), most)) == 0);
        BOOST_TEST(best_runs(problem.view(), most).size() <= most);
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace

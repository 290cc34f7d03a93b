// Lets the library iterate, and records the sums that an engine comes to.
#include "kmeans.h"

#include <omp.h>

#include <array>
#include <numeric>
#include <string>
#include <utility>

#include "base/failure.h"
#include "base/stopwatch.h"
#include "cluster/seeding.h"

namespace quant::experiment {
namespace {

// Passes everything on to another engine, and records the sums.
class RecordingEngine : public core::Engine {
public:
    RecordingEngine(core::Engine &engine, Outcome &outcome) : engine_(engine), outcome_(outcome) {}

    std::vector<core::Moments> assign(std::span<const core::Centroid> centroids) override {
        outcome_.sums.push_back(engine_.assign(centroids));
        return outcome_.sums.back();
    }
    void map(const std::array<std::uint8_t, 256> &order) override { engine_.map(order); }
    unsigned threads() const override { return engine_.threads(); }

private:
    core::Engine &engine_;
    Outcome &outcome_;
};

}  // namespace

quant::Options paper_options(unsigned colors) {
    quant::Options options(QUANT_PRESET_PAPER);
    options.colors = colors;
    options.palette_bits = 16;  // entries of 16 bits are the centroids: no assignment is added
    return options;
}

Problem::Problem(const Image &image) : view_(image, nullptr), histogram_(view_, team_) {}

void Problem::check_colors(unsigned most) const {
    const std::uint64_t colors = histogram_.unique_colors();
    if (colors <= most)
        throw quant::cli::Failure("has only " + std::to_string(colors) +
                                  (colors == 1 ? " color" : " colors") +
                                  ", no more than K = " + std::to_string(most));
}

double run_kmeans(const Problem &problem, core::Engine &engine, unsigned colors, Outcome &outcome) {
    const quant::Options options = paper_options(colors);
    const auto seeds = core::seed_random(problem.histogram(), colors, options.seed);
    std::array<std::uint8_t, 256> order{};
    std::iota(order.begin(), order.end(), std::uint8_t{0});
    outcome.sums.clear();
    outcome.sums.reserve(options.max_iterations + std::size_t{1});
    RecordingEngine recording(engine, outcome);
    core::Team team(1);
    core::Stopwatch watch;
    const core::Clustering clustering =
        core::run_lloyd(recording, problem.histogram(), core::ColorSpace(), seeds, 0, options, team,
                        [](unsigned, double) {});
    recording.assign(clustering.centroids);
    recording.map(order);
    return watch.lap();
}

void wake_openmp(unsigned threads) {
    unsigned woken = 0;
#pragma omp parallel num_threads(static_cast <int>(threads)) reduction(+ : woken)
    woken += 1;
    if (woken != threads)
        throw quant::cli::FailureOf("OpenMP", "starts " + std::to_string(woken) +
                                                  (woken == 1 ? " thread" : " threads") +
                                                  " and not " + std::to_string(threads) +
                                                  ": see OMP_THREAD_LIMIT and OMP_DYNAMIC");
}

}  // namespace quant::experiment

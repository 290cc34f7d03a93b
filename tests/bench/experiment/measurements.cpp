// Lets all variants, phases and seeds take turns, as the tasks of `quant bench` do.
#include "measurements.h"

#include <algorithm>
#include <list>

#include "base/failure.h"
#include "base/signals.h"
#include "bench/round_order.h"
#include "phases.h"
#include "program.h"

namespace quant::experiment {
namespace {

using quant::cli::Failure;
using quant::cli::FailureOf;
using namespace quant::cli::results;

constexpr unsigned kWarmup = 1;  // rounds that are not recorded
constexpr std::uint64_t kSeeds = 5;

// Returns what the engine `sequential` comes to, which shares no code with the variants.
Outcome expected_outcome(const Problem &problem, unsigned colors) {
    Outcome outcome;
    outcome.labels.resize(problem.pixels());
    core::Team team(1);
    const auto engine = core::make_sequential_engine(problem.view(), team, outcome.labels.data());
    run_kmeans(problem, *engine, colors, outcome);
    return outcome;
}

void check_outcome(const ExtraSubject &subject, const std::string &variant, unsigned threads,
                   const Outcome &outcome, const Outcome &expected) {
    if (outcome == expected) return;
    throw FailureOf(subject.image, "K = " + std::to_string(subject.colors) + ": " + variant +
                                       " with " + std::to_string(threads) +
                                       (threads == 1 ? " thread" : " threads") +
                                       " comes to other labels or sums than the engine sequential");
}

}  // namespace

void Experiment::measure(const std::string &name, const Image &image) {
    const Problem problem(image);
    problem.check_colors(options_.colors.back());
    std::list<Outcome> expected;
    std::vector<Task> tasks;
    for (const unsigned colors : options_.colors) {
        expected.push_back(expected_outcome(problem, colors));
        add_tasks({{name, image.width, image.height, colors}, problem, expected.back()}, image,
                  tasks);
    }
    run_rounds(tasks);
}

void Experiment::add_tasks(const Subject &subject, const Image &image, std::vector<Task> &tasks) {
    for (const unsigned threads : options_.threads) {
        for (const Variant &variant : variants_)
            tasks.emplace_back([=, this, &variant](unsigned run) {
                measure_variant(subject, variant, threads, run);
            });
        tasks.emplace_back([=, this](unsigned run) { measure_phases(subject, threads, run); });
    }
    for (std::uint64_t seed = 0; seed < kSeeds; ++seed)
        tasks.emplace_back(
            [=, this, &image](unsigned run) { measure_seed(subject, image, seed, run); });
}

void Experiment::run_rounds(const std::vector<Task> &tasks) const {
    const unsigned rounds = kWarmup + options_.runs;
    for (unsigned round = 0; round < rounds; ++round)
        for (const std::size_t i : quant::cli::bench::order_of_round(tasks.size(), round, rounds)) {
            quant::cli::signals::check();
            tasks[i](round < kWarmup ? 0 : round - kWarmup + 1);
        }
}

void Experiment::measure_variant(const Subject &subject, const Variant &variant, unsigned threads,
                                 unsigned run) {
    Outcome outcome;
    outcome.labels.resize(subject.problem.pixels());
    core::Team team(threads);
    const auto engine = make_variant(variant, subject.problem, subject.picture.colors, threads,
                                     team, outcome.labels.data());
    // The engine takes fewer threads for a small picture. That is no run with so many threads.
    if (engine->threads() != threads) return;
    wake_openmp(threads);
    const Counts before = counters_.read();
    const double seconds = run_kmeans(subject.problem, *engine, subject.picture.colors, outcome);
    const Counts counts = counters_.read() - before;
    check_outcome(subject.picture, variant.name, threads, outcome, subject.expected);
    if (run == 0) return;
    results_.variants.push_back({subject.picture, variant.name, threads, run, seconds,
                                 counts.cycles, counts.instructions, counts.cache_misses,
                                 counts.joules});
}

void Experiment::measure_phases(const Subject &subject, unsigned threads, unsigned run) {
    Outcome outcome;
    outcome.labels.resize(subject.problem.pixels());
    std::vector<ThreadTimes> times;
    wake_openmp(threads);
    const double serial =
        run_phases(subject.problem, subject.picture.colors, threads, outcome, times);
    check_outcome(subject.picture, "the measurement of phases", threads, outcome, subject.expected);
    if (run > 0) add_phases(subject.picture, run, times, serial, results_.phases);
}

// With one thread, times vary the least, and the start matters as much as with several.
void Experiment::measure_seed(const Subject &subject, const Image &image, std::uint64_t seed,
                              unsigned run) {
    quant::Options options = paper_options(subject.picture.colors);
    options.engine = QUANT_ENGINE_OPENMP;
    options.threads = 1;
    options.seed = seed;
    const auto result = quant::quantize(image, options);
    if (!result) throw Failure(result.error().message);
    const quant_stats &stats = result->stats();
    if (run == 0) return;
    results_.seeds.push_back({subject.picture, seed, run,
                              stats.seconds_iterations + stats.seconds_mapping, stats.iterations,
                              stats.inertia});
}

}  // namespace quant::experiment

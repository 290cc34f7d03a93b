// Checks the sequential run and each of its iterations against a reference in double, and compares
// every parallel run with the sequential one.
#include "validate/experiment.h"

#include <algorithm>
#include <cstdio>
#include <optional>
#include <span>

#include "base/signals.h"
#include "reference/lloyd.h"
#include "validate/distinct_colors.h"
#include "validate/draws.h"
#include "validate/enclosure.h"
#include "validate/odd_sizes.h"
#include "validate/outcome.h"
#include "validate/reference.h"

namespace quant::cli::validate {
namespace {

// Restores the instruction set that was in use.
class IsaGuard {
public:
    IsaGuard() : before_(quant_isa()) {}
    ~IsaGuard() { quant_set_isa(before_.c_str()); }
    IsaGuard(const IsaGuard &) = delete;
    IsaGuard &operator=(const IsaGuard &) = delete;

private:
    std::string before_;
};

std::string percent(double part) {
    char text[40];
    std::snprintf(text, sizeof text, "%.4g %%", part * 100);
    return text;
}

// Returns the colors of an outcome without iterations, whose centroids are colors of pixels.
std::vector<Rgb> colors_of(const Outcome &outcome) {
    std::vector<Rgb> colors;
    for (const Color &color : outcome.palette) colors.push_back({color.r, color.g, color.b});
    std::sort(colors.begin(), colors.end());
    return colors;
}

std::span<const std::uint8_t> bytes_of(const std::vector<Rgb> &colors) {
    return {colors.front().data(), 3 * colors.size()};
}

// How much is checked.
enum class Depth {
    runs,        // all runs
    iterations,  // and each iteration against the reference
    all          // and the seeds, and the way of K-Means in doubles
};

// What a run of the library differs in.
struct Setting {
    quant_engine engine;
    unsigned threads;
    std::string isa;
    unsigned iterations;
    std::uint64_t seed = 0;  // the preset's
    bool exact_threads = false;
};

class Experiment {
public:
    // `packed` must be the pixels of the image without padding.
    Experiment(const Image &image, std::span<const std::uint8_t> packed, Run run, const Plan &plan,
               Depth depth, Ledger &ledger, const ShowActivity &show)
        : image_(image),
          picture_(distinct_colors(packed)),
          run_(std::move(run)),
          plan_(plan),
          depth_(depth),
          ledger_(ledger),
          show_(show) {}

    void with_colors(unsigned colors) {
        run_.colors = colors;
        const auto sequential =
            attempt({QUANT_ENGINE_SEQUENTIAL, 1, plan_.isas.back(), paper_.max_iterations},
                    Check::reference);
        if (!sequential) return;
        check_sequential(*sequential);
        if (!sequential->exact && depth_ >= Depth::iterations) follow_iterations(*sequential);
        for (const std::string &isa : plan_.isas)
            for (const quant_engine engine : {QUANT_ENGINE_OPENMP, QUANT_ENGINE_CELLS})
                for (const unsigned threads : plan_.threads)
                    compare(*sequential, engine, threads, isa);
        if (depth_ == Depth::all) ledger_.count_image(run_.dataset, colors);
    }

    // Draws seeds with several values of the option `seed`. Pictures with fewer colors than seeds
    // have no draws.
    void check_draws(unsigned colors) {
        run_.colors = colors;
        std::vector<std::vector<Rgb>> draws;
        for (unsigned seed = 0; seed < draws_of(colors); ++seed) {
            const auto outcome =
                attempt({QUANT_ENGINE_CELLS, plan_.threads.back(), plan_.isas.front(), 0, seed},
                        Check::seeds);
            if (!outcome || outcome->exact) return;
            draws.push_back(colors_of(*outcome));
        }
        std::string wrong;
        for (const std::vector<Rgb> &draw : draws)
            if (!std::ranges::includes(picture_.colors, draw))
                wrong = "a seed is not the color of a pixel";
        if (wrong.empty()) wrong = check_draws_differ(picture_, draws, colors);
        if (wrong.empty()) wrong = check_draws_are_even(picture_, draws, colors);
        record(Check::seeds, wrong);
    }

private:
    void record(Check check, const std::string &what, double deviation = 0) {
        ledger_.record(run_, check, what, deviation);
    }

    // Runs the library. If it returns an error, records a failed check and returns nothing.
    std::optional<Outcome> attempt(const Setting &setting, Check check) {
        run_.engine = quant_engine_name(setting.engine);
        run_.threads = setting.threads;
        run_.isa = setting.isa;
        run_.iterations = setting.iterations;
        show_((run_.size.empty() ? "" : run_.size + ", ") + "K " + std::to_string(run_.colors) +
              ", " + run_.engine + ", " + std::to_string(run_.threads) + " threads, " + run_.isa);
        signals::check();
        Options options = paper_;
        options.colors = run_.colors;
        options.engine = setting.engine;
        options.threads = setting.threads;
        options.max_iterations = setting.iterations;
        options.seed = setting.seed;
        options.exact_threads = setting.exact_threads ? 1 : 0;
        options.palette_bits = 16;  // entries of 16 bits are the centroids
        quant_set_isa(setting.isa.c_str());
        const auto result =
            quantize(image_, options, [](const Progress &) { return signals::raised() == 0; });
        if (result) return outcome_of(*result);
        signals::check();
        record(check, "the library says: " + result.error().message);
        return {};
    }

    void check_sequential(const Outcome &sequential) {
        Clustering clustering;
        std::string wrong = check_outcome(picture_, sequential, clustering);
        if (wrong.empty()) wrong = check_nearest(picture_, clustering, clustering.centroids);
        if (wrong.empty() && sequential.exact && sequential.inertia != 0)
            wrong = "the palette is called exact, but the inertia is not 0";
        record(Check::reference, wrong);
        if (wrong.empty())
            record(Check::ending,
                   check_ending(picture_, sequential, clustering, run_.colors, run_.iterations));
    }

    void compare(const Outcome &sequential, quant_engine engine, unsigned threads,
                 const std::string &isa) {
        // A run must have the threads that it is said to have, however small the picture is.
        Setting setting{engine, threads, isa, paper_.max_iterations};
        setting.exact_threads = true;
        const auto found = attempt(setting, Check::bits);
        if (!found) return;
        const double apart = deviation(sequential.inertia, found->inertia);
        record(Check::paper,
               apart < kPaperTolerance
                   ? std::string()
                   : "the inertia is " + percent(apart) + " away from the sequential one",
               apart);
        const std::string different = difference(sequential, *found);
        record(Check::bits, different);
        // The ending of an equal outcome has been checked.
        Clustering end;
        if (different.empty() || !check_outcome(picture_, *found, end).empty()) return;
        record(Check::ending, check_ending(picture_, *found, end, run_.colors, run_.iterations));
    }

    // Repeats the run with at most 0, 1, 2, ... iterations. Each outcome is checked, and must be
    // one step of the textbook algorithm after the one before. The last one must equal the
    // sequential run.
    void follow_iterations(const Outcome &sequential) {
        Clustering before;
        std::optional<Enclosure> enclosure;
        for (unsigned n = 0; n <= sequential.iterations; ++n) {
            const auto outcome =
                attempt({QUANT_ENGINE_CELLS, plan_.threads.back(), plan_.isas.front(), n},
                        Check::reference);
            if (!outcome) return;
            Clustering after;
            std::string wrong = check_outcome(picture_, *outcome, after);
            if (wrong.empty())
                wrong = n == 0 ? check_seeds(picture_, after)
                               : check_step(picture_, before, after, run_.colors);
            if (wrong.empty()) wrong = check_convergence(before, *outcome, after);
            if (wrong.empty() && n == sequential.iterations)
                wrong = difference(sequential, *outcome);
            record(Check::reference, wrong);
            if (!wrong.empty()) return;  // the iterations after it would be wrong too
            if (depth_ == Depth::all) follow_doubles(sequential, after, enclosure);
            before = std::move(after);
        }
    }

    // Compares a clustering, which begins with the seeds, with K-Means in doubles.
    void follow_doubles(const Outcome &sequential, const Clustering &now,
                        std::optional<Enclosure> &enclosure) {
        if (run_.iterations == 0) {
            enclosure.emplace(picture_, now, run_.colors);
            compare_with_doubles(sequential, now);
        } else if (enclosure) {
            enclosure->advance();
            if (enclosure->certainty() >= kLeastCertainty)
                record(Check::doubles, enclosure->check(now));
            else
                enclosure.reset();
        }
    }

    // Checks that a run converged if, and only if, its last iteration moved no centroid. What the
    // paper's tolerance allows is less than one step of a stored centroid.
    std::string check_convergence(const Clustering &before, const Outcome &outcome,
                                  const Clustering &after) const {
        if (run_.iterations == 0) return {};
        std::string wrong = check_ending(picture_, outcome, after, run_.colors, run_.iterations);
        // Entries without pixels, which are not listed, may have moved.
        const bool all_listed = after.centroids.size() == run_.colors;
        if (wrong.empty() && all_listed && before.centroids == after.centroids &&
            !outcome.converged)
            wrong = "the last iteration moved no centroid, but the run has not converged";
        return wrong;
    }

    void compare_with_doubles(const Outcome &sequential, const Clustering &seeds) {
        const std::vector<Vector> ordered =
            reference::in_order_of_ties(bytes_of(picture_.colors), seeds.labels, seeds.centroids);
        const double in_doubles = reference::double_lloyd(picture_.colors, picture_.counts, ordered,
                                                          run_.colors, paper_.max_iterations)
                                      .inertia;
        const double apart = deviation(in_doubles, sequential.inertia);
        record(Check::precision,
               apart < kPrecisionTolerance
                   ? std::string()
                   : "the inertia is " + percent(apart) + " away from that of K-Means in doubles",
               apart);
        ledger_.record_trajectory(run_, sequential.inertia < in_doubles ? -apart : apart);
    }

    const Options paper_{QUANT_PRESET_PAPER};
    const Image &image_;
    DistinctColors picture_;
    Run run_;
    const Plan &plan_;
    Depth depth_;
    Ledger &ledger_;
    const ShowActivity &show_;
};

void validate_scaled(const Image &image, Size size, std::size_t padding, Run run, const Plan &plan,
                     Depth depth, Ledger &ledger, const ShowActivity &show) {
    const ScaledPicture copy = scaled(image, size, padding);
    const std::vector<std::uint8_t> packed = copy.packed();
    run.size = copy.size_text();
    const Image view = copy.view();
    Experiment experiment(view, packed, run, plan, depth, ledger, show);
    for (const unsigned colors : plan.colors) experiment.with_colors(colors);
}

// Returns the plan for small pictures.
Plan small_plan(const Plan &plan) {
    const auto [fewest, most] = std::minmax_element(plan.colors.begin(), plan.colors.end());
    Plan small{{*fewest}, {}, plan.isas};
    if (*most != *fewest) small.colors.push_back(*most);
    for (const unsigned threads : plan.threads)
        if (threads <= 3) small.threads.push_back(threads);
    if (small.threads.empty()) small.threads = plan.threads;
    return small;
}

}  // namespace

std::vector<std::string> all_isas() {
    std::vector<std::string> list;
    for (std::size_t i = 0; quant_isa_available(i); ++i) list.emplace_back(quant_isa_available(i));
    return list;
}

void validate_picture(const Image &image, const Run &picture, const Plan &plan, Ledger &ledger,
                      const ShowActivity &show) {
    const IsaGuard guard;
    const std::span packed(static_cast<const std::uint8_t *>(image.pixels),
                           3 * image.width * image.height);
    Experiment experiment(image, packed, picture, plan, Depth::all, ledger, show);
    for (const unsigned colors : plan.colors) experiment.with_colors(colors);
    experiment.check_draws(*std::max_element(plan.colors.begin(), plan.colors.end()));
}

void validate_odd_sizes(const Image &image, const Run &picture, const Plan &plan, Ledger &ledger,
                        const ShowActivity &show) {
    const IsaGuard guard;
    const std::size_t most_findings = ledger.findings().size() + kEnoughFindings;
    for (const Size &size : kOddSizes)
        validate_scaled(image, size, 5, picture, plan, Depth::iterations, ledger, show);
    const Plan small = small_plan(plan);
    for (std::size_t width = 1; width <= kLargestSmallWidth; ++width) {
        if (ledger.findings().size() >= most_findings) return;
        validate_scaled(image, {width, 3}, 3, picture, small, Depth::runs, ledger, show);
        validate_scaled(image, {width, 5}, 0, picture, small, Depth::runs, ledger, show);
    }
}

}  // namespace quant::cli::validate

// Checks the sequential run and each of its iterations against a reference in double, and compares
// every parallel run with the sequential one.
#include "validate/experiment.h"

#include <cstdio>
#include <optional>
#include <span>

#include "base/signals.h"
#include "reference/lloyd.h"
#include "validate/distinct_colors.h"
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

class Experiment {
public:
    Experiment(const Image &image, Run run, const Plan &plan, Ledger &ledger,
               const ShowActivity &show)
        : image_(image),
          picture_(distinct_colors(
              {static_cast<const std::uint8_t *>(image.pixels), image.width * image.height * 3})),
          run_(std::move(run)),
          plan_(plan),
          ledger_(ledger),
          show_(show) {}

    void with_colors(unsigned colors) {
        const Options paper(QUANT_PRESET_PAPER);
        run_.colors = colors;
        const auto sequential = attempt(QUANT_ENGINE_SEQUENTIAL, 1, plan_.isas.back(),
                                        paper.max_iterations, Check::reference);
        if (!sequential) return;
        check_sequential(*sequential);
        if (!sequential->exact) follow_iterations(*sequential);
        for (const std::string &isa : plan_.isas)
            for (const quant_engine engine : {QUANT_ENGINE_OPENMP, QUANT_ENGINE_CELLS})
                for (const unsigned threads : plan_.threads)
                    compare(*sequential, engine, threads, isa);
        ledger_.count_image(run_.dataset, colors);
    }

private:
    void record(Check check, const std::string &what, double deviation = 0) {
        ledger_.record(run_, check, what, deviation);
    }

    // Runs the library. If it returns an error, records a failed check and returns nothing.
    std::optional<Outcome> attempt(quant_engine engine, unsigned threads, const std::string &isa,
                                   unsigned iterations, Check check) {
        run_.engine = quant_engine_name(engine);
        run_.threads = threads;
        run_.isa = isa;
        run_.iterations = iterations;
        show_("K " + std::to_string(run_.colors) + ", " + run_.engine + ", " +
              std::to_string(threads) + " threads, " + isa);
        signals::check();
        Options options(QUANT_PRESET_PAPER);
        options.colors = run_.colors;
        options.engine = engine;
        options.threads = threads;
        options.max_iterations = iterations;
        options.palette_bits = 16;  // entries of 16 bits are the centroids
        quant_set_isa(isa.c_str());
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
    }

    void compare(const Outcome &sequential, quant_engine engine, unsigned threads,
                 const std::string &isa) {
        const Options paper(QUANT_PRESET_PAPER);
        const auto found = attempt(engine, threads, isa, paper.max_iterations, Check::bits);
        if (!found) return;
        const double apart = deviation(sequential.inertia, found->inertia);
        record(Check::paper,
               apart < kPaperTolerance
                   ? std::string()
                   : "the inertia is " + percent(apart) + " away from the sequential one",
               apart);
        record(Check::bits, difference(sequential, *found));
    }

    // Repeats the run with at most 0, 1, 2, ... iterations. Each outcome is checked, and must be
    // one step of the textbook algorithm after the one before. The last one must equal the
    // sequential run.
    void follow_iterations(const Outcome &sequential) {
        Clustering before;
        for (unsigned n = 0; n <= sequential.iterations; ++n) {
            const auto outcome = attempt(QUANT_ENGINE_CELLS, plan_.threads.back(),
                                         plan_.isas.front(), n, Check::reference);
            if (!outcome) return;
            Clustering after;
            std::string wrong = check_outcome(picture_, *outcome, after);
            if (wrong.empty())
                wrong = n == 0 ? check_seeds(picture_, after)
                               : check_step(picture_, before, after, run_.colors);
            if (wrong.empty() && n == sequential.iterations)
                wrong = check_end(sequential, *outcome, after);
            record(Check::reference, wrong);
            if (!wrong.empty()) return;  // the iterations after it would be wrong too
            if (n == 0) compare_unrounded(sequential, after);
            before = std::move(after);
        }
    }

    std::string check_end(const Outcome &sequential, const Outcome &last, const Clustering &end) {
        const std::string wrong = difference(sequential, last);
        // If the run converged, another step must change nothing.
        return wrong.empty() && sequential.converged ? check_step(picture_, end, end, run_.colors)
                                                     : wrong;
    }

    void compare_unrounded(const Outcome &sequential, const Clustering &seeds) {
        const Options paper(QUANT_PRESET_PAPER);
        const double unrounded =
            reference::double_lloyd(picture_.colors, picture_.counts, seeds.centroids, run_.colors,
                                    paper.max_iterations)
                .inertia;
        const double apart = deviation(unrounded, sequential.inertia);
        record(Check::precision,
               apart < kPrecisionTolerance
                   ? std::string()
                   : "the inertia is " + percent(apart) + " away from that of unrounded centroids",
               apart);
    }

    const Image &image_;
    DistinctColors picture_;
    Run run_;
    const Plan &plan_;
    Ledger &ledger_;
    const ShowActivity &show_;
};

}  // namespace

std::vector<std::string> all_isas() {
    std::vector<std::string> list;
    for (std::size_t i = 0; quant_isa_available(i); ++i) list.emplace_back(quant_isa_available(i));
    return list;
}

void validate_picture(const Image &image, const Run &picture, const Plan &plan, Ledger &ledger,
                      const ShowActivity &show) {
    const IsaGuard guard;
    Experiment experiment(image, picture, plan, ledger, show);
    for (const unsigned colors : plan.colors) experiment.with_colors(colors);
}

}  // namespace quant::cli::validate

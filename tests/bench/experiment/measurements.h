// Measures everything on one picture, in rounds.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "counters.h"
#include "options.h"
#include "pictures.h"
#include "results/extras.h"
#include "variants.h"

namespace quant::experiment {

class Experiment {
public:
    // All three must outlive the object.
    Experiment(const Options &options, const std::vector<Variant> &variants, Counters &counters)
        : options_(options), variants_(variants), counters_(counters) {}

    // Appends the measurements of a picture. Throws Failure if the picture has too few colors, and
    // FailureOf if a variant does not come to the labels and sums of the engine `sequential`.
    void measure(const std::string &name, const Image &image);

    const quant::cli::results::Extras &results() const { return results_; }

private:
    // One measurement, which is recorded unless `run` is 0.
    using Task = std::function<void(unsigned run)>;

    struct Subject {
        quant::cli::results::ExtraSubject picture;
        const Problem &problem;
        const Outcome &expected;
    };

    void run_rounds(const std::vector<Task> &tasks) const;
    void add_tasks(const Subject &subject, const Image &image, std::vector<Task> &tasks);
    void measure_variant(const Subject &subject, const Variant &variant, unsigned threads,
                         unsigned run);
    void measure_phases(const Subject &subject, unsigned threads, unsigned run);
    void measure_seed(const Subject &subject, const Image &image, std::uint64_t seed, unsigned run);

    const Options &options_;
    const std::vector<Variant> &variants_;
    Counters &counters_;
    quant::cli::results::Extras results_;
};

}  // namespace quant::experiment
